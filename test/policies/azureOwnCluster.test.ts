import { beforeEach, describe, expect, it } from "vitest";
import { CloudCluster } from "../../components/cloudCluster";
import { azureAdapter } from "../../infra/clouds/azure";
import type { Resource } from "../../policies/resource";
import { azurePools, azureSpec, keyId } from "../support/azureSpecs";
import { judgedResources } from "../support/judgedResources";
import { recordRegistrations, type Registration } from "../support/mocks";
import { judged } from "../support/policies";

let registered: Registration[];
beforeEach(async () => {
  registered = await recordRegistrations({ location: "swedencentral" });
});

const component = "domicile:index:AzureCluster";

/** Everything of a cluster as the policy pack sees it, each with its provider. */
async function cluster(existing: { key?: string } = {}): Promise<Resource[]> {
  new CloudCluster("swc", {
    ...azureSpec({ existing }),
    adapter: azureAdapter,
    jurisdiction: ["SE"],
    nodePools: azurePools,
    images: { nvidiaDevicePlugin: "registry.example.se/nvidia@sha256:0" },
  });
  await expect.poll(() => registered.some(({ type }) => type.endsWith(":DaemonSet"))).toBe(true);
  return judgedResources(registered, component);
}

const approval = { jurisdiction: ["SE"], operators: ["US"], hardening: true };

describe("our own cluster on Azure, judged by every rule", () => {
  it("breaks none, hardening included, and has something to judge", async () => {
    const resources = await cluster();
    expect(resources.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "pulumi:providers:azure-native",
        "pulumi:providers:kubernetes",
        "azure-native:containerservice:ManagedCluster",
        "azure-native:containerservice:AgentPool",
        "azure-native:keyvault:Vault",
        "azure-native:network:VirtualNetwork",
        "kubernetes:storage.k8s.io/v1:StorageClass",
      ]),
    );
    const said = resources.flatMap((resource) =>
      judged(resource, approval).map(({ level, message }) => `${resource.name} ${level}: ${message}`),
    );
    expect(said).toEqual([]);
  });

  it("is refused where Germany is approved: each resource that lies somewhere", async () => {
    const resources = await cluster();
    const refused = resources.filter((resource) =>
      judged(resource, { ...approval, jurisdiction: ["DE"] }).some(({ level }) => level === "mandatory"),
    );
    const control = ["RoleAssignment", "PrivateZone", "VirtualNetworkLink"];
    const placed = resources.filter(({ type }) => !control.some((kind) => type.endsWith(`:${kind}`)));
    expect(refused.map(({ name }) => name)).toEqual(placed.map(({ name }) => name));
  });

  it("is refused where only operators of the Union are approved", async () => {
    const resources = await cluster();
    const allowed = resources.filter(
      (resource) => judged(resource, { ...approval, operators: ["EU"] }).length === 0,
    );
    // A provider is judged by where it is for; what it makes, by who runs it as well.
    expect(allowed.map(({ name }) => name)).toEqual(["swc-azure"]);
  });

  it("breaks none with a key of one's own, and then has no vault that is copied to the pair of its location", async () => {
    const resources = await cluster({ key: keyId });
    expect(resources.filter(({ type }) => type.includes(":keyvault:"))).toEqual([]);
    expect(resources.flatMap((resource) => judged(resource, approval))).toEqual([]);
  });
});
