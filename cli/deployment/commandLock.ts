import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { lock } from "proper-lockfile";
import type { LocalPaths } from "../../infra/local/paths";
import type { Progress } from "../../infra/local/progress";

/** A lock whose holder was killed counts as free after this time, in milliseconds. */
const staleAfter = 10_000;

/**
 * Runs `work` while no other command of this checkout changes its deployment: a second one waits for the first.
 * The lock of a killed command frees itself after ten seconds.
 */
export async function withCommandLock<T>(
  paths: LocalPaths,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(paths.state, { recursive: true });
  const file = commandLock(paths);
  const options = { stale: staleAfter, realpath: false };
  const release = await lock(file, options).catch(async (error: unknown) => {
    if (!isLocked(error)) throw error;
    return progress.step("another command works on this checkout: waiting for it", () =>
      lock(file, { ...options, retries: { forever: true, minTimeout: 500, maxTimeout: 1_000 } }),
    );
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

/** What is locked, which is kept as the folder `command.lock`. No other lock may have this name. */
function commandLock(paths: LocalPaths): string {
  return join(paths.state, "command");
}

/** Removes everything that a deployment kept, but for the lock that the caller holds. */
export async function removeState(paths: LocalPaths): Promise<void> {
  const held = `${basename(commandLock(paths))}.lock`;
  for (const name of await readdir(paths.state)) {
    if (name !== held) await rm(join(paths.state, name), { recursive: true, force: true });
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ELOCKED";
}
