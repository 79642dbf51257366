import { growth } from "../figures";
import { requestOf } from "./request";
import type { Memory, RunningPack } from "./runningPack";
import { resourcesOf } from "./sample";
import type { Template } from "./sample/template";

/** How the memory of a pack is watched. */
export interface MemoryOptions {
  readonly templates: readonly Template[];
  /** Resources before the first look, by which the pack has loaded and compiled what it needs. */
  readonly warmUp: number;
  /** Resources between the first look and the last. */
  readonly count: number;
}

/** How much more memory a pack holds at the end than after its warm-up, in percent. */
export interface MemoryGrowth {
  readonly heap: number;
  readonly resident: number;
  readonly end: Memory;
}

/** Requests that are prepared at a time, so that this process's own memory stays small. */
const portion = 1_000;

/** Has a pack judge many resources, none of them twice, and compares its memory. */
export async function measureMemory(
  pack: RunningPack,
  { templates, warmUp, count }: MemoryOptions,
): Promise<MemoryGrowth> {
  await analyzeAll(pack, templates, 0, warmUp);
  const begin = await pack.memory();
  await analyzeAll(pack, templates, warmUp, count);
  const end = await pack.memory();
  return { heap: growth(begin.heap, end.heap), resident: growth(begin.resident, end.resident), end };
}

async function analyzeAll(
  pack: RunningPack,
  templates: readonly Template[],
  first: number,
  count: number,
): Promise<void> {
  for (let done = 0; done < count; done += portion) {
    const resources = resourcesOf(templates, Math.min(portion, count - done), first + done);
    for (let at = 0; at < resources.length; at += 16) {
      await Promise.all(resources.slice(at, at + 16).map((resource) => pack.analyze(requestOf(resource))));
    }
  }
}
