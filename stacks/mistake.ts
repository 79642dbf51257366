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

/** The names that stand there before already: each of them is to be another. */
export function repeated(
  names: readonly { readonly name: string | null | undefined; readonly path: PropertyKey[] }[],
): Mistake[] {
  const seen = new Set<string>();
  return names.flatMap(({ name, path }) => {
    if (!isText(name)) return [];
    const known = seen.has(name);
    seen.add(name);
    return known ? [{ path, input: name, message: "is used twice - choose another name" }] : [];
  });
}
