import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** Properties as the engine hands them to a policy pack. */
export type Properties = Readonly<Record<string, JavaScriptValue>>;

/** A resource that a sample is made of. */
export interface Template {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  /** Absent for components and for providers themselves. */
  readonly provider?: ProviderTemplate;
}

/** The provider of a resource of a sample. */
export interface ProviderTemplate {
  /** `pulumi:providers:<package>`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
}

/** What stands for a text that is not known before the update: pulumi/pulumi's runtime/rpc.ts. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the providers that bridge to Terraform add to the inputs of each resource: the names of those that they filled in. */
export function withDefaults(inputs: Properties): Properties {
  return { __defaults: ["name"], ...inputs };
}
