import { readdir, readFile } from "node:fs/promises";
import type { LocalPaths } from "../../infra/local/paths";

/** The variables by which the processes of a command are known after it was killed. */
const deploymentVariable = "DOMICILE_DEPLOYMENT";
const ownerVariable = "DOMICILE_COMMAND";

/** The variables to start programs with that must not outlive this command. */
export function commandMarks(paths: LocalPaths): Record<string, string> {
  return { [deploymentVariable]: paths.id, [ownerVariable]: String(process.pid) };
}

/**
 * Ends what a killed command of this checkout left running: the Pulumi CLI and its plug-ins go on without it, hold
 * the state's lock and would write over what comes next. Call it only while holding the checkout's command lock.
 * @returns the ids of the processes that were ended
 */
export async function endOrphans(paths: LocalPaths): Promise<number[]> {
  const entries = await readdir("/proc").catch(withoutProc);
  const ids = entries.filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  const orphans: number[] = [];
  for (const id of ids) {
    const environment = await environmentOf(id);
    if (environment?.get(deploymentVariable) !== paths.id) continue;
    if (environment.get(ownerVariable) === String(process.pid)) continue;
    if (end(id)) orphans.push(id);
  }
  return orphans;
}

/** Only Linux has /proc; elsewhere such processes are not found, and the state's lock tells of them. */
function withoutProc(error: unknown): string[] {
  if (hasCode(error, ["ENOENT"])) return [];
  throw error;
}

/** The environment that a process was started with; undefined when it is gone or another user's. */
async function environmentOf(id: number): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const text = await readFile(`/proc/${id}/environ`, "utf8");
    return new Map(text.split("\0").map((line) => splitOnce(line, "=")));
  } catch (error) {
    if (hasCode(error, ["ENOENT", "ESRCH", "EACCES", "EPERM"])) return undefined;
    throw error;
  }
}

function end(id: number): boolean {
  try {
    return process.kill(id, "SIGKILL");
  } catch (error) {
    if (hasCode(error, ["ESRCH"])) return false;
    throw error;
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + 1)];
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code)
  );
}
