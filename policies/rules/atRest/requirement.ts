import {
  isInputs,
  isPresent,
  ownValue,
  shown,
  unknown,
  valuesAt,
  type Inputs,
  type Value,
} from "../../values";
import type { Finding } from "../rule";

/** What a resource type needs so that what it stores is encrypted. */
export interface Requirement {
  /** The property that says so; below `each` where that is given. */
  readonly path: string;
  /** The values that mean encryption; absent where every value does. */
  readonly values?: readonly Value[];
  /** What the cloud does when the property is absent. @default "plain" */
  readonly absent?: "plain" | "encrypted";
  /** A list or group of settings, each of whose elements needs the property; one that is absent needs nothing. */
  readonly each?: string;
  /** Properties that, when present, make the requirement void: what they name decides. */
  readonly unless?: readonly string[];
  /** A property that, when it matches, makes up for an absent one. */
  readonly orMatches?: readonly [property: string, pattern: RegExp];
}

/** Requirements by type token. */
export type Requirements = Readonly<Record<string, readonly Requirement[]>>;

/** What is true to the providers: some take a text for a truth value. */
const on: readonly Value[] = [true, "true"];

/** A property that switches encryption on. */
export function switchedOn(path: string, more: Omit<Requirement, "path" | "values"> = {}): Requirement {
  return { path, values: on, ...more };
}

/** What of a resource is stored in plain, as far as its inputs tell. */
export function plainStorage(inputs: Inputs, requirement: Requirement): Finding[] {
  const { each } = requirement;
  if (each === undefined) return problems(inputs, "", requirement);
  return valuesAt(inputs, each).flatMap(({ path, value }) =>
    isInputs(value) ? problems(value, `${path}.`, requirement) : problem(path, value, requirement),
  );
}

function problems(inputs: Inputs, base: string, requirement: Requirement): Finding[] {
  const { path, absent = "plain", unless = [], orMatches } = requirement;
  if (unless.some((property) => isPresent(ownValue(inputs, property)))) return [];
  const found = valuesAt(inputs, path);
  if (found.length > 0) {
    return found.flatMap(({ path: at, value, isMalformed }) =>
      !isMalformed && isApproved(value, requirement) ? [] : problem(base + at, value, requirement),
    );
  }
  const isMadeUp = orMatches !== undefined && matches(ownValue(inputs, orMatches[0]), orMatches[1]);
  return absent === "encrypted" || isMadeUp ? [] : problem(base + path, undefined, requirement);
}

function isApproved(value: Value, { values }: Requirement): boolean {
  // An identifier of a key is not known before the key is made, and is one all the same.
  return values === undefined || (value !== unknown && values.includes(value));
}

function matches(value: Value, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function problem(path: string, value: Value, { values }: Requirement): Finding[] {
  const said =
    value === unknown ? "cannot be known yet" : value === undefined ? "is missing" : `is ${shown(value)}`;
  const approved = values === undefined ? "a key" : values === on ? "true" : values.map(shown).join(" or ");
  const fix =
    values === undefined
      ? "name a key of the jurisdiction"
      : `set it to ${values === on ? "true" : shown(values[0])}`;
  return [
    {
      level: "hardening",
      property: path,
      message: `'${path}' ${said}, so that data lies there in plain; approved: ${approved} - ${fix}`,
    },
  ];
}
