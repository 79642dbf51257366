import { awsSample } from "./aws";
import { azureSample } from "./azure";
import { hetznerSample } from "./hetzner";
import { kubernetesSample } from "./kubernetes";
import type { ProviderTemplate, Template } from "./template";

/** The word that stands for the application in the names, labels and hosts of the templates. */
const applicationName = "assistant";

/** What users of the pack have beside our own stacks: platforms on clouds, and what runs in their clusters. */
export const platformSample: readonly Template[] = [
  ...awsSample,
  ...azureSample,
  ...hetznerSample,
  ...kubernetesSample,
];

/** An approval under which the sample is clean, with what an organisation's approval usually has. */
export const sampleApproval = `jurisdiction: [DE]
operators: [EU, US]
locations: { aws: [eu-central-1], azure-native: [germanywestcentral, germanynorth] }
registries: [registry.example.de, docker.io/envoyproxy, docker.io/valkey, docker.io/vllm, ghcr.io/ggml-org]
requireDigest: true
hardening: true
exceptions:
  - { type: "aws:cloudfront/distribution:Distribution", reason: "public web site", expires: 2999-01-31 }
`;

/** A resource as the engine hands it to a policy pack. */
export interface SampleResource extends Template {
  readonly urn: string;
  readonly provider?: SampleProvider;
}

/** A provider as the engine hands it to a policy pack. */
export interface SampleProvider extends ProviderTemplate {
  readonly urn: string;
}

/**
 * `count` resources, made of the templates in turn. Each has a name of its own, and so have what it names by it, its
 * labels and its hosts: a pack cannot have seen any of them before.
 * @param first the number of the first one, by which it is named
 */
export function resourcesOf(templates: readonly Template[], count: number, first = 0): SampleResource[] {
  if (templates.length === 0) throw new Error("a sample needs at least one template");
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const template = templates[number % templates.length];
    if (template === undefined) throw new RangeError(`no template ${number}`);
    return numbered(template, number);
  });
}

function numbered({ type, name, inputs, provider }: Template, number: number): SampleResource {
  const ownName = `${applicationName}-${number}`;
  const text = JSON.stringify(inputs).replaceAll(applicationName, ownName);
  const resource = {
    type,
    name: `${name}-${number}`,
    urn: urnOf(type, `${name}-${number}`),
    inputs: JSON.parse(text) as Template["inputs"],
  };
  if (provider === undefined) return resource;
  return { ...resource, provider: { ...provider, urn: urnOf(provider.type, provider.name) } };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:bench::sample::${type}::${name}`;
}
