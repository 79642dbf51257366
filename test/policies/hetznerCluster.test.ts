import { beforeEach, describe, expect, it } from "vitest";
import type { ClusterSpec } from "../../infra/clouds/spec";
import type { Resource } from "../../policies/resource";
import { gpuPool, recordedHetzner, systemPool, vSwitch } from "../support/hetznerSpecs";
import { judgedResources } from "../support/judgedResources";
import { judged, violations } from "../support/policies";

async function cluster(change: Partial<ClusterSpec> = {}): Promise<Resource[]> {
  const { registered } = await recordedHetzner({
    jurisdiction: ["DE", "FI"],
    nodePools: [systemPool, gpuPool],
    existing: { vSwitch },
    ...change,
  });
  await expect.poll(() => registered.some(({ name }) => name === "fsn-base-devices-nvidia")).toBe(true);
  return judgedResources(registered, "domicile:index:HetznerCluster");
}

const approval = { jurisdiction: ["DE"], operators: ["DE"], hardening: true };

describe.each<[string, Partial<ClusterSpec>]>([
  ["reached from inside only", {}],
  ["reached by some from outside", { apiAccess: ["198.51.100.0/24"] }],
])("a cluster at Hetzner in Germany, %s", (_, change) => {
  let resources: Resource[] = [];

  beforeEach(async () => {
    resources = await cluster(change);
  });

  it("breaks no rule, hardening included, and is judged by what it is made of", () => {
    const types = new Set(resources.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining([
        "hcloud:index/server:Server",
        "hcloud:index/loadBalancer:LoadBalancer",
        "hcloud:index/networkSubnet:NetworkSubnet",
        "kubernetes:storage.k8s.io/v1:StorageClass",
        "pulumi:providers:kubernetes",
        "tls:index/selfSignedCert:SelfSignedCert",
      ]),
    );
    const names = resources.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "fsn-cloud-controller",
        "fsn-volumes-controller",
        "fsn-volumes-node",
        "fsn-access",
      ]),
    );
    const said = resources.flatMap((resource) =>
      judged(resource, approval).map(({ level, message }) => `${resource.name}: ${level} ${message}`),
    );
    expect(said).toEqual([]);
  });

  it("is blocked in Finland, every machine of it and all that is in Kubernetes", () => {
    const finnish = { ...approval, jurisdiction: ["FI"] };
    const broken = resources.filter((resource) => violations(resource, finnish).length > 0);
    const places = ["index/server:", "index/loadBalancer:", "index/primaryIp:"].map(
      (type) => `hcloud:${type}`,
    );
    const placed = resources.filter(
      ({ type }) => places.some((place) => type.startsWith(place)) || type.startsWith("kubernetes:"),
    );
    const names = broken.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(placed.map(({ name }) => name)));
    expect(placed.length).toBeGreaterThan(10);
    const [server] = resources
      .filter(({ name }) => name === "fsn-server-1-1")
      .map((one) => violations(one, finnish));
    expect(server?.join("\n")).toMatch(/fsn1.*DE.*FI/s);
  });

  it("is blocked under the law of another country", () => {
    const [server] = resources.filter(({ name }) => name === "fsn-server-1-1");
    expect(server === undefined ? [] : violations(server, { ...approval, operators: ["FR"] })).toHaveLength(
      1,
    );
  });
});

it("in Finland it is clean in Finland", async () => {
  const resources = await cluster({ location: "hel1" });
  const finnish = { ...approval, jurisdiction: ["FI"] };
  expect(resources.flatMap((resource) => violations(resource, finnish))).toEqual([]);
});
