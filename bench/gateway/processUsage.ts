import { readdir, readFile } from "node:fs/promises";
import { isErrno } from "../../infra/local/errno";

/** What a process and those that it has started take. */
export interface ProcessUsage {
  /** Microseconds of processor time since they began. */
  readonly processorTime: number;
  /** Bytes of memory that are not swapped. */
  readonly memory: number;
}

/** What the process `root` and its descendants take, as the kernel counts it. */
export async function processUsage(root: number): Promise<ProcessUsage> {
  const all = await Promise.all((await processes()).map(parentOf));
  const family = familyOf(root, new Map(all.flat()));
  const usages = await Promise.all(family.map(usageOfOne));
  return {
    processorTime: sum(usages.map(({ processorTime }) => processorTime)),
    memory: sum(usages.map(({ memory }) => memory)),
  };
}

/** A process and its descendants, by the parents of all processes. */
export function familyOf(root: number, parents: ReadonlyMap<number, number>): readonly number[] {
  const children = [...parents].flatMap(([child, parent]) => (parent === root ? [child] : []));
  return [root, ...children.flatMap((child) => familyOf(child, parents))];
}

/** The parent in the text of `/proc/PID/stat`: the second field after the name, which may hold blanks and brackets. */
export function parentIn(stat: string): number {
  return Number(
    stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .at(1),
  );
}

/** Microseconds on a processor in the text of a thread's `schedstat`, which counts nanoseconds. */
export function microsecondsIn(schedstat: string): number {
  return Number(schedstat.split(" ").at(0)) / 1_000;
}

/** Bytes of resident memory in the text of `/proc/PID/status`. */
export function residentIn(status: string): number {
  const [, kilobytes = "0"] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes) * 1024;
}

async function processes(): Promise<readonly number[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function parentOf(pid: number): Promise<readonly (readonly [number, number])[]> {
  const stat = await textOf(`/proc/${pid}/stat`);
  return stat === undefined ? [] : [[pid, parentIn(stat)]];
}

async function usageOfOne(pid: number): Promise<ProcessUsage> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(threads.map((thread) => textOf(`/proc/${pid}/task/${thread}/schedstat`)));
  return {
    processorTime: sum(times.map((text) => (text === undefined ? 0 : microsecondsIn(text)))),
    memory: residentIn((await textOf(`/proc/${pid}/status`)) ?? ""),
  };
}

/** `undefined` where the process or the thread has ended meanwhile. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
