import { access } from "node:fs/promises";
import type { LocalPaths } from "../paths";
import { isOf, readRecord } from "./clusterRecord";
import type { ClusterRecord } from "./clusterRecord";
import { clusterFolders } from "./folders";
import { isErrno } from "../errno";
import { findSandbox } from "./sandboxProcess";

/** A cluster that runs. */
export interface RunningCluster extends ClusterRecord {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
}

/**
 * Whether there is a cluster: `absent` (nothing of it), `running` (its last start was completed and it has not ended
 * since) or `stopped` (data only, or a start that was not completed).
 */
export async function clusterState(paths: LocalPaths): Promise<"absent" | "stopped" | "running"> {
  if ((await runningCluster(paths)) !== undefined) return "running";
  if ((await findSandbox(paths.id)) !== undefined) return "stopped";
  try {
    await access(clusterFolders(paths).root);
    return "stopped";
  } catch (error) {
    if (isErrno(error, "ENOENT")) return "absent";
    throw error;
  }
}

/** The cluster that runs, as its last start recorded it. */
export async function runningCluster(paths: LocalPaths): Promise<RunningCluster | undefined> {
  const folders = clusterFolders(paths);
  const sandbox = await findSandbox(paths.id);
  const record = await readRecord(folders);
  if (sandbox === undefined || record === undefined || !isOf(record, sandbox)) return undefined;
  return { ...record, kubeconfig: folders.kubeconfig };
}
