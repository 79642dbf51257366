import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A value that is not known during a preview because another resource has yet to make it. */
export class Unknown {
  /** The only instance: unknown values have no identity of their own. */
  static readonly value = new Unknown();
  // Told from other values by the compiler too.
  private readonly text = "<unknown>";

  private constructor() {
    Object.freeze(this);
  }

  /** `<unknown>`, so that a message that shows the value says what it is. */
  toString(): string {
    return this.text;
  }
}

/** A value that the engine encrypts in the state and masks in what it prints. */
export class Secret {
  readonly #value: PropertyValue;

  /** @param value what is kept secret; a Secret inside a Secret is one Secret */
  constructor(value: PropertyValue) {
    this.#value = value instanceof Secret ? value.reveal() : value;
  }

  /** The plain value. */
  reveal(): PropertyValue {
    return this.#value;
  }

  /** `[secret]`, so that a message or a log never shows the value. */
  toString(): string {
    return "[secret]";
  }

  /** `[secret]`, as `toString`. */
  toJSON(): string {
    return "[secret]";
  }
}

/** A value of a resource's property as the engine exchanges it with a plug-in. */
export type PropertyValue =
  null | boolean | number | string | Unknown | Secret | readonly PropertyValue[] | PropertyObject;

/** Properties by name. */
export interface PropertyObject {
  readonly [name: string]: PropertyValue;
}

/** Whether `value` is a plain object: no list, Unknown or Secret. */
export function isPropertyObject(value: PropertyValue | undefined): value is PropertyObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Secret)
  );
}

/** Whether `value` is a list. */
export function isPropertyList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

/** `value` without its Secret wrapper, if it has one. */
export function reveal(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? value.reveal() : value;
}

/** `value` without any Secret wrapper, at any depth. */
export function revealAll(value: PropertyValue): PropertyValue {
  const plain = reveal(value);
  if (isPropertyList(plain)) return plain.map(revealAll);
  if (!isPropertyObject(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([name, part]) => [name, revealAll(part)]));
}

/** Whether `value` is or holds, at any depth and also inside secrets, an unknown value. */
export function hasUnknown(value: PropertyValue): boolean {
  const plain = reveal(value);
  if (plain instanceof Unknown) return true;
  if (isPropertyList(plain)) return plain.some(hasUnknown);
  return isPropertyObject(plain) && Object.values(plain).some(hasUnknown);
}

/** Whether `value` is or holds, at any depth, a secret. */
export function hasSecret(value: PropertyValue): boolean {
  if (value instanceof Secret) return true;
  if (isPropertyList(value)) return value.some(hasSecret);
  return isPropertyObject(value) && Object.values(value).some(hasSecret);
}

/** Whether both values are equal at every depth. A secret equals its plain value; an unknown value equals nothing. */
export function sameValue(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  const [a, b] = [
    left instanceof Secret ? left.reveal() : left,
    right instanceof Secret ? right.reveal() : right,
  ];
  if (a instanceof Unknown || b instanceof Unknown) return false;
  if (isPropertyList(a)) {
    return isPropertyList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (!isPropertyObject(a) || !isPropertyObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => name in b && sameValue(a[name], b[name]))
  );
}

// The marks that every Pulumi SDK and the engine use: sdk/go/common/resource/sig/sig.go and plugin/rpc.go of pulumi/pulumi.
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
};
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownMarks: ReadonlySet<JavaScriptValue> = new Set([
  unknownText,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

type JavaScriptObject = Readonly<Record<string, JavaScriptValue>>;

/**
 * The properties in a message of the engine; an absent message is an empty object.
 * Output values become their value (unknown or secret as they say) and references to resources the resource's id.
 * Throws for assets and archives, which no plug-in here takes.
 */
export function decodeProperties(struct: Struct | undefined): PropertyObject {
  return struct === undefined ? {} : decodeObject(struct.toJavaScript());
}

function decodeObject(object: JavaScriptObject): PropertyObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, decode(value)]));
}

function isObject(value: JavaScriptValue): value is Record<string, JavaScriptValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decode(value: JavaScriptValue): PropertyValue {
  if (unknownMarks.has(value)) return Unknown.value;
  if (Array.isArray(value)) return value.map(decode);
  if (!isObject(value)) return value;
  switch (value[signatureKey]) {
    case undefined:
      return decodeObject(value);
    case signatures.secret:
      return new Secret(decode(value["value"] ?? null));
    case signatures.output: {
      const inner = value["value"] === undefined ? Unknown.value : decode(value["value"]);
      return value["secret"] === true ? new Secret(inner) : inner;
    }
    case signatures.resource: {
      const id = value["id"] ?? value["urn"] ?? null;
      return id === "" ? Unknown.value : decode(id);
    }
    case signatures.asset:
    case signatures.archive:
      throw new Error("assets and archives are not supported by this plug-in, give the text itself");
    default:
      throw new Error(
        `the engine sent a value of an unknown kind, signature ${JSON.stringify(value[signatureKey])}`,
      );
  }
}

/** The message for the engine that holds `properties`. */
export function encodeProperties(properties: PropertyObject): Struct {
  return Struct.fromJavaScript(encodeObject(properties));
}

function encodeObject(object: PropertyObject): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, encode(value)]));
}

function encode(value: PropertyValue): JavaScriptValue {
  if (value instanceof Unknown) return unknownText;
  if (value instanceof Secret) return { [signatureKey]: signatures.secret, value: encode(value.reveal()) };
  if (isPropertyList(value)) return value.map(encode);
  return isPropertyObject(value) ? encodeObject(value) : value;
}
