import {
  isPropertyList,
  isPropertyObject,
  reveal,
  Secret,
  Unknown,
} from "../../../infra/local/providers/protocol";
import type { CheckFailure, PropertyObject, PropertyValue } from "../../../infra/local/providers/protocol";
import { described, type ObjectShape, type Shape } from "./shape";

/**
 * What is wrong with `inputs` by what is declared: one failure a mistake, each with the dotted path of its place, e.g.
 * `nodePools[0].count`. A value that is unknown passes for any type; the engine's own inputs (`__defaults`) are let be.
 * @param owner what has no such input, in the failure's words
 */
export function checkObject(
  inputs: PropertyObject,
  declared: ObjectShape,
  owner = declared.name,
  prefix = "",
): readonly CheckFailure[] {
  const unexpected = Object.entries(inputs)
    .filter(([name, value]) => value !== null && !declared.properties.has(name) && !name.startsWith("__"))
    .map(([name]) => failure(`${prefix}${name}`, `is no input of ${owner}`));
  const wrong = [...declared.properties].flatMap(([name, { shape, isOptional }]) => {
    const value = inputs[name] ?? null;
    if (value !== null) return checkValue(value, shape, `${prefix}${name}`);
    return isOptional ? [] : [failure(`${prefix}${name}`, "is missing")];
  });
  return [...unexpected, ...wrong];
}

/** What is wrong with a value at `path` that should have a shape. */
export function checkValue(given: PropertyValue, shape: Shape, path: string): readonly CheckFailure[] {
  const value = reveal(given);
  if (value instanceof Unknown || shape.kind === "anything") return [];
  if (shape.kind === "union") return checkUnion(given, shape.members, path);
  if (shape.kind === "list" && isPropertyList(value)) {
    return value.flatMap((item, index) => checkValue(item, shape.item, `${path}[${index}]`));
  }
  if (shape.kind === "map" && isPropertyObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => checkValue(item, shape.value, `${path}.${key}`));
  }
  if (shape.kind === "object" && isPropertyObject(value)) {
    return checkObject(value, shape.object, shape.object.name, `${path}.`);
  }
  return isScalar(value, shape) ? [] : [failure(path, `is ${shown(given)}; it must be ${described(shape)}`)];
}

/**
 * A value that no member of a union takes is told by the mistakes of the member that comes nearest, the one with fewest,
 * where one has its kind, and by all that it could be otherwise.
 */
function checkUnion(given: PropertyValue, members: readonly Shape[], path: string): readonly CheckFailure[] {
  const value = reveal(given);
  const alike = members.filter((member) => hasKind(value, member));
  const tried = alike
    .map((member) => checkValue(given, member, path))
    .toSorted((one, other) => one.length - other.length);
  const [
    nearest = [failure(path, `is ${shown(given)}; it must be ${described({ kind: "union", members })}`)],
  ] = tried;
  return nearest;
}

/** Whether a value is of the kind that a shape asks for, whatever may be wrong inside of it. */
function hasKind(value: PropertyValue, shape: Shape): boolean {
  switch (shape.kind) {
    case "list":
      return isPropertyList(value);
    case "map":
    case "object":
      return isPropertyObject(value);
    case "union":
      return shape.members.some((member) => hasKind(value, member));
    default:
      return isScalar(value, shape);
  }
}

function isScalar(value: PropertyValue, shape: Shape): boolean {
  switch (shape.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "literal":
      return value === shape.value;
    case "anything":
      return true;
    default:
      return false;
  }
}

function failure(property: string, what: string): CheckFailure {
  return { property, reason: `'${property}' ${what}` };
}

function shown(value: PropertyValue): string {
  if (value instanceof Secret) return "[secret]";
  if (isPropertyList(value)) return "a list";
  if (isPropertyObject(value)) return "an object";
  return typeof value === "string" ? `'${value}'` : String(value);
}
