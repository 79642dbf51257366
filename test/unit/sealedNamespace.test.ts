import { beforeEach, describe, expect, it } from "vitest";
import { SealedNamespace } from "../../components/sealedNamespace";
import { inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

describe("SealedNamespace", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  async function seal(quota?: Record<string, string>) {
    const args = { namespace: "ai", gatewayPort: 8080, enginePort: 8000, ...(quota ? { quota } : {}) };
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
    await seal({ pods: "3" });
    expect(inputsOf(registered, "here-sealed-quota")).toMatchObject({ spec: { hard: { pods: "3" } } });
  });
});
