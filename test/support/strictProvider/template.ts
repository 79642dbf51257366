import { createHash } from "node:crypto";
import { isPropertyList, isPropertyObject, reveal } from "../../../infra/local/providers/protocol";
import type { PropertyObject, PropertyValue } from "../../../infra/local/providers/protocol";

/** What placeholders stand for. */
export interface TemplateValues {
  /** `{name}`: the resource's name in the program. */
  readonly name: string;
  /** `{id}` */
  readonly id: string;
  /** `{count}`: how often the cloud has made it under this name, from 1. */
  readonly count: number;
  /** `{number}` is a number of seven digits that goes with type, name and count. */
  readonly type: string;
  /** `{inputs.a.b}` */
  readonly inputs: PropertyObject;
}

const placeholder = /\{(name|id|count|number|inputs\.[\w.]+)\}/g;

/** `value` with the placeholders in its texts filled in, at any depth. @throws Error when an input is not there */
export function fillIn(value: PropertyValue, values: TemplateValues): PropertyValue {
  if (typeof value === "string") return fillText(value, values);
  if (isPropertyList(value)) return value.map((item) => fillIn(item, values));
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillIn(part, values)]));
}

/** `text` with its placeholders filled in. @throws Error when an input is not there, or no scalar */
export function fillText(text: string, values: TemplateValues): string {
  return text.replaceAll(placeholder, (_, key: string) => {
    switch (key) {
      case "name":
        return values.name;
      case "id":
        return values.id;
      case "count":
        return String(values.count);
      case "number":
        return String(numberOf(`${values.type} ${values.name} ${values.count}`));
      default:
        return inputAt(values.inputs, key.replace(/^inputs\./, ""), text);
    }
  });
}

function inputAt(inputs: PropertyObject, path: string, text: string): string {
  const found = valueAt(inputs, path);
  if (typeof found === "string" || typeof found === "number") return String(found);
  throw new Error(`'${text}' needs the input '${path}', which is not there`);
}

/** What stands under a dotted path, secrets opened on the way; null where nothing does. */
export function valueAt(inputs: PropertyObject, path: string): PropertyValue {
  return path.split(".").reduce<PropertyValue>((value, step) => {
    return isPropertyObject(value) ? reveal(value[step] ?? null) : null;
  }, inputs);
}

function numberOf(text: string): number {
  return 1_000_000 + (createHash("sha256").update(text).digest().readUInt32BE(0) % 9_000_000);
}
