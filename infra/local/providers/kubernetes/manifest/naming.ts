import { createHash, randomBytes } from "node:crypto";
import { isPropertyObject, reveal, Unknown } from "../../protocol";
import type { Autonaming, PropertyObject, PropertyValue } from "../../protocol";
import { annotations } from "./annotations";

/** How many hexadecimal digits a generated name ends in, as the official plug-in's. */
const digits = 8;

/**
 * `prefix` and eight hexadecimal digits.
 * @param seed gives the same digits each time; empty: random ones
 */
export function uniqueName(prefix: string, seed: Uint8Array): string {
  const bytes =
    seed.length === 0 ? randomBytes(digits / 2) : createHash("sha256").update(seed).update(prefix).digest();
  return prefix + bytes.toString("hex").slice(0, digits);
}

function field(properties: PropertyValue | undefined, name: string): PropertyValue | undefined {
  const plain = properties === undefined ? undefined : reveal(properties);
  return isPropertyObject(plain) && Object.hasOwn(plain, name) ? plain[name] : undefined;
}

/** Whether the inputs have a name, known or not. */
export function isNamed(inputs: PropertyObject): boolean {
  const name = field(inputs["metadata"], "name");
  const plain = name === undefined ? undefined : reveal(name);
  return plain instanceof Unknown || (typeof plain === "string" && plain !== "");
}

/** Whether the provider made the inputs' name. */
export function isAutonamed(inputs: PropertyObject): boolean {
  return field(field(inputs["metadata"], "annotations"), annotations.autonamed) === "true";
}

/** Whether the API server is asked to make the name, which server-side apply cannot. */
export function hasGenerateName(inputs: PropertyObject): boolean {
  const prefix = field(inputs["metadata"], "generateName");
  return !isNamed(inputs) && prefix !== undefined && prefix !== null && prefix !== "";
}

/** `inputs` with a generated name and the note that it was generated. Unknown metadata stays as it is. */
export function withGeneratedName(inputs: PropertyObject, name: string): PropertyObject {
  const metadata = reveal(inputs["metadata"] ?? {});
  if (!isPropertyObject(metadata)) return inputs;
  const marks = reveal(metadata["annotations"] ?? {});
  return {
    ...inputs,
    metadata: {
      ...metadata,
      name,
      ...(marks instanceof Unknown
        ? {}
        : { annotations: { ...(isPropertyObject(marks) ? marks : {}), [annotations.autonamed]: "true" } }),
    },
  };
}

/** The name of `inputs`, when it is known. */
export function knownName(inputs: PropertyObject): string | undefined {
  const name = field(inputs["metadata"], "name");
  const plain = name === undefined ? undefined : reveal(name);
  return typeof plain === "string" && plain !== "" ? plain : undefined;
}

/**
 * The name for a new resource without one. Throws when the project forbids generated names.
 * @param resource the resource's name in the program
 */
export function generatedName(
  resource: string,
  seed: Uint8Array,
  autonaming: Autonaming | undefined,
): string {
  if (autonaming?.mode === "disable") {
    throw new Error(`autonaming is disabled, so "${resource}" needs metadata.name`);
  }
  const proposed = autonaming?.proposedName ?? "";
  return proposed === "" ? uniqueName(`${resource}-`, seed) : proposed;
}
