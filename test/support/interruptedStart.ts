import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isErrno } from "../../infra/local/errno";
import type { LocalPaths } from "../../infra/local/paths";
import { startedState, type StartedState } from "./stateOfStart";

/** When a running start is interrupted. */
export interface Moment {
  /** Whether the moment has come, by what was shown so far and what the state says. */
  readonly when: (shown: string, state: StartedState) => boolean;
  /** How long after that, in milliseconds. @default 0 */
  readonly after?: number;
}

/** How a start is interrupted. */
export type Interruption = "Ctrl-C" | "kill the command" | "kill all of its processes";

const pollMilliseconds = 20;

/** The moment at which a step begins. */
export function stepBegins(title: string): Moment["when"] {
  return (shown) => shown.includes(`… ${title}\n`);
}

/**
 * Starts and interrupts it at a moment.
 * @returns the exit code, null when a signal ended it
 * @throws Error with what was shown, when it ended before the moment came
 */
export async function interruptedStart(
  paths: LocalPaths,
  { when, after = 0 }: Moment,
  how: Interruption,
  args: readonly string[] = [],
): Promise<number | null> {
  const script = join(paths.root, "cli", "start.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: paths.root,
    stdio: ["ignore", "ignore", "pipe"],
    // A process group of its own, so that all of it can be killed. The cluster's processes are in another one.
    detached: true,
  });
  let shown = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (shown += text));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  while (!when(shown, await startedState(paths))) {
    if (child.exitCode !== null) throw new Error(`the start ended before it was interrupted:\n${shown}`);
    await sleep(pollMilliseconds);
  }
  await sleep(after);
  if (how === "Ctrl-C") child.kill("SIGINT");
  else if (how === "kill the command") child.kill("SIGKILL");
  else if (child.pid !== undefined) await killAll(child.pid);
  return ended;
}

/** Kills the command, its process group, and the Pulumi CLI with its plug-ins, which are in a session of their own. */
async function killAll(command: number): Promise<void> {
  process.kill(-command, "SIGKILL");
  const mark = `\0DOMICILE_COMMAND=${command}\0`;
  for (const id of (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name))) {
    const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(ignoreHidden);
    if (!`\0${environment}`.includes(mark)) continue;
    try {
      process.kill(Number(id), "SIGKILL");
    } catch (error) {
      ignoreGone(error);
    }
  }
}

/** Processes that may not be looked into, as they have more rights than ours, are none of the command's. */
function ignoreHidden(error: unknown): string {
  return isErrno(error, "EACCES") ? "" : ignoreGone(error);
}

/** Processes come and go meanwhile. */
function ignoreGone(error: unknown): string {
  if (!isErrno(error, "ENOENT", "ESRCH")) throw error;
  return "";
}
