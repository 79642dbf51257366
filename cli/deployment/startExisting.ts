import { mkdir } from "node:fs/promises";
import { ensureModels } from "../../infra/local/models";
import { ensureTools } from "../../infra/local/toolchain";
import type { ExistingCluster } from "../options";
import { bringUp } from "./bringUp";
import { elsewhereMistake, readDeploymentFile, writeDeploymentFile } from "./deploymentFile";
import { placeModels, placeOwnModel, portFor } from "./embedded";
import { reachCluster } from "./existingCluster";
import { ensureForwarding } from "./forwarder";
import { onExistingCluster, readLocalSettings, uploadsOf, withOwnModel } from "./settings";
import type { StartContext } from "./startContext";
import { serveUploads } from "./uploads";

/**
 * Brings the stack `local` up on a cluster that the user has: upstream images by digest, weights copied into volumes of
 * the cluster's default StorageClass, and the gateway reached through the API server.
 * @throws Error in the user's terms
 */
export async function startExisting(context: StartContext & { cluster: ExistingCluster }): Promise<void> {
  const { paths, options, progress, signal } = context;
  const file = await readLocalSettings(paths.root);
  const before = await readDeploymentFile(paths);
  const cluster = await progress.step("existing cluster", async (step) => {
    const reached = await reachCluster(context.cluster);
    step.detail(`context ${reached.context}, Kubernetes ${reached.version}`);
    return reached;
  });
  const { kubeconfig } = cluster;
  const wanted = { target: "existing", kubeconfig, context: cluster.context } as const;
  const elsewhere = elsewhereMistake(before, wanted);
  if (elsewhere !== undefined) throw new Error(elsewhere);
  // The forwarder of an earlier start may listen on its port.
  const port = await portFor({ asked: options.port, kept: before?.port, isRunning: true });
  const tools = await progress.step("tools", () =>
    ensureTools(["pulumi", "plugins", "python"], { paths, progress }),
  );
  signal.throwIfAborted();
  await mkdir(paths.state, { recursive: true });
  await writeDeploymentFile(paths, { ...wanted, port });
  const { settings, uploads, bytes } = await progress.step("models", async () => {
    await placeModels(paths, await ensureModels({ paths, tools, progress }));
    const own = options.model === undefined ? undefined : await placeOwnModel(paths, options.model);
    const chosen = onExistingCluster(own === undefined ? file : withOwnModel(file, own), cluster);
    return { settings: chosen, uploads: await uploadsOf(chosen, paths.root), bytes: own?.bytes ?? 0 };
  });
  const namespace = typeof settings["namespace"] === "string" ? settings["namespace"] : "domicile";
  await bringUp({
    ...{ paths, tools, progress, signal, settings, bytes, kubeconfig, cluster: cluster.config },
    baseUrl: `http://127.0.0.1:${port}/v1`,
    meanwhile: (step, until) => serveUploads(cluster.config, namespace, uploads, step, until),
    openWay: () => ensureForwarding(paths, { kubeconfig, context: cluster.context, namespace, port }),
  });
}
