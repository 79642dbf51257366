import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrno } from "./errno";
import { isAlive, withProcessLock } from "./processLock";

/** What `cacheEntry` can tell its caller besides the result. */
export interface CacheEntryOptions {
  /** Called once when another process is making the same entry and this one waits for it. */
  readonly onWait?: () => void;
}

/** The folder `<cache>/<key>` when that entry exists. */
export async function cachedEntry(cache: string, key: string): Promise<string | undefined> {
  const folder = join(cache, key);
  return (await isFolder(folder)) ? folder : undefined;
}

/**
 * The folder `<cache>/<key>`, made by `make` when it is not there yet.
 *
 * `make` fills a temporary folder beside the final one, which gets its name only when `make` has succeeded: an entry
 * that exists is complete. When several processes want the same entry, one makes it and the others wait. What a
 * killed process left behind is removed by the next one that makes the entry.
 * @param cache absolute path of the cache
 * @param key relative path made of plain names, e.g. `pulumi/3.259.0`
 * @returns the absolute path of the final folder
 * @throws what `make` throws, after the temporary folder was removed
 */
export async function cacheEntry(
  cache: string,
  key: string,
  make: (folder: string) => Promise<void>,
  options: CacheEntryOptions = {},
): Promise<string> {
  const isPlain = key.split("/").every((name) => /^[A-Za-z0-9_+-][A-Za-z0-9._+-]*$/.test(name));
  if (!isPlain) {
    throw new Error(`cache key '${key}' is not a relative path of plain names such as 'pulumi/3.259.0'`);
  }
  const final = join(cache, key);
  if (await isFolder(final)) return final;
  await withProcessLock(
    final,
    () => options.onWait?.(),
    async () => {
      if (!(await isFolder(final))) await makeEntry(final, make);
    },
  );
  return final;
}

async function makeEntry(final: string, make: (folder: string) => Promise<void>): Promise<void> {
  await removeLeftovers(final);
  const folder = `${final}.partial-${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(folder);
  try {
    await make(folder);
    await rename(folder, final);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    // Two makers are possible after a stall (see processLock.ts); the first one's entry is as good as this one's.
    if (isErrno(error, "ENOTEMPTY", "EEXIST")) {
      if (await isFolder(final)) return;
    }
    throw error;
  }
}

/** Removes temporary folders of this entry whose maker is no longer alive. */
async function removeLeftovers(final: string): Promise<void> {
  const prefix = `${basename(final)}.partial-`;
  for (const name of await readdir(dirname(final))) {
    if (!name.startsWith(prefix)) continue;
    const maker = Number(name.slice(prefix.length).split("-")[0]);
    if (maker !== process.pid && isAlive(maker)) continue;
    await rm(join(dirname(final), name), { recursive: true, force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}
