import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { localImages } from "../../infra/clouds/connection";
import { startCluster } from "../../infra/local/cluster";
import { findSandbox } from "../../infra/local/cluster/sandboxProcess";
import { buildImages } from "../../infra/local/images";
import { ensureModels } from "../../infra/local/models";
import { ensureTools } from "../../infra/local/toolchain";
import { bringUp } from "./bringUp";
import { elsewhereMistake, readDeploymentFile, writeDeploymentFile } from "./deploymentFile";
import { placeModels, placeOwnModel, portFor, writeImageList } from "./embedded";
import { readLocalSettings, withOwnModel, type StackSettings } from "./settings";
import type { StartContext } from "./startContext";

/**
 * Brings the stack `local` up on the embedded cluster of this machine.
 * @throws Error in the user's terms
 */
export async function startEmbedded({ paths, options, progress, signal }: StartContext): Promise<void> {
  const before = await readDeploymentFile(paths);
  const elsewhere = elsewhereMistake(before, undefined);
  if (elsewhere !== undefined) throw new Error(elsewhere);
  const isRunning = (await findSandbox(paths.id)) !== undefined;
  const gatewayPort = await portFor({ asked: options.port, kept: before?.port, isRunning });
  if (options.port === undefined && before !== undefined && before.port !== gatewayPort)
    progress.note(`port ${before.port} of 127.0.0.1 is taken meanwhile; the gateway gets ${gatewayPort}`);
  const file = await readLocalSettings(paths.root);
  const tools = await progress.step("tools", () =>
    ensureTools(
      [
        ...(["packages", "pulumi", "plugins", "kubernetes", "coredns", "cilium"] as const),
        ...(["envoy", "llamacpp", "ratelimit", "python"] as const),
      ],
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
      images: [images.gateway, images.llamacpp, images.quotaCounter, images.quotaStore, images.shell],
      pauseImage: images.pause,
      corednsImage: images.coredns,
      gatewayPort,
      gatewayNodePort: nodePortOf(file),
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

/** The port of the node that leads to the gateway. @throws Error when the stack file gives none */
function nodePortOf({ gateway }: StackSettings): number {
  const { service } = gateway;
  const isGiven = typeof service === "object" && service !== null && "nodePort" in service;
  if (isGiven && typeof service.nodePort === "number") return service.nodePort;
  throw new Error("stacks/Pulumi.local.yaml gives the gateway's Service no 'nodePort'");
}

function loadKubeconfig(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}
