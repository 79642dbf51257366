import { valuesAt, type Inputs, type Value } from "../../values";

/** A value and its path in the manifest. */
export interface Located {
  readonly path: string;
  readonly value: Value;
}

/** What stands under a dotted path of `inputs`, with its path from the manifest's root; `base` is the path of `inputs`. */
export function locate(inputs: Inputs, path: string, base = ""): Located[] {
  return valuesAt(inputs, path, base);
}

/** What stands under any of `paths`, each place once: an unknown object is on the way to many. */
export function locateAll(inputs: Inputs, paths: readonly string[], base = ""): Located[] {
  const found = paths.flatMap((path) => locate(inputs, path, base));
  return found.length < 2 ? found : [...new Map(found.map((located) => [located.path, located])).values()];
}

/** `a.b`, or `b` below the root. */
export function join(base: string, step: string): string {
  return base === "" ? step : `${base}.${step}`;
}
