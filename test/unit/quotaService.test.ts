import { beforeEach, describe, expect, it } from "vitest";
import { QuotaService } from "../../components/quotaService";
import { clusterIpOf, inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

const args = {
  namespace: "ai",
  quotas: [
    { of: "client", name: "partner", counts: "tokens", per: "minute", limit: 200 },
    { of: "client", name: "partner", counts: "tokens", per: "day", limit: 9_000 },
    { of: "model", name: "qwen3:32b", counts: "requests", per: "minute", limit: 60 },
  ],
  image: "registry.example.de/ratelimit@sha256:1",
  storeImage: "registry.example.de/valkey@sha256:2",
} satisfies ConstructorParameters<typeof QuotaService>[1];

describe("QuotaService", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
    const service = new QuotaService("here-quotas", args);
    const address = clusterIpOf("here-quotas-counter-service");
    expect(await valueOf(service.endpoint)).toEqual({ address, port: 8081 });
    await expect.poll(() => registered.some(({ name }) => name === "here-quotas-counter")).toBe(true);
  });

  it("makes a counter and its store, with a Service each, and the limits", () => {
    expect(registered.map(({ type, name }) => [type, name]).sort()).toEqual([
      ["domicile:index:QuotaService", "here-quotas"],
      ["kubernetes:apps/v1:Deployment", "here-quotas-counter"],
      ["kubernetes:apps/v1:Deployment", "here-quotas-store"],
      ["kubernetes:core/v1:ConfigMap", "here-quotas-limits"],
      ["kubernetes:core/v1:Service", "here-quotas-counter-service"],
      ["kubernetes:core/v1:Service", "here-quotas-store-service"],
    ]);
  });

  it("tells the counter each holder's limits", () => {
    const limits: unknown = JSON.parse(String(limitsOf(registered)));
    const limit = (key: string, value: string, requests_per_unit: number) => ({
      ...{ key, value },
      rate_limit: { unit: value, requests_per_unit },
    });
    expect(limits).toEqual({
      domain: "domicile",
      descriptors: [
        {
          ...{ key: "client", value: "partner" },
          descriptors: [limit("tokens", "minute", 200), limit("tokens", "day", 9_000)],
        },
        { key: "model", value: "qwen3:32b", descriptors: [limit("requests", "minute", 60)] },
      ],
    });
  });

  it("rolls the counter out with changed limits", async () => {
    const before = checksumOf(registered);
    registered.length = 0;
    new QuotaService("here-quotas", { ...args, quotas: args.quotas.slice(1) });
    await expect.poll(() => registered.some(({ name }) => name === "here-quotas-counter")).toBe(true);
    expect(checksumOf(registered)).not.toBe(before);
  });

  it("lets the counter reach the store by address, and tell nothing on its debug port", () => {
    const env = JSON.stringify(inputsOf(registered, "here-quotas-counter"));
    expect(env).toContain(`"name":"REDIS_URL","value":"${clusterIpOf("here-quotas-store-service")}:6379"`);
    expect(env).toContain('"name":"DEBUG_HOST","value":"127.0.0.1"');
  });

  it.each(["counter", "store"])("runs the %s without rights, and starts no second store", (part) => {
    const inputs = inputsOf(registered, `here-quotas-${part}`);
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    expect(inputs).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: part === "store" ? "Recreate" : "RollingUpdate" },
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true },
            containers: [{ securityContext: { ...securityContext, readOnlyRootFilesystem: true } }],
          },
        },
      },
    });
  });
});

function limitsOf(registered: readonly Registration[]): unknown {
  const { data } = inputsOf(registered, "here-quotas-limits");
  return typeof data === "object" && data !== null && "limits.yaml" in data ? data["limits.yaml"] : undefined;
}

function checksumOf(registered: readonly Registration[]): string | undefined {
  const text = JSON.stringify(inputsOf(registered, "here-quotas-counter"));
  return /"domicile\/limits":"([0-9a-f]{64})"/.exec(text)?.[1];
}
