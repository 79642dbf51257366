import type { GeneratedKind } from "../generated";
import { keepers } from "./keepers";
import { randomBelow, seededRandom, strongRandom } from "./randomSource";

/** random:index/randomInteger:RandomInteger, from `min` to `max`, both included. Its id is the number. */
export const randomInteger: GeneratedKind = {
  inputs: {
    keepers,
    max: { form: "integer", required: true },
    min: { form: "integer", required: true },
    seed: { form: "string" },
  },
  outputs: { result: "plain" },
  check(inputs) {
    const [min, max] = [inputs.integer("min"), inputs.integer("max")];
    if (min === undefined || max === undefined || min <= max) return [];
    return [
      {
        property: "min",
        reason: `'min' is ${min}, greater than 'max' (${max}); give a 'min' of at most ${max}`,
      },
    ];
  },
  generate(inputs) {
    const [min, max] = [BigInt(inputs.requireInteger("min")), BigInt(inputs.requireInteger("max"))];
    const seed = inputs.string("seed") ?? "";
    const source = seed === "" ? strongRandom : seededRandom(seed);
    const result = Number(min + randomBelow(source, max - min + 1n));
    return Promise.resolve({ id: String(result), outputs: { result } });
  },
  import(id) {
    const [result, min, max, seed, ...rest] = id.split(",");
    const integers = [result, min, max].map((part) => (/^-?\d+$/.test(part ?? "") ? Number(part) : NaN));
    const [value = NaN, lowest = NaN, highest = NaN] = integers;
    if (!integers.every(Number.isSafeInteger) || rest.length > 0) {
      throw new Error(`'${id}' is no id to import: give RESULT,MIN,MAX or RESULT,MIN,MAX,SEED`);
    }
    return Promise.resolve({
      id: String(value),
      inputs: { max: highest, min: lowest, ...(seed === undefined ? {} : { seed }) },
      outputs: { result: value },
    });
  },
};
