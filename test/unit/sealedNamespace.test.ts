import { beforeEach, describe, expect, it } from "vitest";
import { SealedNamespace, type SealedNamespaceArgs } from "../../components/sealedNamespace";
import { inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

describe("SealedNamespace", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  async function seal(more: Partial<SealedNamespaceArgs> = {}) {
    const args = { namespace: "ai", gatewayPort: 8080, enginePort: 8000, ...more };
    const sealed = new SealedNamespace("here-sealed", args);
    expect(await valueOf(sealed.namespace)).toBe("ai");
  }

  it("enforces the Pod Security Standard 'restricted'", async () => {
    await seal();
    expect(inputsOf(registered, "here-sealed-namespace")).toMatchObject({
      metadata: {
        name: "ai",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    });
  });

  it("denies every flow of every pod", async () => {
    await seal();
    expect(inputsOf(registered, "here-sealed-default-deny")).toMatchObject({
      metadata: { name: "default-deny", namespace: "ai" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
  });

  it("lets anyone reach the gateway, and the gateway its inference servers only", async () => {
    await seal();
    expect(inputsOf(registered, "here-sealed-gateway")["spec"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/component": "gateway" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ ports: [{ port: 8080, protocol: "TCP" }] }],
      egress: [
        {
          to: [{ podSelector: { matchLabels: { "app.kubernetes.io/component": "inference-server" } } }],
          ports: [{ port: 8000, protocol: "TCP" }],
        },
      ],
    });
  });

  it("lets only these blocks reach the gateway from outside, beside pods, whom the gateway itself judges", async () => {
    await seal({ callers: ["203.0.113.0/24", "2001:db8::/48"] });
    expect(inputsOf(registered, "here-sealed-gateway")["spec"]).toMatchObject({
      ingress: [
        {
          from: [
            { ipBlock: { cidr: "203.0.113.0/24" } },
            { ipBlock: { cidr: "2001:db8::/48" } },
            { namespaceSelector: {} },
          ],
          ports: [{ port: 8080, protocol: "TCP" }],
        },
      ],
    });
  });

  it("lets inference servers answer the gateway and open nothing themselves", async () => {
    await seal();
    expect(inputsOf(registered, "here-sealed-inference-server")["spec"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/component": "inference-server" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "app.kubernetes.io/component": "gateway" } } }],
          ports: [{ port: 8000, protocol: "TCP" }],
        },
      ],
    });
  });

  it("lets the gateway reach a quota service, and that one its store, which opens nothing itself", async () => {
    await seal({ quotas: { counterPort: 8081, storePort: 6379 } });
    const only = (component: string, port: number, way: "from" | "to") => ({
      [way]: [{ podSelector: { matchLabels: { "app.kubernetes.io/component": component } } }],
      ports: [{ port, protocol: "TCP" }],
    });
    const spec = (name: string) => inputsOf(registered, `here-sealed-${name}`)["spec"];
    expect(spec("gateway")).toMatchObject({
      egress: [only("inference-server", 8000, "to"), only("quota-counter", 8081, "to")],
    });
    expect(spec("quota-counter")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/component": "quota-counter" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [only("gateway", 8081, "from")],
      egress: [only("quota-store", 6379, "to")],
    });
    expect(spec("quota-store")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/component": "quota-store" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [only("quota-counter", 6379, "from")],
    });
  });

  it("lets the pods of a namespace ask the gateway for metrics", async () => {
    await seal({ metrics: { port: 9090, namespace: "monitoring" } });
    expect(inputsOf(registered, "here-sealed-gateway")["spec"]).toMatchObject({
      ingress: [
        { ports: [{ port: 8080, protocol: "TCP" }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ port: 9090, protocol: "TCP" }],
        },
      ],
    });
  });

  it("lets the gateway reach the addresses of issuers whose keys it fetches, and no name", async () => {
    const issuers = [
      { address: "192.0.2.1", port: 443 },
      { address: "2001:db8::1", port: 8443 },
    ];
    await seal({ issuers });
    const spec = inputsOf(registered, "here-sealed-gateway")["spec"];
    expect(spec).toMatchObject({
      egress: [
        { ports: [{ port: 8000, protocol: "TCP" }] },
        { to: [{ ipBlock: { cidr: "192.0.2.1/32" } }], ports: [{ port: 443, protocol: "TCP" }] },
        { to: [{ ipBlock: { cidr: "2001:db8::1/128" } }], ports: [{ port: 8443, protocol: "TCP" }] },
      ],
    });
  });

  it("makes nothing else", async () => {
    await seal();
    expect(registered.map(({ name }) => name).sort()).toEqual([
      "here-sealed",
      "here-sealed-default-deny",
      "here-sealed-gateway",
      "here-sealed-inference-server",
      "here-sealed-namespace",
      "here-sealed-quota",
    ]);
  });

  it("takes another quota", async () => {
    await seal({ quota: { pods: "3" } });
    expect(inputsOf(registered, "here-sealed-quota")).toMatchObject({ spec: { hard: { pods: "3" } } });
  });
});
