import {
  hasUnknown,
  isPropertyList,
  isPropertyObject,
  reveal,
  revealAll,
  Secret,
  Unknown,
} from "../../../infra/local/providers/protocol";
import type { PropertyObject, PropertyValue } from "../../../infra/local/providers/protocol";
import { checkValue } from "./checkValue";
import type { ObjectShape, PropertyShape, Shape } from "./shape";

/** Gives the value of what nobody gave: of a text at a dotted path. */
export type TextAt = (path: string) => string;

/**
 * What is given, as far as `declared` has it, with all that it lacks: texts by `textAt`, numbers 1, booleans false, lists
 * and maps empty, objects with what they require. What may be absent stays so.
 * @param textAt `Unknown.value` makes all that is added unknown, as it is in a preview
 */
export function completeObject(
  given: PropertyObject,
  declared: ObjectShape,
  textAt: TextAt | Unknown,
  prefix = "",
): PropertyObject {
  return Object.fromEntries(
    [...declared.properties].flatMap(([name, property]): [string, PropertyValue][] => {
      const value = complete(given[name] ?? null, property, textAt, `${prefix}${name}`);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function complete(
  given: PropertyValue,
  { shape, isOptional }: PropertyShape,
  textAt: TextAt | Unknown,
  path: string,
): PropertyValue {
  if (given !== null) return completeValue(given, shape, textAt, path);
  if (isOptional) return null;
  return textAt instanceof Unknown ? textAt : newValue(shape, textAt, path);
}

function completeValue(
  given: PropertyValue,
  shape: Shape,
  textAt: TextAt | Unknown,
  path: string,
): PropertyValue {
  if (given instanceof Secret) return new Secret(completeValue(given.reveal(), shape, textAt, path));
  if (given instanceof Unknown) return given;
  const item = (value: PropertyValue, inner: Shape, step: string): PropertyValue =>
    completeValue(value, inner, textAt, `${path}${step}`);
  if (isPropertyList(given) && shape.kind === "list") {
    return given.map((value, index) => item(value, shape.item, `[${index}]`));
  }
  if (isPropertyObject(given) && shape.kind === "map") {
    return Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, item(value, shape.value, `.${key}`)]),
    );
  }
  if (isPropertyObject(given) && shape.kind === "object") {
    return completeObject(given, shape.object, textAt, `${path}.`);
  }
  if (shape.kind === "union") return completeValue(given, nearest(given, shape.members), textAt, path);
  return shape.kind === "text" ? asText(given) : given;
}

/** What some inputs take as an object or a number, a cloud gives back as a text, e.g. an IAM policy. */
function asText(given: PropertyValue): PropertyValue {
  const value = reveal(given);
  if (typeof value === "string") return value;
  return hasUnknown(value) ? Unknown.value : JSON.stringify(revealAll(value));
}

/** The member of a union that a value has fewest mistakes by. */
function nearest(given: PropertyValue, members: readonly Shape[]): Shape {
  const mistakes = (shape: Shape): number => checkValue(given, shape, "").length;
  return members.reduce((best, member) => (mistakes(member) < mistakes(best) ? member : best));
}

function newValue(shape: Shape, textAt: TextAt, path: string): PropertyValue {
  switch (shape.kind) {
    case "text":
    case "asset":
      return textAt(path);
    case "number":
      return 1;
    case "boolean":
      return false;
    case "literal":
      return shape.value;
    case "list":
      return [];
    case "map":
    case "anything":
      return {};
    case "object":
      return completeObject({}, shape.object, textAt, `${path}.`);
    case "union": {
      const [first] = shape.members;
      return first === undefined ? {} : newValue(first, textAt, path);
    }
  }
}
