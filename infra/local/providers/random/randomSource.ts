import { createHash, randomBytes } from "node:crypto";

/** Gives random bytes. */
export type RandomSource = (size: number) => Buffer;

/** The operating system's cryptographic generator. */
export const strongRandom: RandomSource = randomBytes;

/**
 * The same bytes for the same `seed`, from SHA-256 over seed and counter.
 * They are not those of the official plug-in, which seeds Go's own generator.
 */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  let pool = Buffer.alloc(0);
  return (size) => {
    while (pool.length < size) {
      const block = createHash("sha256").update(`${counter} ${seed}`).digest();
      pool = Buffer.concat([pool, block]);
      counter += 1;
    }
    const bytes = pool.subarray(0, size);
    pool = pool.subarray(size);
    return bytes;
  };
}

/**
 * An integer from 0 to `bound` - 1, each as likely as the other: draws beyond the last full multiple of `bound` are
 * drawn again, since a plain remainder would favour small numbers. Throws for a bound below 1.
 */
export function randomBelow(source: RandomSource, bound: bigint): bigint {
  if (bound < 1n) throw new RangeError(`the bound is ${bound.toString()}; it must be at least 1`);
  const size = Math.ceil(bound.toString(2).length / 8);
  const draws = 1n << BigInt(8 * size);
  const fair = draws - (draws % bound);
  for (;;) {
    const draw = BigInt(`0x0${source(size).toString("hex")}`);
    if (draw < fair) return draw % bound;
  }
}

/** One item of `items`, each as likely as the other. Throws for an empty list. */
export function randomItem<T>(source: RandomSource, items: readonly T[]): T {
  const item = items[Number(randomBelow(source, BigInt(items.length)))];
  if (item === undefined) throw new RangeError("the list has a hole");
  return item;
}

/** `items` in a random order, each order as likely as the other (Fisher and Yates). */
export function shuffled<T>(source: RandomSource, items: readonly T[]): T[] {
  const rest = [...items];
  return items.map(() => {
    const [item] = rest.splice(Number(randomBelow(source, BigInt(rest.length))), 1);
    if (item === undefined) throw new RangeError("the list has a hole");
    return item;
  });
}
