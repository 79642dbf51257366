import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { localImages } from "../infra/clouds/connection";
import { startCluster } from "../infra/local/cluster";
import { buildImages } from "../infra/local/images";
import { ensureModels } from "../infra/local/models";
import { localPaths, type LocalPaths } from "../infra/local/paths";
import type { TerminalProgress } from "../infra/local/terminalProgress";
import { ensureTools } from "../infra/local/toolchain";
import { applyStack } from "./deployment/applyStack";
import { withCommandLock } from "./deployment/commandLock";
import { readDeploymentFile, writeDeploymentFile } from "./deployment/deploymentFile";
import { choosePort, placeModels, placeOwnModel, writeImageList } from "./deployment/embedded";
import { writeEndpointFile } from "./deployment/endpointFile";
import { firstAnswer } from "./deployment/firstAnswer";
import { openLocalStack } from "./deployment/localStack";
import { endOrphans } from "./deployment/orphans";
import { clientKeysOf, endpointModels } from "./deployment/outputs";
import { describeChanges, startReport } from "./deployment/report";
import { stackSettingsOf, withOwnModel } from "./deployment/settings";
import { parseStartOptions, startUsage, type StartOptions } from "./options";
import { runCommandLine } from "./runCommandLine";

/** The node port of the gateway's Service, as `stacks/Pulumi.local.yaml` sets it. */
const gatewayNodePort = 30080;

void runCommandLine(async (progress, signal) => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    console.log(startUsage);
    return;
  }
  const paths = localPaths();
  await withCommandLock(paths, progress, async () => {
    const ended = await endOrphans(paths);
    if (ended.length > 0) progress.note(`ended ${ended.length} processes that a killed command had left`);
    await startEmbedded(paths, options, progress, signal);
  });
});

async function startEmbedded(
  paths: LocalPaths,
  options: StartOptions,
  progress: TerminalProgress,
  signal: AbortSignal,
): Promise<void> {
  const before = await readDeploymentFile(paths);
  const kept = before?.target === "embedded" ? before.port : undefined;
  const port = options.port === kept || options.port === undefined ? kept : undefined;
  const gatewayPort = port ?? (await choosePort(options.port));
  const tools = await progress.step("tools", () =>
    ensureTools(
      ["packages", "pulumi", "plugins", "kubernetes", "coredns", "cilium", "envoy", "llamacpp", "python"],
      { paths, progress },
    ),
  );
  signal.throwIfAborted();
  await writeDeploymentFile(paths, { target: "embedded", port: gatewayPort });
  const images = await progress.step("images", () => buildImages({ paths, tools, progress }));
  await writeImageList(join(paths.root, localImages), images);
  const own = await progress.step("models", async () => {
    await placeModels(paths, await ensureModels({ paths, tools, progress }));
    return options.model === undefined ? undefined : placeOwnModel(paths, options.model);
  });
  signal.throwIfAborted();
  const cluster = await progress.step("cluster", () =>
    startCluster({
      paths,
      tools,
      images: [images.gateway, images.llamacpp, images.shell],
      pauseImage: images.pause,
      corednsImage: images.coredns,
      gatewayPort,
      gatewayNodePort,
      progress,
    }),
  );
  signal.throwIfAborted();

  const file = stackSettingsOf(await readFile(join(paths.root, "stacks", "Pulumi.local.yaml"), "utf8"));
  const settings = own === undefined ? file : withOwnModel(file, own);
  const stack = await openLocalStack(paths, tools, settings);
  const changes = await progress.step("pulumi up", (step) => applyStack(stack, step, signal));
  const keys = clientKeysOf(await stack.outputs(), "here");
  const baseUrl = `http://127.0.0.1:${gatewayPort}/v1`;
  const models = endpointModels(settings);
  const answer = await progress.step("first answer", () =>
    firstAnswer(baseUrl, keys("default"), models.chat),
  );
  await writeEndpointFile(paths, {
    baseUrl,
    apiKey: keys("default"),
    models,
    clients: { limited: { apiKey: keys("limited") }, metered: { apiKey: keys("metered") } },
    kubeconfig: cluster.kubeconfig,
  });
  const { phases } = progress;
  const report = { baseUrl, apiKey: keys("default"), model: models.alias, answer, phases };
  console.log(startReport({ ...report, changes: describeChanges(changes) }));
}
