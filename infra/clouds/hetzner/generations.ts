/**
 * How often the `index`-th of `count` machines was replaced, when `replacements` were in all: the first one first, then
 * the second. So each replacement changes one machine and no other.
 */
export function generationOf(index: number, count: number, replacements: number): number {
  return Math.floor((replacements + count - 1 - index) / count);
}
