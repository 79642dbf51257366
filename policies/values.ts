/** Stands for a value that cannot be known yet: at preview, an output of something that is still to be made. */
export const unknown: unique symbol = Symbol("unknown");

/** A property of a resource as the rules see it: plain data, secrets opened, and `unknown` where nothing is known yet. */
export type Value = string | number | boolean | null | undefined | typeof unknown | readonly Value[] | Inputs;

/** The inputs of a resource or a provider. */
export interface Inputs {
  readonly [property: string]: Value;
}

/** A value and where it stands. */
export interface Found {
  /** The path with the indices of arrays, e.g. `rules[0].destination.bucket`. */
  readonly path: string;
  /** `unknown` where the way to it, or the value itself, cannot be known yet. */
  readonly value: Value;
  /** Whether `value` stands where an object was needed to go on, so that nobody can tell what it names. */
  readonly isMalformed: boolean;
}

/** The steps of each path that was asked for: rules ask for the same few again and again. */
const stepsOfPaths = new Map<string, readonly string[]>();

/**
 * All values at a dotted path, e.g. `rules.destination.bucket`. Arrays on the way and at the end are taken apart,
 * nested ones too, and the step `*` matches every key of an object. Absent and null values are no values.
 * @param base the path of `inputs`, which is put before what is found
 */
export function valuesAt(inputs: Inputs, path: string, base = ""): Found[] {
  const found: Found[] = [];
  collect(found, inputs, stepsOf(path), 0, base);
  return found;
}

/** The value of `name` when `inputs` have it as their own: `constructor` and the like are no inputs. */
export function ownValue(inputs: Inputs, name: string): Value {
  return Object.hasOwn(inputs, name) ? inputs[name] : undefined;
}

/** Whether `value` is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether `value` is an object with properties. */
export function isInputs(value: Value): value is Inputs {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value` says something: absent and null ones do not. */
export function isPresent(value: Value): value is Exclude<Value, null | undefined> {
  return value !== undefined && value !== null;
}

/** `value` in a message: strings in quotes, long ones shortened, and nothing in them that breaks or hides a line. */
export function shown(value: Value): string {
  if (value === unknown) return "unknown";
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (_, part: unknown) => (part === unknown ? "unknown" : part));
  return printable(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

/** A name as it is when it can be nothing else, e.g. `us-east-1` or `West Europe`; any other as `shown` shows it. */
export function shownName(name: string): string {
  return plainName.test(name) ? name : shown(name);
}

const plainName = /^[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,62}[A-Za-z0-9])?$/;

/** A message on one line of what can be seen, without its middle where that is long: names in it come from programs. */
export function messageLine(text: string): string {
  const line = printable(text);
  return line.length <= longestMessage
    ? line
    : `${line.slice(0, longestMessage / 2)} … ${line.slice(-longestMessage / 4)}`;
}

/** Characters. A message that names a dozen locations and hosts has a third of that. */
const longestMessage = 4_000;

/** `text` with an escape for each character that ends a line, steers a terminal, or is not seen. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const code = character.charCodeAt(index).toString(16).padStart(4, "0");
      return `\\u${code}`;
    }).join(""),
  );
}

function stepsOf(path: string): readonly string[] {
  const known = stepsOfPaths.get(path);
  if (known !== undefined) return known;
  const steps = path.split(".");
  stepsOfPaths.set(path, steps);
  return steps;
}

function collect(found: Found[], value: Value, steps: readonly string[], index: number, path: string): void {
  if (value === undefined || value === null) return;
  if (isList(value)) {
    for (let position = 0; position < value.length; position++) {
      collect(found, value[position], steps, index, `${path}[${position}]`);
    }
    return;
  }
  const step = steps[index];
  if (step === undefined || value === unknown) {
    found.push({ path, value, isMalformed: false });
    return;
  }
  if (!isInputs(value)) {
    found.push({ path, value, isMalformed: true });
    return;
  }
  if (step !== "*") {
    collect(found, ownValue(value, step), steps, index + 1, path === "" ? step : `${path}.${step}`);
    return;
  }
  for (const name of Object.keys(value)) {
    collect(found, ownValue(value, name), steps, index + 1, path === "" ? name : `${path}.${name}`);
  }
}
