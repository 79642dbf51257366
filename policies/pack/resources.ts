import type { PolicyProviderResource, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { ProviderResource, Resource } from "../resource";
import { toInputs } from "../toInputs";
import type { Inputs } from "../values";

/** What the SDK hands to resource and stack policies, as far as rules need it. */
type Handed = Pick<ResourceValidationArgs | PolicyResource, "type" | "name" | "urn" | "props" | "provider">;

/** Why a resource cannot be read. */
export interface Unreadable {
  readonly problem: string;
}

/** A resource as the rules judge it. */
export function toResource({ type, name, urn, props, provider }: Handed): Resource | Unreadable {
  const inputs = readInputs(props);
  if (inputs === undefined) return { problem: "its inputs as a whole cannot be known yet" };
  if (provider === undefined) return { type, name, urn, inputs };
  const handed = toProvider(provider);
  return handed === undefined
    ? { problem: "the inputs of its provider as a whole cannot be known yet" }
    : { type, name, urn, inputs, provider: handed };
}

function toProvider({ type, name, urn, props }: PolicyProviderResource): ProviderResource | undefined {
  const inputs = readInputs(props);
  return inputs === undefined ? undefined : { type, name, urn, inputs };
}

/** Inputs that nest deeper than can be followed are as good as unknown. */
function readInputs(properties: unknown): Inputs | undefined {
  try {
    return toInputs(properties);
  } catch {
    return undefined;
  }
}
