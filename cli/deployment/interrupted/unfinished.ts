import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent, writePrivateFile } from "../../../infra/local/privateFiles";
import type { LocalPaths } from "../../../infra/local/paths";

/**
 * When the update began of which no end was seen: it was interrupted, or it failed, and the state of the stack may
 * not say what is there.
 * @returns undefined when every update so far was seen to its end
 */
export async function unfinishedSince(paths: LocalPaths): Promise<Date | undefined> {
  const text = await readIfPresent(noteOf(paths));
  if (text === undefined) return undefined;
  const began = new Date(text);
  // A note that cannot be read tells as much, but for the time: then nothing is taken to be older.
  return Number.isNaN(began.getTime()) ? new Date(0) : began;
}

/** Notes that an update begins. It stands until `noteEnd`. */
export async function noteBeginning(paths: LocalPaths, began = new Date()): Promise<void> {
  await writePrivateFile(noteOf(paths), began.toISOString());
}

/** Notes that the update has come to its end. */
export async function noteEnd(paths: LocalPaths): Promise<void> {
  await rm(noteOf(paths), { force: true });
}

function noteOf(paths: LocalPaths): string {
  return join(paths.state, "pulumi", "unfinished");
}
