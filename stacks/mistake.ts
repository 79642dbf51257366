/** A mistake in a stack's settings. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  /** The value at the path; undefined where there is none. */
  readonly input: unknown;
  readonly message: string;
}

/** The entries of a list that can be read, with their places in it. */
export function entries<T>(list: readonly (T | null | undefined)[] | null | undefined): [T, number][] {
  return (list ?? []).flatMap((entry, index): [T, number][] =>
    entry === null || entry === undefined ? [] : [[entry, index]],
  );
}

/** Whether there is a text that can be read. */
export function isText(value: string | null | undefined): value is string {
  return typeof value === "string";
}
