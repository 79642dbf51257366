import type { SpecMistake } from "./adapter";

/** The mistake, if it is one. */
export function mistakeIf(
  isOne: boolean,
  path: SpecMistake["path"],
  input: unknown,
  message: string,
): SpecMistake[] {
  return isOne ? [{ path, input, message }] : [];
}
