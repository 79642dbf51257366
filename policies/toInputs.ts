import { unknown, type Inputs, type Value } from "./values";

/** What the engine sends in place of a value that it does not know yet, one for each type: pulumi/policy's proxy.ts. */
export const unknownSentinels: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The key that marks an object as something else than plain data, and the marks: pulumi/pulumi's runtime/rpc.ts. */
const markKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const outputMark = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The policy SDK's proxy gives the object behind it under this key, and throws where that has an unknown value. */
const targetKey = "__getSpecialProxyTarget";

/**
 * What the policy SDK hands to a policy, or an exported state holds, as plain data: secrets are opened, and what is not
 * known, or no data at all, is `unknown`. What is plain data already is not copied. Undefined when the inputs as a whole
 * are not known.
 */
export function toInputs(properties: unknown): Inputs | undefined {
  const target = isObject(properties) ? (read(properties, targetKey) ?? properties) : properties;
  if (!isObject(target) || Array.isArray(target)) return undefined;
  return isReadable(isPlainObject, target) ? target : objectOf(target);
}

/** One property as plain data, as `toInputs` reads it. */
export function toValue(raw: unknown): Value {
  return isReadable(isPlain, raw) ? raw : converted(raw);
}

/** Whether a test of a value holds; it does not where the value cannot even be read. */
function isReadable<Plain>(test: (raw: unknown) => raw is Plain, raw: unknown): raw is Plain {
  try {
    return test(raw);
  } catch {
    return false;
  }
}

/** Whether a value is plain data in which everything is known: most are, and need no other form. */
function isPlain(raw: unknown): raw is Value {
  switch (typeof raw) {
    case "string":
      return !isSentinel(raw);
    case "number":
    case "boolean":
    case "undefined":
      return true;
    case "object":
      return raw === null || (Array.isArray(raw) ? raw.every(isPlain) : isPlainObject(raw));
    default:
      return false;
  }
}

function isPlainObject(raw: unknown): raw is Inputs {
  if (!isObject(raw)) return false;
  const prototype: unknown = Object.getPrototypeOf(raw);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(raw)) {
    if (key === markKey || !isPlain(raw[key])) return false;
  }
  return true;
}

/** All of them are of one length, by which most texts are told apart from them without a look-up. */
function isSentinel(text: string): boolean {
  return text.length === 36 && unknownSentinels.has(text);
}

/** What is not plain data as a whole: a sentinel, no data at all, or something with such in it. */
function converted(raw: unknown): Value {
  if (!isObject(raw) || raw instanceof Promise) return unknown;
  if (Array.isArray(raw)) {
    return Array.from({ length: raw.length }, (_, index) => toValue(read(raw, index)));
  }
  return isWrapper(raw) ? unwrapped(raw) : objectOf(raw);
}

/** Whether an object is a secret or an output around a value; other marks only tell assets apart. */
function isWrapper(raw: object): boolean {
  const mark = read(raw, markKey);
  return mark === secretMark || mark === outputMark;
}

function unwrapped(raw: object): Value {
  if (Object.hasOwn(raw, "value")) return toValue(read(raw, "value"));
  const plaintext = read(raw, "plaintext");
  if (typeof plaintext !== "string") return unknown;
  try {
    return toValue(JSON.parse(plaintext));
  } catch {
    return unknown;
  }
}

function objectOf(raw: object): Inputs {
  const inputs: Record<string, Value> = {};
  for (const key of Object.keys(raw)) {
    if (key === markKey) continue;
    const value = toValue(read(raw, key));
    // A plain assignment to this name would change the object's prototype, and hide what stands there.
    if (key === "__proto__") Object.defineProperty(inputs, key, { value, enumerable: true });
    else inputs[key] = value;
  }
  return inputs;
}

/** A property that cannot be read is as good as unknown: it must not end the reading of the others. */
function read(from: object, key: string | number): unknown {
  try {
    const value: unknown = Reflect.get(from, key);
    return value;
  } catch {
    return unknown;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
