import { randomItem, shuffled, strongRandom } from "./randomSource";
import type { RandomSource } from "./randomSource";

/** Which characters a random text has. */
export interface CharacterRules {
  /** In characters (Unicode code points). */
  readonly length: number;
  readonly upper: boolean;
  readonly lower: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minUpper: number;
  readonly minLower: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  /** Takes the place of the special characters unless empty. */
  readonly overrideSpecial: string;
}

const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
const capitals = letters.map((letter) => letter.toUpperCase());
const digits = Array.from("0123456789");
// The set that the documentation of RandomPassword and RandomString names.
const specials = Array.from("!@#$%&*()-_=+[]{}<>:?");

/**
 * A random text: the minimums from their own sets (also of a set that is switched off, as the official plug-in does),
 * the rest from all sets that are on, in random order. Throws when no set is on or the minimums exceed the length.
 */
export function randomText(rules: CharacterRules, source: RandomSource = strongRandom): string {
  const special = rules.overrideSpecial === "" ? specials : Array.from(rules.overrideSpecial);
  const sets = [
    { characters: capitals, on: rules.upper, minimum: rules.minUpper },
    { characters: letters, on: rules.lower, minimum: rules.minLower },
    { characters: digits, on: rules.numeric, minimum: rules.minNumeric },
    { characters: special, on: rules.special, minimum: rules.minSpecial },
  ];
  const some = (characters: readonly string[], count: number): string[] =>
    Array.from({ length: count }, () => randomItem(source, characters));
  const required = sets.flatMap(({ characters, minimum }) => some(characters, minimum));
  const all = sets.flatMap(({ characters, on }) => (on ? characters : []));
  const rest = some(all, rules.length - required.length);
  return shuffled(source, [...required, ...rest]).join("");
}
