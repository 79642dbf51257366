import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { unknownSentinels } from "../../../policies/toInputs";

/** A value as the engine and its programs exchange it: plain data, with marks for secrets and unknown values. */
export type WireValue = JavaScriptValue;

/** Properties as the engine and its programs exchange them. */
export type WireObject = Readonly<Record<string, WireValue>>;

/** What stands for a text that is not known yet: pulumi/pulumi's runtime/rpc.ts. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key that marks an object as something else than plain data, e.g. a secret. */
const markKey = "4dabf18193072939515e22adb298388d";

const marks: readonly string[] = [...unknownSentinels].filter((mark) => typeof mark === "string");

/** Whether a value is an object with properties of its own: no list, no secret, no reference. */
export function isPlainObject(value: WireValue | undefined): value is Record<string, WireValue> {
  return isObject(value) && !Object.hasOwn(value, markKey);
}

/**
 * The properties with every text that was put together from unknown ones as unknown as a whole. Programs read encrypted
 * settings as plain text too, and what they make of it is no more known than the setting.
 */
export function withUnknownTexts(properties: WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]): [string, WireValue] => [name, unknownWhereMarked(value)]),
  );
}

function unknownWhereMarked(value: WireValue): WireValue {
  if (typeof value === "string") {
    return marks.some((mark) => value !== mark && value.includes(mark)) ? unknownText : value;
  }
  if (Array.isArray(value)) return value.map(unknownWhereMarked);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]): [string, WireValue] => [
      name,
      name === markKey ? part : unknownWhereMarked(part),
    ]),
  );
}

function isObject(value: WireValue | undefined): value is Record<string, WireValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
