import { mkdir, readFile, readlink, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import { isErrno } from "./errno";
import { pause } from "./interruption";

/**
 * A lock whose holder cannot be asked for counts as abandoned after this time, in milliseconds. A living holder renews
 * it every second; one that is busy or asleep for longer loses nothing but the exclusivity.
 */
const staleMilliseconds = 10_000;
const renewMilliseconds = 1_000;

/** Time between two looks at a lock that another process holds, in milliseconds. */
const pollMilliseconds = 200;

/** Gives a lock back. */
type Release = () => Promise<void>;

/** Who holds a lock, in the file `<name>.owner` beside the folder `<name>.lock`. */
interface Owner {
  readonly pid: number;
  /** Where the process's number means something: this machine and its process namespace. */
  readonly where: string;
}

/**
 * Runs `work` while no other process holds the lock `file`. The lock of a process that was killed is free at once.
 * @param file the lock's path without `.lock`; its folder is made. The library tells a process's locks apart by it.
 * @param onWait called once when another process holds it and this one waits
 */
export async function withProcessLock<T>(
  file: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  let release = await tryLock(file);
  if (release === undefined) onWait();
  while (release === undefined) {
    await pause(pollMilliseconds);
    release = await tryLock(file);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

async function tryLock(file: string): Promise<Release | undefined> {
  // Whoever waits for a lock may see its folder removed by the one that holds it.
  await mkdir(dirname(file), { recursive: true });
  // One after the other: between looking for a dead holder and removing its lock nobody else may take it.
  const leave = await take(`${file}.entry`);
  if (leave === undefined) return undefined;
  try {
    if (await isHeldByTheDead(file)) {
      await rm(ownerFile(file), { force: true });
      await rmdir(`${file}.lock`).catch(ignoreMissing);
    }
    const release = await take(file);
    if (release === undefined) return undefined;
    await writeOwner(file);
    return async () => {
      await rm(ownerFile(file), { force: true });
      await release();
    };
  } finally {
    await leave();
  }
}

/** The lock as the library knows it; undefined when it is taken, or its folder has just been removed. */
async function take(file: string): Promise<Release | undefined> {
  let isLost = false;
  try {
    const release = await lock(file, {
      realpath: false,
      stale: staleMilliseconds,
      update: renewMilliseconds,
      // After a machine was asleep: the work goes on, and so may another process that waited.
      onCompromised: () => {
        isLost = true;
      },
    });
    return async () => {
      if (!isLost) await release().catch(ignoreLost);
    };
  } catch (error) {
    if (isErrno(error, "ELOCKED", "ENOENT")) return undefined;
    throw error;
  }
}

/** A lock whose folder its holder has removed may be another one's by then, and is no longer there to be given back. */
function ignoreLost(error: unknown): void {
  if (!isErrno(error, "ENOTACQUIRED", "ERELEASED")) throw error;
}

async function isHeldByTheDead(file: string): Promise<boolean> {
  const text = await readFile(ownerFile(file), "utf8").catch(ignoreMissing);
  if (text === undefined) return false;
  const owner: unknown = JSON.parse(text);
  return isOwner(owner) && owner.where === (await here()) && !isAlive(owner.pid);
}

async function writeOwner(file: string): Promise<void> {
  const owner: Owner = { pid: process.pid, where: await here() };
  const next = `${ownerFile(file)}.new`;
  await writeFile(next, JSON.stringify(owner));
  await rename(next, ownerFile(file));
}

function ownerFile(file: string): string {
  return `${file}.owner`;
}

/** Process numbers of another machine, or of a container, say nothing about processes here. */
async function here(): Promise<string> {
  // Only Linux has process namespaces, and /proc.
  const namespace = await readlink("/proc/self/ns/pid").catch(ignoreMissing);
  return `${hostname()} ${namespace ?? ""}`;
}

/** Whether the process of this number runs; one that has taken the number of a dead process counts as well. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "where" in value &&
    typeof value.where === "string"
  );
}

function ignoreMissing(error: unknown): undefined {
  if (!isErrno(error, "ENOENT")) throw error;
}
