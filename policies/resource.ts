import type { Inputs } from "./values";

/** A provider as a resource names it. */
export interface ProviderResource {
  /** `pulumi:providers:<package>`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Inputs;
}

/** A resource as the rules judge it. Nothing in it is mutable, and nothing else decides. */
export interface Resource {
  /** The type token as registered: an alias or a versioned token is not yet its main type. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Inputs;
  /** Absent for components and for providers themselves. */
  readonly provider?: ProviderResource;
}
