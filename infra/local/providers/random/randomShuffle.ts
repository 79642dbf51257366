import type { GeneratedKind } from "../generated";
import { keepers } from "./keepers";
import { seededRandom, shuffled, strongRandom } from "./randomSource";
import type { RandomSource } from "./randomSource";

/** random:index/randomShuffle:RandomShuffle. Its id is `-`. */
export const randomShuffle: GeneratedKind = {
  inputs: {
    inputs: { form: "strings", required: true },
    keepers,
    resultCount: { form: "integer", minimum: 0 },
    seed: { form: "string" },
  },
  outputs: { results: "plain" },
  generate(inputs) {
    const items = inputs.strings("inputs");
    const seed = inputs.string("seed") ?? "";
    const source = seed === "" ? strongRandom : seededRandom(seed);
    return Promise.resolve({
      id: "-",
      outputs: { results: drawn(source, items, inputs.integer("resultCount") ?? items.length) },
    });
  },
};

/** `count` items: whole shuffles of `items` one after the other, so that none comes more often than needed. */
function drawn(source: RandomSource, items: readonly string[], count: number): string[] {
  const results: string[] = [];
  while (items.length > 0 && results.length < count) results.push(...shuffled(source, items));
  return results.slice(0, count);
}
