import { join } from "node:path";
import type { LocalPaths } from "../paths";
import { withProcessLock } from "../processLock";

/**
 * Runs `work` while no other process starts or stops this deployment's cluster.
 * @param onWait called once when another process is at it and this one waits
 */
export function withClusterLock<T>(
  paths: LocalPaths,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  return withProcessLock(join(paths.state, "cluster"), onWait, work);
}
