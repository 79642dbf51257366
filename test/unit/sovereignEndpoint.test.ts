import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { SovereignEndpoint, type SovereignEndpointArgs } from "../../components/sovereignEndpoint";
import { identityFor } from "../support/keySetServer";
import {
  asRecord,
  clusterIpOf,
  inputsOf,
  recordRegistrations,
  valueOf,
  type Registration,
} from "../support/mocks";
import { keySet, signingKey } from "../support/tokens";

const args: SovereignEndpointArgs = {
  namespace: "ai",
  models: [
    {
      name: "chat",
      engine: "llamacpp",
      source: { kind: "file", path: "/srv/models/chat.gguf" },
      aliases: ["gpt-4o"],
    },
    { name: "bge", engine: "vllm", task: "embed", source: { kind: "claim", claim: "weights", path: "bge" } },
  ],
  clients: [{ name: "intranet" }, { name: "partner", models: ["chat"] }],
  images: { gateway: "envoy@sha256:1", llamacpp: "llamacpp@sha256:2", vllm: "vllm@sha256:3" },
};

describe("SovereignEndpoint", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  async function make(more: Partial<SovereignEndpointArgs> = {}) {
    const endpoint = new SovereignEndpoint("here", { ...args, ...more });
    await valueOf(endpoint.clientKeys);
    await pulumi.runtime.disconnect();
    return endpoint;
  }

  it("makes a key for each client and keeps it a secret", async () => {
    const { clientKeys } = await make();
    expect(await pulumi.isSecret(clientKeys)).toBe(true);
    expect(await valueOf(clientKeys)).toEqual({
      intranet: "sk-password-of-here-key-intranet",
      partner: "sk-password-of-here-key-partner",
    });
    expect(inputsOf(registered, "here-key-intranet")).toEqual({ length: 43, special: false });
  });

  it("takes the key that a client brings", async () => {
    const { clientKeys } = await make({ clientKeys: { partner: "sk-brought-by-the-partner" } });
    expect(await valueOf(clientKeys)).toEqual({
      intranet: "sk-password-of-here-key-intranet",
      partner: "sk-brought-by-the-partner",
    });
  });

  it("keeps a key that is being replaced valid beside the new one, which it tells", async () => {
    const clients = [{ name: "intranet", keyVersions: [2, 1] }, { name: "partner" }];
    const { clientKeys } = await make({
      clients,
      clientKeys: { partner: ["sk-partner-of-2027", "sk-partner-of-2026"] },
    });
    expect(await valueOf(clientKeys)).toEqual({
      intranet: "sk-password-of-here-key-intranet.2",
      partner: "sk-partner-of-2027",
    });
    const configuration = gatewayConfiguration(registered);
    for (const key of ["intranet.2", "intranet"]) {
      expect(configuration).toContain(`"key":"sk-password-of-here-key-${key}","client":"intranet"`);
    }
    expect(configuration).toContain('"key":"sk-partner-of-2026","client":"partner"');
  });

  it("makes no key for a client that only its tokens name, and one beside its subject where that is asked for", async () => {
    const issuers = [
      {
        issuer: "https://login.example.de",
        audiences: ["ai"],
        clientClaim: "azp",
        keys: { jwks: keySet(signingKey("a")) },
      },
    ];
    const clients = [
      { name: "app", subject: "app-id" },
      { name: "both", subject: "both-id", keyVersions: [1] },
      { name: "brought", subject: "brought-id" },
    ];
    const { clientKeys } = await make({
      issuers,
      clients,
      clientKeys: { brought: "sk-brought-by-the-client" },
    });
    expect(await valueOf(clientKeys)).toEqual({
      both: "sk-password-of-here-key-both",
      brought: "sk-brought-by-the-client",
    });
    expect(registered.map(({ name }) => name).filter((name) => name.includes("-key-"))).toEqual([
      "here-key-both",
    ]);
    const configuration = gatewayConfiguration(registered);
    for (const name of ["app", "both", "brought"]) {
      expect(configuration).toContain(`{"key":"https://login.example.de ${name}-id","client":"${name}"}`);
    }
    expect(JSON.stringify(inputsOf(registered, "here-sealed-gateway"))).not.toContain("ipBlock");
  });

  it("opens the way to where keys of tokens are fetched", async () => {
    const { certificate: ca } = await identityFor("login.example.de");
    const keys = { uri: "https://login.example.de:8443/certs", addresses: ["192.0.2.1"], ca };
    const issuers = [{ issuer: "https://login.example.de", audiences: ["ai"], clientClaim: "azp", keys }];
    await make({ issuers, clients: [{ name: "app", subject: "app-id" }] });
    const way = { to: [{ ipBlock: { cidr: "192.0.2.1/32" } }], ports: [{ port: 8443, protocol: "TCP" }] };
    expect(inputsOf(registered, "here-sealed-gateway")).toMatchObject({ spec: { egress: [{}, way] } });
    expect(gatewayConfiguration(registered)).toContain('"sni":"login.example.de"');
  });

  it("makes a key for a client whose name every object has as a member", async () => {
    const { clientKeys } = await make({ clients: [{ name: "constructor" }] });
    expect(await valueOf(clientKeys)).toEqual({ constructor: "sk-password-of-here-key-constructor" });
  });

  it("makes a file of the machine a read-only volume and mounts a claim as it is", async () => {
    await make();
    expect(inputsOf(registered, "here-chat-weights-volume")).toMatchObject({
      metadata: { name: "ai-chat-weights" },
      spec: {
        hostPath: { path: "/srv/models", type: "Directory" },
        accessModes: ["ReadOnlyMany"],
        claimRef: { namespace: "ai", name: "chat-weights" },
      },
    });
    const pod = (claimName: string) => ({
      spec: {
        template: { spec: { volumes: [{ name: "weights", persistentVolumeClaim: { claimName } }, {}] } },
      },
    });
    expect(inputsOf(registered, "here-chat-engine")).toMatchObject(pod("chat-weights"));
    expect(registered.map(({ name }) => name)).not.toContain("here-bge-weights-volume");
    expect(JSON.stringify(inputsOf(registered, "here-bge-engine"))).toContain('"claimName":"weights"');
  });

  it("sets nothing that the API server drops, which the plug-in would find missing after a refresh", async () => {
    const uploaded = { kind: "upload", name: "1.gguf", bytes: 600 * 2 ** 30 } as const;
    const models = [...args.models, { name: "own", engine: "llamacpp", source: uploaded } as const];
    await make({ models });
    await expect.poll(() => registered.some(({ name }) => name === "here-own-engine")).toBe(true);
    const dropped = registered
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .flatMap(({ type, inputs }) => emptyValues(inputs, type));
    expect(dropped).toEqual([]);
  });

  it("gives the gateway its models, paths and addresses, and no key outside its Secret", async () => {
    await make();
    const configuration = gatewayConfiguration(registered);
    for (const expected of [
      "gpt-4o",
      clusterIpOf("here-chat-service-0"),
      "sk-password-of-here-key-partner",
    ]) {
      expect(configuration).toContain(expected);
    }
    const kubernetes = registered.filter(
      ({ type, name }) => type.startsWith("kubernetes:") && name !== "here-gateway-configuration",
    );
    expect(kubernetes.length).toBeGreaterThan(10);
    expect(JSON.stringify(kubernetes)).not.toContain("password-of");
  });

  it("takes requests from allowed addresses alone, and lets nobody else connect from outside", async () => {
    const allowed = {
      allowedAddresses: ["203.0.113.0/24"],
      trustedProxies: ["10.0.0.0/28", "203.0.113.0/24"],
    };
    const clients = [{ name: "intranet", allowedAddresses: ["203.0.113.64/26"] }];
    await make({ ...allowed, clients, service: { type: "LoadBalancer" } });
    const configuration = gatewayConfiguration(registered);
    for (const prefix of ["203.0.113.0", "203.0.113.64", "10.0.0.0"]) {
      expect(configuration).toContain(`"address_prefix":"${prefix}"`);
    }
    const blocks = ["203.0.113.0/24", "10.0.0.0/28"].map((cidr) => ({ ipBlock: { cidr } }));
    expect(inputsOf(registered, "here-sealed-gateway")["spec"]).toMatchObject({
      ingress: [{ from: [...blocks, { namespaceSelector: {} }] }],
    });
  });

  it.each<[string, Partial<SovereignEndpointArgs>]>([
    ["pods alone reach it", { allowedAddresses: ["203.0.113.0/24"] }],
    [
      "only a client has a list",
      {
        clients: [{ name: "intranet", allowedAddresses: ["203.0.113.0/24"] }],
        service: { type: "NodePort" },
      },
    ],
  ])("leaves connections to the gateway itself where %s", async (_, more) => {
    await make(more);
    const { ingress } = asRecord(inputsOf(registered, "here-sealed-gateway")["spec"]);
    expect(ingress).toEqual([{ ports: [{ port: 8080, protocol: "TCP" }] }]);
  });

  it("counts tokens where a quota asks for it, with a service that the gateway reaches by address", async () => {
    const images = { ...args.images, quotaCounter: "ratelimit@sha256:4", quotaStore: "valkey@sha256:5" };
    await make({ images, clients: [{ name: "intranet", tokensPerMinute: 200 }] });
    expect(inputsOf(registered, "here-quotas-counter")).toMatchObject({
      spec: { template: { spec: { containers: [{ image: "ratelimit@sha256:4" }] } } },
    });
    expect(inputsOf(registered, "here-sealed-quota-store")).toBeDefined();
    expect(gatewayConfiguration(registered)).toContain(clusterIpOf("here-quotas-counter-service"));
  });

  it("has no such service where each replica counts for itself", async () => {
    await make({ clients: [{ name: "intranet", requestsPerMinute: 10 }] });
    expect(registered.filter(({ name }) => name.includes("quotas"))).toEqual([]);
  });

  it("counts requests with it where they are shared", async () => {
    const images = { ...args.images, quotaCounter: "ratelimit@sha256:4", quotaStore: "valkey@sha256:5" };
    const quotas = { sharesRequests: true };
    await make({ images, quotas, clients: [{ name: "intranet", requestsPerMinute: 10 }] });
    expect(JSON.stringify(inputsOf(registered, "here-quotas-limits"))).toContain('\\"requests\\"');
  });

  it("names the engine that has no image", () => {
    expect(() => new SovereignEndpoint("here", { ...args, images: { gateway: "x", llamacpp: "y" } })).toThrow(
      "no container image for 'vllm'; there are images for: gateway, llamacpp",
    );
  });
});

/** The files in the gateway's Secret, one after the other. */
function gatewayConfiguration(registered: readonly Registration[]): string {
  const secret = JSON.stringify(inputsOf(registered, "here-gateway-configuration"));
  return [...secret.matchAll(/"([A-Za-z0-9+/=]{40,})"/g)]
    .map(([, text = ""]) => Buffer.from(text, "base64").toString())
    .join("\n");
}

/** Fields whose empty value means something of its own, so that the API server keeps it. */
const keptWhenEmpty =
  /PersistentVolumeClaim\.spec\.storageClassName$|automountServiceAccountToken$|enableServiceLinks$|allowPrivilegeEscalation$|podSelector$|Selector$|maxUnavailable$|maxSurge$/;

/** The paths of empty texts, lists and groups, of zeros and of `false`. */
function emptyValues(value: unknown, path: string): string[] {
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, part]) => emptyValues(part, `${path}.${key}`));
  }
  const isEmpty = typeof value === "object" || value === "" || value === 0 || value === false;
  return isEmpty && !keptWhenEmpty.test(path) ? [path] : [];
}
