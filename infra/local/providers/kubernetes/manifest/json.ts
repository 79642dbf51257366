/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON: a Kubernetes object or a part of one. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether `value` is an object and no list. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value` is a list. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What lies at `path` in `value`; undefined when anything on the way is missing. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (typeof step === "number") current = isJsonList(current) ? current[step] : undefined;
    else current = isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
  }
  return current;
}

/** The text at `path`, or an empty string. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number at `path`, or `fallback`. */
export function numberAt(
  value: Json | undefined,
  fallback: number,
  ...path: readonly (string | number)[]
): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : fallback;
}

/** The object at `path`, or an empty one. */
export function objectAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = at(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The list at `path`, or an empty one. */
export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return isJsonList(found) ? found : [];
}

/** A copy of `object` with `value` at `path`; undefined removes what is there. Objects on the way are made. */
export function withAt(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return object;
  if (rest.length > 0) {
    if (value === undefined && at(object, ...path) === undefined) return object;
    return { ...object, [name]: withAt(objectAt(object, name), rest, value) };
  }
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** Reads JSON text. Throws a SyntaxError when it is none. */
export function parseJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new SyntaxError("the text is no JSON");
  return value;
}

// What JSON.parse makes is JSON through and through, so the outermost value tells.
function isJson(value: unknown): value is Json {
  return value === null || ["boolean", "number", "string", "object"].includes(typeof value);
}
