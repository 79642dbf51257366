import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isErrno } from "../../../infra/local/errno";
import type { LocalPaths } from "../../../infra/local/paths";

/**
 * When the update began of which no end was seen: it was interrupted, or it failed, and the state of the stack may
 * not say what is there.
 * @returns undefined when every update so far was seen to its end
 */
export async function unfinishedSince(paths: LocalPaths): Promise<Date | undefined> {
  try {
    const began = new Date(await readFile(noteOf(paths), "utf8"));
    // A note that cannot be read was cut short, which tells as much; nothing is older than this.
    return Number.isNaN(began.getTime()) ? new Date(0) : began;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Notes that an update begins. It stands until `noteEnd`. */
export async function noteBeginning(paths: LocalPaths, began = new Date()): Promise<void> {
  const file = noteOf(paths);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, began.toISOString());
  await rename(`${file}.new`, file);
}

/** Notes that the update has come to its end. */
export async function noteEnd(paths: LocalPaths): Promise<void> {
  await rm(noteOf(paths), { force: true });
}

function noteOf(paths: LocalPaths): string {
  return join(paths.state, "pulumi", "unfinished");
}
