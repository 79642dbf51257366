import { readFile, readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isErrno } from "../errno";

/** A deployment's sandbox, as the host sees it. */
export interface SandboxProcess {
  /** PID 1 of the sandbox: when it ends, the kernel ends all other processes of the sandbox. */
  readonly pid: number;
  /** When it began, in clock ticks since the machine's start. Together with the pid it is unique. */
  readonly startTicks: string;
}

/** An argument of the sandbox's first processes by which they are found again, also when no record was written. */
export function sandboxMarker(id: string): string {
  return `domicile-${id}-sandbox`;
}

/** How long the kernel may take to end all processes of a sandbox. */
const endMilliseconds = 20_000;
const pollMilliseconds = 20;

/** PID 1 of the deployment's sandbox, when there is one. */
export async function findSandbox(id: string): Promise<SandboxProcess | undefined> {
  for (const pid of await markedProcesses(id)) {
    const status = await readProcess(pid, "status");
    const stat = await readProcess(pid, "stat");
    if (status === undefined || stat === undefined) continue;
    const process = parseProcess(pid, status, stat);
    if (process !== undefined) return process;
  }
  return undefined;
}

/**
 * Ends the deployment's sandbox with everything in it: processes, containers, mounts and interfaces. Returns when the
 * last process has ended.
 */
export async function endSandbox(id: string): Promise<void> {
  const deadline = Date.now() + endMilliseconds;
  for (;;) {
    const sandbox = await findSandbox(id);
    // `unshare`, the parent, ends by itself once its child has; before the child is there, it has to be ended.
    const pids = sandbox === undefined ? await markedProcesses(id) : [sandbox.pid];
    if (pids.length === 0) return;
    if (Date.now() > deadline) throw new Error(`process ${pids.join(", ")} of the cluster cannot be ended`);
    for (const pid of pids) kill(pid);
    await sleep(pollMilliseconds);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error;
  }
}

/** Processes of root that were started as `unshare … <marker> …` or `sh -c … <marker> …` and have not ended. */
async function markedProcesses(id: string): Promise<number[]> {
  const marker = sandboxMarker(id);
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [program, ...args] = (await readProcess(Number(name), "cmdline"))?.split("\0") ?? [];
    if ((program === "unshare" || program === "sh") && args.includes(marker)) found.push(Number(name));
  }
  return found;
}

/**
 * The process when it is PID 1 of a PID namespace inside ours and has not ended.
 * @param status text of /proc/<pid>/status
 * @param stat text of /proc/<pid>/stat
 */
export function parseProcess(pid: number, status: string, stat: string): SandboxProcess | undefined {
  const pids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  // The program's name, in parentheses, may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const startTicks = fields[19];
  if (pids.length < 2 || pids[1] !== "1" || fields[0] === "Z" || startTicks === undefined) return undefined;
  return { pid, startTicks };
}

/** A file of /proc/<pid>, or nothing when the process has ended. */
async function readProcess(pid: number, file: "cmdline" | "stat" | "status"): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ESRCH")) return undefined;
    throw error;
  }
}
