/** Parsed JSON. */
export type Parsed = string | number | boolean | null | readonly Parsed[] | ParsedObject;
/** A parsed object by the names of its members. */
export interface ParsedObject {
  readonly [key: string]: Parsed;
}

/** @throws Error when `value` is no object */
export function objectOf(value: Parsed | undefined): ParsedObject {
  if (typeof value !== "object" || value === null || isList(value)) {
    throw new Error(`no object: ${JSON.stringify(value)}`);
  }
  return value;
}

/** What stands under a path of member names. @throws Error when a step is missing */
export function at(value: Parsed | undefined, ...path: readonly string[]): Parsed {
  return path.reduce<Parsed>((part, key) => {
    const found = objectOf(part)[key];
    if (found === undefined) throw new Error(`no '${key}' in ${JSON.stringify(part)}`);
    return found;
  }, value ?? null);
}

/** A member of an object; undefined where there is none. @throws Error when `value` is no object */
export function memberOf(value: Parsed | undefined, key: string): Parsed | undefined {
  return objectOf(value)[key];
}

/** The list under a path of member names. @throws Error when there is none */
export function listAt(value: Parsed | undefined, ...path: readonly string[]): readonly Parsed[] {
  const found = at(value, ...path);
  if (!isList(found)) throw new Error(`no list: ${JSON.stringify(found)}`);
  return found;
}

/** The text under a path of member names. @throws Error when there is none */
export function textAt(value: Parsed | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new Error(`no text: ${JSON.stringify(found)}`);
  return found;
}

/** Each object within `value`, itself included. */
export function objectsIn(value: Parsed): ParsedObject[] {
  const found: ParsedObject[] = [];
  const look = (part: Parsed) => {
    if (typeof part !== "object" || part === null) return;
    if (!isList(part)) found.push(part);
    for (const inner of Object.values(part)) look(inner);
  };
  look(value);
  return found;
}

/** `text` read as JSON. */
export function parsed(text: string): Parsed {
  return JSON.parse(text) as Parsed;
}

function isList(value: Parsed): value is readonly Parsed[] {
  return Array.isArray(value);
}
