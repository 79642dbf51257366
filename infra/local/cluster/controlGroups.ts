import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isErrno } from "../errno";

/** The control-group hierarchies that this machine mounts. */
export interface Hierarchies {
  /** Mount points of version 1, one or more controllers each. */
  readonly version1: readonly string[];
  /** Mount point of version 2; beside version 1 it has no controllers. */
  readonly version2: string | undefined;
}

/** Time that the kernel may take to let go of a group whose processes have ended. */
const removalMilliseconds = 10_000;
const pollMilliseconds = 50;

/** Reads the hierarchies from the text of /proc/self/mounts. Of several mounts of one kind the first counts. */
export function parseHierarchies(mounts: string): Hierarchies {
  const lines = mounts.split("\n").map((line) => line.split(" "));
  const ofType = (type: string) =>
    lines
      .filter(([, , kind]) => kind === type)
      .flatMap(([, target]) => (target === undefined ? [] : [target]));
  const version1 = ofType("cgroup").filter((target) => target.startsWith("/sys/fs/cgroup/"));
  return { version1, version2: ofType("cgroup2")[0] };
}

/** The hierarchies of this machine. */
export async function readHierarchies(): Promise<Hierarchies> {
  return parseHierarchies(await readFile("/proc/self/mounts", "utf8"));
}

/** Makes the group `name` in every hierarchy, with all controllers. */
export async function makeControlGroup(name: string): Promise<void> {
  const { version1, version2 } = await readHierarchies();
  if (version1.length === 0 && version2 !== undefined) await delegateControllers(version2);
  for (const folder of foldersOf({ version1, version2 }, name)) await mkdir(folder, { recursive: true });
}

/** Version 2 hands controllers down one level at a time, and the kubelet needs them in its own group. */
async function delegateControllers(root: string): Promise<void> {
  const available = (await readFile(join(root, "cgroup.controllers"), "utf8")).trim().split(" ");
  const passed = (await readFile(join(root, "cgroup.subtree_control"), "utf8")).trim().split(" ");
  const missing = available.filter((controller) => !passed.includes(controller));
  if (missing.length === 0) return;
  await writeFile(join(root, "cgroup.subtree_control"), missing.map((name) => `+${name}`).join(" "));
}

/** Removes the group `name` and all below it from every hierarchy. Its processes must have ended. */
export async function removeControlGroup(name: string): Promise<void> {
  for (const folder of foldersOf(await readHierarchies(), name)) await removeTree(folder);
}

function foldersOf(hierarchies: Hierarchies, name: string): string[] {
  const roots = [
    ...hierarchies.version1,
    ...(hierarchies.version2 === undefined ? [] : [hierarchies.version2]),
  ];
  return roots.map((root) => join(root, name));
}

async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  });
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  const deadline = Date.now() + removalMilliseconds;
  for (;;) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if (isErrno(error, "ENOENT")) return;
      if (!isErrno(error, "EBUSY") || Date.now() > deadline) throw error;
    }
    await sleep(pollMilliseconds);
  }
}
