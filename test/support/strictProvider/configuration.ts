import { createHash } from "node:crypto";
import { reveal, revealAll } from "../../../infra/local/providers/protocol";
import type { CheckFailure, PropertyObject, PropertyValue } from "../../../infra/local/providers/protocol";
import { checkObject } from "./checkValue";
import type { ObjectShape, Shape } from "./shape";

/** Inputs that every provider takes, for the engine. */
const ofEngine = ["version", "pluginDownloadURL", "parameterization"];

/** What is wrong with a provider's settings. SDKs send all that is no text as JSON in a text. */
export function checkConfiguration(inputs: PropertyObject, declared: ObjectShape): readonly CheckFailure[] {
  return checkObject(configuration(inputs, declared), declared);
}

/** The settings as their types are declared, without what is for the engine. */
export function configuration(inputs: PropertyObject, declared: ObjectShape): PropertyObject {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !ofEngine.includes(name) && !name.startsWith("__"))
      .map(([name, value]) => [name, read(value, declared.properties.get(name)?.shape)]),
  );
}

function read(given: PropertyValue, shape: Shape | undefined): PropertyValue {
  const value = reveal(given);
  if (typeof value !== "string" || shape === undefined || takesText(shape)) return given;
  const parsed: unknown = JSON.parse(value);
  return isPlain(parsed) ? parsed : given;
}

function takesText(shape: Shape): boolean {
  if (shape.kind === "union") return shape.members.some(takesText);
  return shape.kind === "text" || (shape.kind === "literal" && typeof shape.value === "string");
}

/** JSON holds nothing that is no property's value. */
function isPlain(value: unknown): value is PropertyValue {
  return value !== undefined;
}

/**
 * Where a thing's name is its own: in an account, and a region of it. Providers with the same settings share it; the
 * settings may hold keys and are told by their hash.
 */
export function scopeOf(config: PropertyObject, inputs: PropertyObject): string {
  const settings = createHash("sha256")
    .update(JSON.stringify(revealAll(config)))
    .digest("hex")
    .slice(0, 12);
  const region = regionOf(config, inputs);
  return region === undefined ? settings : `${settings} ${region}`;
}

/** The region that a thing says, or else its provider. */
export function regionOf(config: PropertyObject, inputs: PropertyObject): string | undefined {
  const region = reveal(inputs["region"] ?? config["region"] ?? null);
  return typeof region === "string" ? region : undefined;
}
