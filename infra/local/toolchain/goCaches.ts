import { lstat, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cachedEntry } from "../cache";
import { toolVersions } from "./versions";
import type { ToolContext } from "./toolContext";

/** The tools that may come from a Go module, by their folder in the cache. */
const goTools = ["cilium", "coredns", "kubernetes", "pulumi", "ratelimit"] as const;

/**
 * Removes Go's module and build caches (together about 10 GB) once nothing is left to build from them. They are kept
 * while a tool is missing, because they are what an interrupted build continues from, and while anyone builds.
 */
export async function removeGoCaches({ paths, progress }: ToolContext): Promise<void> {
  const { cache } = paths;
  // What a removal that was interrupted has left.
  for (const name of await readdir(cache)) {
    if (name.startsWith("go.removed-")) await rm(join(cache, name), { recursive: true, force: true });
  }
  const isThere = await lstat(join(cache, "go")).then(
    () => true,
    () => false,
  );
  if (!isThere || !(await areAllBuilt(cache))) return;
  await progress.step("removing Go's caches, nothing is left to build", async () => {
    const doomed = join(cache, `go.removed-${process.pid}`);
    await rename(join(cache, "go"), doomed);
    await rm(doomed, { recursive: true, force: true });
  });
}

async function areAllBuilt(cache: string): Promise<boolean> {
  for (const tool of goTools) {
    if ((await cachedEntry(cache, `${tool}/${toolVersions[tool]}`)) === undefined) return false;
    const names = await readdir(join(cache, tool));
    if (names.some((name) => name.endsWith(".lock"))) return false;
  }
  return true;
}
