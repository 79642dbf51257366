import type { GeneratedKind } from "../generated";
import { keepers } from "./keepers";
import { adjectives, adverbs, animals } from "./petWords";
import { randomItem, strongRandom } from "./randomSource";

/** random:index/randomPet:RandomPet. Its id is the name. */
export const randomPet: GeneratedKind = {
  inputs: {
    keepers,
    length: { form: "integer", default: 2, minimum: 1 },
    prefix: { form: "string" },
    separator: { form: "string", default: "-" },
  },
  outputs: {},
  generate(inputs) {
    const prefix = inputs.string("prefix") ?? "";
    const words = petWords(inputs.requireInteger("length"));
    const id = [...(prefix === "" ? [] : [prefix]), ...words].join(inputs.string("separator") ?? "-");
    return Promise.resolve({ id, outputs: {} });
  },
};

/** An animal, before it an adjective, before that adverbs, `length` words in all. */
function petWords(length: number): string[] {
  return Array.from({ length }, (_, index) => {
    const place = length - index;
    return randomItem(strongRandom, place === 1 ? animals : place === 2 ? adjectives : adverbs);
  });
}
