import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import type { LocalPaths } from "../paths";
import { isErrno } from "./privateFiles";

/** A lock whose owner died counts as abandoned after this time. */
const staleMilliseconds = 5_000;
const pollMilliseconds = 200;

/**
 * Runs `work` while no other process starts or stops this deployment's cluster.
 * @param onWait called once when another process is at it and this one waits
 */
export async function withClusterLock<T>(
  paths: LocalPaths,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(paths.state, { recursive: true });
  const release = await takeLock(paths, onWait);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** What is locked. The library tells a process's locks apart by this name, so no other lock may have it. */
function clusterLock(paths: LocalPaths): string {
  return join(paths.state, "cluster");
}

async function takeLock(paths: LocalPaths, onWait: () => void): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    let isLost = false;
    try {
      const release = await lock(clusterLock(paths), {
        realpath: false,
        stale: staleMilliseconds,
        update: 1_000,
        // A machine that was asleep: the other process finds the sandbox by its processes and goes on from there.
        onCompromised: () => {
          isLost = true;
        },
      });
      return async () => {
        if (!isLost) await release();
      };
    } catch (error) {
      if (!isErrno(error, "ELOCKED")) throw error;
    }
    if (attempt === 0) onWait();
    await sleep(pollMilliseconds);
  }
}
