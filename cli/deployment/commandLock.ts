import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LocalPaths } from "../../infra/local/paths";
import { withProcessLock } from "../../infra/local/processLock";
import type { Progress } from "../../infra/local/progress";

/** Runs `work` while no other command of this checkout changes its deployment: a second one waits for the first. */
export async function withCommandLock<T>(
  paths: LocalPaths,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  const taken = Promise.withResolvers<undefined>();
  let waiting: Promise<undefined> | undefined;
  const wait = () => {
    waiting = progress.step("another command works on this checkout: waiting for it", () => taken.promise);
  };
  const end = () => {
    taken.resolve(undefined);
  };
  return withProcessLock(commandLock(paths), wait, async () => {
    end();
    await waiting;
    // The command before may have removed the folder for temporary files that this one was started with.
    await mkdir(join(paths.state, "tmp"), { recursive: true });
    return work();
  }).finally(end);
}

/** The lock's path. No other lock may have this name. */
function commandLock(paths: LocalPaths): string {
  return join(paths.state, "command");
}

/** Removes everything that a deployment kept, but for the lock that the caller holds. */
export async function removeState(paths: LocalPaths): Promise<void> {
  const ofLock = `${basename(commandLock(paths))}.`;
  for (const name of await readdir(paths.state)) {
    if (!name.startsWith(ofLock)) await rm(join(paths.state, name), { recursive: true, force: true });
  }
}
