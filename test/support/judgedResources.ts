import type { ProviderResource, Resource } from "../../policies/resource";
import { toInputs } from "../../policies/toInputs";
import type { Registration } from "./mocks";

/**
 * What a program registered as policies see it, components left out, each with the last provider of its package.
 * @param component the type of the component that all of it belongs to
 */
export function judgedResources(registered: readonly Registration[], component: string): Resource[] {
  const resources = registered
    .filter(({ type }) => !type.startsWith("domicile:"))
    .map((registration) => resourceOf(registration, component));
  const providers = new Map(resources.map((resource) => [resource.type, resource]));
  return resources.map((resource) => {
    const provider = providers.get(`pulumi:providers:${resource.type.split(":")[0] ?? ""}`);
    return provider === undefined ? resource : { ...resource, provider };
  });
}

function resourceOf({ type, name, inputs }: Registration, component: string): ProviderResource {
  const known = toInputs(inputs);
  if (known === undefined) throw new Error(`the inputs of ${type} are not known`);
  return { type, name, urn: `urn:pulumi:test::domicile::${component}$${type}::${name}`, inputs: known };
}
