import type { PolicyProviderResource, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { Unreadable } from "../judge";
import type { ProviderResource, Resource } from "../resource";
import { toInputs } from "../toInputs";
import type { Inputs } from "../values";

/** What the SDK hands to resource and stack policies, as far as rules need it. */
type Handed = Pick<ResourceValidationArgs | PolicyResource, "type" | "name" | "urn" | "props" | "provider">;

/** A resource as it was read. */
export interface ReadResource {
  readonly resource: Resource;
  /** Why its inputs, or its provider's, cannot be read, so that none are known; absent when they can. */
  readonly unreadable?: Unreadable;
}

/** A resource as the rules judge it. */
export function toResource({ type, name, urn, props, provider }: Handed): ReadResource {
  const inputs = readInputs(props);
  const itsInputs = provider === undefined ? {} : readInputs(provider.props);
  const own = { type, name, urn, inputs: inputs ?? {} };
  const resource: Resource =
    provider === undefined ? own : { ...own, provider: toProvider(provider, itsInputs ?? {}) };
  if (inputs !== undefined && itsInputs !== undefined) return { resource };
  const whose = inputs === undefined ? "its inputs" : "the inputs of its provider";
  return {
    resource,
    unreadable: { problem: `${whose} as a whole cannot be known yet`, fix: "give them as plain values" },
  };
}

function toProvider({ type, name, urn }: PolicyProviderResource, inputs: Inputs): ProviderResource {
  return { type, name, urn, inputs };
}

/** Inputs that nest deeper than can be followed are as good as unknown. */
function readInputs(properties: unknown): Inputs | undefined {
  try {
    return toInputs(properties);
  } catch {
    return undefined;
  }
}
