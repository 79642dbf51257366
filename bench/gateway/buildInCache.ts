import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheEntry } from "../../infra/local/cache";
import type { LocalPaths } from "../../infra/local/paths";
import { buildGoModule, type GoBuild } from "../../infra/local/toolchain/goModule";

/**
 * Programs that only a benchmark needs, as the cache entry `key`. Go's caches for them lie beside the entry, since the
 * toolchain removes its own once all of its programs are there; a build that was interrupted goes on from them.
 * @returns the folder with the programs
 */
export async function buildInCache(paths: LocalPaths, key: string, build: GoBuild): Promise<string> {
  return cacheEntry(paths.cache, key, async (folder) => {
    const caches = join(paths.cache, dirname(key));
    await buildGoModule(build, folder, { ...paths, cache: caches });
    await rm(join(caches, "go"), { recursive: true, force: true });
  });
}
