import type { ProviderResource, Resource } from "../../../policies/resource";
import { providerPrefix } from "../../../policies/token";
import { toInputs } from "../../../policies/toInputs";
import type { Inputs } from "../../../policies/values";

/** A resource as an engine knows it: registered by a program, or kept in a state. */
export interface EngineResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Whether a provider makes it. */
  readonly isCustom: boolean;
  /** In the engine's form, with marks for secrets and unknown values. */
  readonly inputs: unknown;
  /** The provider that makes it, as `<URN>::<id>`. */
  readonly provider?: string | undefined;
  /** The id that its provider gave it; only a state knows it. */
  readonly id?: string;
}

/** A resource as the rules judge it, and the one that it was read from. */
export interface ReadResource<Source extends EngineResource> {
  readonly source: Source;
  readonly resource: Resource;
  /** Whether its inputs, or its provider's, cannot be read, so that none are known. */
  readonly isUnreadable: boolean;
}

/**
 * The resources as the rules judge them. Providers are found by their references. One that is not among the resources
 * counts as one without inputs: what cannot be seen approves nothing.
 */
export function readResources<Source extends EngineResource>(
  sources: readonly Source[],
): readonly ReadResource<Source>[] {
  const providers = new Map(
    sources
      .filter(({ type }) => type.startsWith(providerPrefix))
      .flatMap((provider): [string, Source][] => [
        [provider.urn, provider],
        [`${provider.urn}::${provider.id ?? ""}`, provider],
      ]),
  );
  return sources.map((source) => {
    const inputs = readInputs(source.inputs);
    const resource = { type: source.type, name: source.name, urn: source.urn, inputs: inputs ?? {} };
    if (!source.isCustom || source.type.startsWith(providerPrefix)) {
      return { source, resource, isUnreadable: inputs === undefined };
    }
    const reference = source.provider ?? missingProvider(source.type);
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    const found = providers.get(reference) ?? providers.get(urn);
    const itsInputs = found === undefined ? {} : readInputs(found.inputs);
    const provider: ProviderResource = {
      type: urn.split("::")[2]?.split("$").at(-1) ?? "",
      name: urn.split("::")[3] ?? "",
      urn,
      inputs: itsInputs ?? {},
    };
    return {
      source,
      resource: { ...resource, provider },
      isUnreadable: inputs === undefined || itsInputs === undefined,
    };
  });
}

/** Stands for the provider of a resource that a provider makes and that names none. */
function missingProvider(type: string): string {
  return `urn:pulumi:none::none::${providerPrefix}${type.split(":", 1)[0] ?? ""}::none::none`;
}

/** Undefined for inputs that nest deeper than can be followed. */
function readInputs(properties: unknown): Inputs | undefined {
  try {
    return toInputs(properties);
  } catch {
    return undefined;
  }
}
