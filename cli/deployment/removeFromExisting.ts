import type { LocalPaths } from "../../infra/local/paths";
import type { TerminalProgress } from "../../infra/local/terminalProgress";
import { ensureTools } from "../../infra/local/toolchain";
import { destroyStack } from "./applyStack";
import type { ExistingDeployment } from "./deploymentFile";
import { reachCluster } from "./existingCluster";
import { endForwarding } from "./forwarder";
import { openLocalStack } from "./localStack";
import { onExistingCluster, readLocalSettings } from "./settings";

/**
 * Removes everything that a start made on a cluster that the user has.
 * @throws Error when the cluster cannot be reached, with the way out, or when something cannot be removed
 */
export async function removeFromExisting(removal: {
  readonly paths: LocalPaths;
  readonly progress: TerminalProgress;
  readonly signal: AbortSignal;
  readonly deployment: ExistingDeployment;
}): Promise<void> {
  const { paths, progress, signal, deployment } = removal;
  const { config: cluster } = await progress.step("existing cluster", () =>
    reachCluster(deployment).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `${reason}\nnothing was removed; if that cluster is gone, remove the folder ${paths.state} by hand`,
        { cause: error },
      );
    }),
  );
  await endForwarding(paths);
  const tools = await progress.step("tools", () => ensureTools(["pulumi", "plugins"], { paths, progress }));
  const settings = onExistingCluster(await readLocalSettings(paths.root), deployment);
  const stack = await openLocalStack(paths, tools, settings);
  await progress.step("pulumi destroy", (step) => destroyStack({ stack, paths, cluster, step, signal }));
}
