import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { localImages } from "../../infra/clouds/connection";
import { startCluster } from "../../infra/local/cluster";
import { buildImages } from "../../infra/local/images";
import { ensureModels } from "../../infra/local/models";
import { currentPlatform, ensureTools, platformProblem } from "../../infra/local/toolchain";
import { bringUp } from "./bringUp";
import { readDeploymentFile, writeDeploymentFile } from "./deploymentFile";
import { choosePort, placeModels, placeOwnModel, writeImageList } from "./embedded";
import { readLocalSettings, withOwnModel } from "./settings";
import type { StartContext } from "./startContext";

/** The node port of the gateway's Service, as `stacks/Pulumi.local.yaml` sets it. */
const gatewayNodePort = 30080;

/**
 * Brings the stack `local` up on the embedded cluster of this machine.
 * @throws Error in the user's terms, on a machine where it cannot run with the other ways
 */
export async function startEmbedded({ paths, options, progress, signal }: StartContext): Promise<void> {
  const problem = platformProblem(await currentPlatform());
  if (problem !== undefined) throw new Error(problem);
  const before = await readDeploymentFile(paths);
  if (before?.target === "existing") {
    throw new Error(
      `this checkout's deployment is on the cluster of ${before.kubeconfig}; remove it first: npm run down`,
    );
  }
  const gatewayPort = await portFor(options.port, before?.port);
  const file = await readLocalSettings(paths.root);
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
  await bringUp({
    ...{ paths, tools, progress, signal },
    settings: own === undefined ? file : withOwnModel(file, own),
    bytes: own?.bytes ?? 0,
    baseUrl: `http://127.0.0.1:${gatewayPort}/v1`,
    kubeconfig: cluster.kubeconfig,
    cluster: loadKubeconfig(cluster.kubeconfig),
  });
}

function loadKubeconfig(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

/** The port that an earlier start took is kept: its cluster may run and listen there. */
async function portFor(asked: number | undefined, kept: number | undefined): Promise<number> {
  return kept !== undefined && (asked === undefined || asked === kept) ? kept : choosePort(asked);
}
