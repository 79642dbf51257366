import { cachedEntry, cacheEntry } from "../cache";
import type { LocalPaths } from "../paths";
import type { Progress, Step } from "../progress";
import type { Downloads } from "./download";

/** What every tool needs to be ensured. */
export interface ToolContext {
  readonly paths: LocalPaths;
  readonly progress: Progress;
  /** Official downloads of this run; it remembers the hosts that did not answer. */
  readonly downloads: Downloads;
}

/**
 * The cache entry `key`; when it has to be made, that is shown as a step named `title`.
 * @returns the entry's folder
 */
export async function toolEntry(
  context: ToolContext,
  key: string,
  title: string,
  make: (folder: string, step: Step) => Promise<void>,
): Promise<string> {
  const { cache } = context.paths;
  const present = await cachedEntry(cache, key);
  if (present !== undefined) return present;
  return context.progress.step(title, (step) =>
    cacheEntry(cache, key, (folder) => make(folder, step), {
      onWait: () => {
        step.detail("another run is making it, waiting");
      },
    }),
  );
}
