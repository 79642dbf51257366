import { reveal, type PropertyObject } from "../../../infra/local/providers/protocol";
import type { Declaration } from "./sdkDeclarations";

/**
 * The inputs that tell things of a type apart. Azure's path parameters are inputs and no outputs, and all of them
 * together are a thing's address; other clouds give every input back, and have a `name`.
 */
export function identityInputs({ inputs, outputs }: Declaration): readonly string[] {
  const address = [...inputs.properties].flatMap(([name, { shape }]) =>
    shape.kind === "text" && !outputs.properties.has(name) ? [name] : [],
  );
  if (address.length > 0) return address;
  return inputs.properties.has("name") ? ["name"] : [];
}

/** The values of `names`, for a message and for comparison; undefined where one is not given: the cloud makes one up. */
export function identityOf(inputs: PropertyObject, names: readonly string[]): string | undefined {
  const texts = names.flatMap((name) => {
    const value = reveal(inputs[name] ?? null);
    return typeof value === "string" || typeof value === "number" ? [`'${value}'`] : [];
  });
  return texts.length === 0 || texts.length < names.length ? undefined : texts.join(" ");
}

/**
 * The output `name` of a type that has no such input (Azure's) and names itself by one that goes with its class, e.g.
 * `agentPoolName` of an `AgentPool`, or by `resourceName`.
 */
export function ownName({ name, inputs, outputs }: Declaration, given: PropertyObject): PropertyObject {
  if (!outputs.properties.has("name") || inputs.properties.has("name")) return {};
  const own = Object.keys(given).find((input) => input.toLowerCase() === `${name}Name`.toLowerCase());
  const found = given[own ?? "resourceName"];
  return found === undefined ? {} : { name: found };
}
