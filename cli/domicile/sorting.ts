/** Compares texts by their code units: the same order on every machine, whatever its language. */
export function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Each text once, in order. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted(byText);
}
