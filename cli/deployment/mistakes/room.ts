import { readdir, stat, statfs } from "node:fs/promises";
import { cachedEntry } from "../../../infra/local/cache";
import { runCommand } from "../../../infra/local/command";
import { executablesOnPath } from "../../../infra/local/executablesOnPath";
import type { LocalPaths } from "../../../infra/local/paths";
import { toolVersions } from "../../../infra/local/toolchain/versions";
import { gigabytes, nearest } from "../../machine.mjs";
import type { Target } from "./modelFile";

/** Room on disk, in bytes. */
interface Room {
  readonly cache: number;
  readonly checkout: number;
}

/**
 * What a start needs once everything is built: the cluster's images and data, with what the kubelet keeps free. The
 * weights that are placed beside them are not counted.
 */
const warm: Readonly<Record<Target, Room>> = {
  embedded: { cache: 0.2e9, checkout: 2.5e9 },
  existing: { cache: 0.2e9, checkout: 0.2e9 },
};

/** What the cache folder holds at most while everything is built: Go's caches alone are about 10 GB. */
const building: Readonly<Record<Target, number>> = { embedded: 12e9, existing: 4e9 };

/** Building goes on where an interrupted one ended, and always needs some room. */
const leastBuilding = 1e9;

const builtTools: Readonly<Record<Target, readonly (keyof typeof toolVersions)[]>> = {
  embedded: ["pulumi", "kubernetes", "coredns", "cilium", "envoy", "llamacpp", "ratelimit"],
  existing: ["pulumi"],
};

/** What a start that comes next needs, and of which kind it is. */
export interface NeededRoom extends Room {
  readonly isFirst: boolean;
}

/** @param weights bytes of a user's model that will be copied into the checkout */
export async function neededRoom(paths: LocalPaths, target: Target, weights = 0): Promise<NeededRoom> {
  const { cache, checkout } = warm[target];
  const isFirst = !(await isBuilt(paths.cache, target));
  const left = isFirst ? Math.max(leastBuilding, building[target] - (await sizeOf(paths.cache))) : 0;
  return { isFirst, cache: cache + left, checkout: checkout + weights };
}

/** The mistakes are disks that are too full; there are none where all that is needed fits. */
export async function roomMistakes(
  { root, cache }: LocalPaths,
  needed: NeededRoom,
  free: (folder: string) => Promise<Disk> = diskOf,
): Promise<string[]> {
  const [ofCheckout, ofCache] = [await free(root), await free(cache)];
  const kind = needed.isFirst ? "a first run, which builds what cannot be downloaded," : "this";
  const mistake = (folders: string, bytes: number, left: number, way: string) =>
    left >= bytes
      ? []
      : [
          `${kind} needs ${gigabytes(bytes)} on the disk of ${folders}, which has ${gigabytes(left)} left; ${way}`,
        ];
  const other = "free some, or set XDG_CACHE_HOME to a folder on a larger disk";
  if (ofCheckout.id === ofCache.id) {
    const bytes = needed.cache + needed.checkout;
    return mistake(`the checkout '${root}' and the cache folder '${cache}'`, bytes, ofCheckout.left, other);
  }
  return [
    ...mistake(`the checkout '${root}'`, needed.checkout, ofCheckout.left, "free some"),
    ...mistake(`the cache folder '${cache}'`, needed.cache, ofCache.left, other),
  ];
}

/** The disk that a folder is on. */
export interface Disk {
  readonly id: number;
  /** Bytes that are left on it. */
  readonly left: number;
}

async function diskOf(folder: string): Promise<Disk> {
  const there = nearest(folder);
  const [{ dev }, { bavail, bsize }] = await Promise.all([stat(there), statfs(there)]);
  return { id: dev, left: bavail * bsize };
}

async function isBuilt(cache: string, target: Target): Promise<boolean> {
  for (const tool of builtTools[target]) {
    if (tool === "pulumi" && (await executablesOnPath(tool)).length > 0) continue;
    if ((await cachedEntry(cache, `${tool}/${toolVersions[tool]}`)) === undefined) return false;
  }
  return true;
}

/** The bytes that a folder holds. Files that are removed while it is looked through are no reason to stop. */
async function sizeOf(folder: string): Promise<number> {
  const isThere = await readdir(folder).catch(() => undefined);
  if (isThere === undefined) return 0;
  const { stdout } = await runCommand("sh", ["-c", 'du -sk -- "$1" 2>/dev/null || true', "sh", folder]);
  return 1_024 * (Number.parseInt(stdout, 10) || 0);
}
