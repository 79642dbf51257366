import { describe, expect, it } from "vitest";
import { Cluster } from "../../components/cluster";
import {
  SovereignEndpoint,
  type EndpointModel,
  type SovereignEndpointArgs,
} from "../../components/sovereignEndpoint";
import { upstreamImages } from "../../infra/images";
import type { Approval } from "../../policies/approval/approval";
import type { ProviderResource, Resource } from "../../policies/resource";
import { atRestRules } from "../../policies/rules/atRest";
import { kubernetesRules } from "../../policies/rules/kubernetes";
import { stackRules } from "../../policies/rules/stack";
import type { Inputs, Value } from "../../policies/values";
import { certificatePair } from "../support/certificateFolder";
import { identityFor } from "../support/keySetServer";
import { recordRegistrations, valueOf, type Registration } from "../support/mocks";
import { approvalOf, saidOf } from "../support/policies";

const provider: ProviderResource = {
  type: "pulumi:providers:kubernetes",
  name: "here",
  urn: "urn:provider",
  inputs: {},
};

/** What a registration looks like to a policy. */
function resourceOf({ type, name, inputs }: Registration): Resource {
  return {
    type,
    name,
    urn: `urn:pulumi:local::domicile::${type}::${name}`,
    inputs: inputsOf(inputs),
    provider,
  };
}

function inputsOf(inputs: Readonly<Record<string, unknown>>): Inputs {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, valueFrom(value)]));
}

function valueFrom(value: unknown): Value {
  if (Array.isArray(value)) return value.map(valueFrom);
  if (typeof value === "object" && value !== null) return inputsOf({ ...value });
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return undefined;
}

const models: EndpointModel[] = [
  {
    name: "chat",
    engine: "llamacpp",
    source: { kind: "file", path: "/srv/models/chat.gguf" },
    aliases: ["gpt-4o"],
  },
  { name: "qwen", engine: "vllm", source: { kind: "claim", claim: "weights", path: "qwen" }, replicas: 2 },
  { name: "bge", engine: "vllm", task: "embed", source: { kind: "claim", claim: "weights", path: "bge" } },
];

async function stack(
  images: Readonly<Record<string, string>>,
  more: Partial<SovereignEndpointArgs> = {},
): Promise<Resource[]> {
  const registered = await recordRegistrations();
  const cluster = new Cluster("cluster", { cloud: "local", location: "DE", kubeconfig: "{}" });
  const endpoint = new SovereignEndpoint(
    "here",
    {
      namespace: "domicile",
      models,
      clients: [
        { name: "default" },
        { name: "limited", models: ["chat"], allowedAddresses: ["203.0.113.64/26"] },
      ],
      allowedAddresses: ["203.0.113.0/24"],
      trustedProxies: ["10.0.0.0/28"],
      images,
      service: { type: "NodePort", nodePort: 30080 },
      allowedOrigins: ["http://localhost:3000"],
      monitoring: { namespace: "monitoring", prometheusOperator: true, dashboard: true },
      ...more,
    },
    { providers: [cluster.provider] },
  );
  await valueOf(endpoint.clientKeys);
  // What waits for outputs of others is registered last.
  const last = [
    "here-gateway-envoy",
    "here-gateway-service",
    "here-monitoring-alerts",
    "here-monitoring-dashboard",
    ...models.map(({ name }) => `here-${name}-engine`),
  ];
  await expect.poll(() => last.filter((name) => !registered.some((one) => one.name === name))).toEqual([]);
  return registered.filter(({ type }) => type.startsWith("kubernetes:")).map(resourceOf);
}

const registries = ["docker.io/envoyproxy", "docker.io/valkey", "docker.io/vllm", "ghcr.io/ggml-org"];
const local = {
  gateway: "localhost/domicile/gateway:1.40.0-3f2a5c0b9d1e",
  llamacpp: "localhost/domicile/llamacpp:11243-3f2a5c0b9d1e",
  vllm: "localhost/domicile/vllm:1-3f2a5c0b9d1e",
};
const upstream = Object.fromEntries(
  Object.entries(upstreamImages).map(([part, { reference }]) => [part, reference]),
);

describe.each<[string, Readonly<Record<string, string>>, Partial<Approval>]>([
  ["the images made for the embedded cluster", local, { registries: ["localhost"] }],
  ["the makers' images", upstream, { registries, requireDigest: true }],
])("our own stack with %s", (_, images, change) => {
  it("breaks no rule, hardening included, and has something to judge", async () => {
    const resources = await stack(images);
    expect(resources.map(({ type }) => type.split(":")[2])).toEqual(
      expect.arrayContaining([
        "Deployment",
        "StatefulSet",
        "Service",
        "NetworkPolicy",
        "PersistentVolume",
        "Secret",
      ]),
    );
    const approval = approvalOf({ hardening: true, ...change });
    const said = resources.flatMap((resource) =>
      saidOf([...kubernetesRules, ...atRestRules], resource, approval).map(
        (text) => `${resource.name}: ${text}`,
      ),
    );
    expect(said).toEqual([]);
    expect(stackRules.flatMap(({ check }) => check(resources, approval))).toEqual([]);
  });

  it.each<[string, () => Promise<SovereignEndpointArgs["tls"]>]>([
    ["files", () => certificatePair("ai.example.de")],
    [
      "an issuer",
      () => Promise.resolve({ issuer: { name: "internal", kind: "Issuer" }, host: "ai.example.de" }),
    ],
  ])("breaks none with a certificate of %s either", async (__, tls) => {
    const resources = await stack(images, { tls: await tls() });
    expect(resources.map(({ name }) => name)).toContain("here-gateway-certificate");
    const approval = approvalOf({ hardening: true, ...change });
    const rules = [...kubernetesRules, ...atRestRules];
    expect(resources.flatMap((resource) => saidOf(rules, resource, approval))).toEqual([]);
    expect(stackRules.flatMap(({ check }) => check(resources, approval))).toEqual([]);
  });

  it("breaks the rule on registries where its own are not approved", async () => {
    const approval = approvalOf({ registries: ["registry.example.de"] });
    const broken = (await stack(images)).filter(
      (resource) => saidOf(kubernetesRules, resource, approval).length > 0,
    );
    expect(broken.map(({ name }) => name).sort()).toEqual([
      "here-bge-engine",
      "here-chat-engine",
      "here-gateway-envoy",
      "here-qwen-engine",
    ]);
  });
});

describe("our own stack that fetches an issuer's keys", () => {
  it.each([
    ["a private address", "10.20.0.7", [], false],
    ["an approved address", "192.0.2.7", ["192.0.2.7"], false],
    ["an address that is not approved", "192.0.2.7", ["192.0.2.8"], true],
  ])("from %s is judged by it", async (_, address, endpoints, isRefused) => {
    const { certificate: ca } = await identityFor("login.example.de");
    const keys = { uri: "https://login.example.de/certs", addresses: [address], ca };
    const issuers = [{ issuer: "https://login.example.de", audiences: ["ai"], clientClaim: "azp", keys }];
    const clients = [{ name: "default", subject: "app" }];
    const approval = approvalOf({ hardening: true, registries: ["localhost"], endpoints });
    const said = (await stack(local, { issuers, clients })).flatMap((resource) =>
      saidOf(kubernetesRules, resource, approval),
    );
    const cidr = "spec.egress[1].to[0].ipBlock.cidr";
    expect(said.map((text) => [text.includes(cidr), text.includes(address)])).toEqual(
      isRefused ? [[true, true]] : [],
    );
  });
});
