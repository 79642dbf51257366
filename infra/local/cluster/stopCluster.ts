import { rm } from "node:fs/promises";
import type { LocalPaths } from "../paths";
import type { Progress } from "../progress";
import { withClusterLock } from "./clusterLock";
import { controlGroupName } from "./configuration";
import { removeControlGroup } from "./controlGroups";
import { clusterFolders } from "./folders";
import { removeLink } from "./hostLink";
import { endSandbox } from "./sandboxProcess";

/** How a cluster is stopped. */
export interface StopOptions {
  readonly paths: LocalPaths;
  readonly progress: Progress;
  /** Whether `.domicile/cluster` stays, so that a later start goes on with it. @default false */
  readonly keepData?: boolean;
}

/** Ends the cluster, whatever state it is in, and removes everything that it made. Without a cluster it does nothing. */
export async function stopCluster(options: StopOptions): Promise<void> {
  const { paths, progress, keepData = false } = options;
  await progress.step("Stop the cluster", (step) =>
    withClusterLock(
      paths,
      () => {
        step.detail("another process is starting or stopping it: waiting");
      },
      async () => {
        await endCluster(paths);
        if (!keepData) await rm(clusterFolders(paths).root, { recursive: true, force: true });
      },
    ),
  );
}

/** Ends what runs, and what a cluster that was killed has left. The caller holds the lock. */
export async function endCluster(paths: LocalPaths): Promise<void> {
  await endSandbox(paths.id);
  await removeLink(paths.id);
  await removeControlGroup(controlGroupName(paths.id));
}
