import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { azureAdapter } from "../../infra/clouds/azure";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import { mockedCredentials, mockedSubscription } from "../support/azureMocks";
import { azurePools, azureSpec } from "../support/azureSpecs";
import { strictEngine, type StrictEngine, type StrictEngineOptions } from "../support/strictEngine";

const credentials = "azure-native:containerservice:listManagedClusterUserCredentials";
const [cluster, pool] = ["ManagedCluster", "AgentPool"].map(
  (kind) => `azure-native:containerservice:${kind}`,
);

const options: StrictEngineOptions = {
  packages: ["azure-native"],
  overrides: {
    "azure-native": { id: `${mockedSubscription}/resourceGroups/made/{name}-{count}` },
    "azure-native:compute:DiskEncryptionSet": {
      outputs: { identity: { type: "SystemAssigned", principalId: "{name}", tenantId: "{name}" } },
    },
    "azure-native:managedidentity:UserAssignedIdentity": {
      outputs: { tenantId: "7e4a4700-0000-4000-8000-000000000002" },
    },
  },
  invokes: { [credentials]: mockedCredentials("swedencentral") },
  approval: "jurisdiction: [SE]\noperators: [US]\nhardening: true\n",
};

let engine: StrictEngine | undefined;

async function started(more: Partial<StrictEngineOptions> = {}): Promise<StrictEngine> {
  engine = await strictEngine({ ...options, ...more });
  return engine;
}

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

/** The cluster and its pools, without what is made on them. */
function program(
  pools: readonly NodePoolSpec[] = azurePools,
  change: Partial<ClusterSpec> = {},
): () => Promise<pulumi.Inputs> {
  return () => {
    const parent = new pulumi.ComponentResource("domicile:index:AzureCluster", "swc");
    const spec = azureSpec({ isProtected: false, ...change });
    const made = azureAdapter.makeCluster("swc", spec, parent, pools);
    for (const one of pools) made.makeNodePool(`swc-${one.name}`, one, parent);
    return Promise.resolve({ kubeconfig: made.kubeconfig });
  };
}

const more = (by: number) => azurePools.map((one) => ({ ...one, count: one.count + by }));

describe("a cluster on Azure, through the engine", { timeout: 300_000 }, () => {
  it("is previewed before anything is there, without asking Azure for anything", async () => {
    const { preview, journal } = await started({ invokes: {} });
    expect(await preview(program())).toMatchObject({ isFailed: false, errors: [], violations: [] });
    expect(journal()).toEqual([]);
  });

  it("is made once, scaled and upgraded in place, and removed", async () => {
    const { up, destroy, journal, world } = await started();
    const made = await up(program());
    expect(made).toMatchObject({ isFailed: false, errors: [], violations: [] });
    expect(made.outputs["kubeconfig"]).toContain('"command":"kubelogin"');
    const count = world().length;
    expect(world().filter(({ type }) => type === pool)).toHaveLength(3);

    expect((await up(program())).changes).toEqual({ same: made.changes.create });
    expect((await up(program(more(1)))).changes).toEqual({ same: (made.changes.create ?? 0) - 4, update: 4 });
    const upgraded = await up(program(more(1), { kubernetesVersion: "1.35" }));
    expect(upgraded.changes).toEqual({ same: (made.changes.create ?? 0) - 4, update: 4 });
    // The API comes first: no node may be newer than it.
    expect(journal().slice(-4)[0]).toBe(`update ${cluster} swc-cluster`);
    expect(world()).toHaveLength(count);

    expect((await destroy(program())).errors).toEqual([]);
    expect(world()).toEqual([]);
  });

  it.each(["quota", "half-made"] as const)(
    "loses no pool and doubles none when one fails: %s",
    async (kind) => {
      const { up, fail, world } = await started();
      fail({ kind, name: "swc-gpu-nodes" });
      expect((await up(program())).isFailed).toBe(true);
      expect((await up(program())).errors).toEqual([]);
      const pools = world().filter(({ type }) => type === pool);
      expect(pools.map(({ name }) => name).toSorted()).toEqual([
        "swc-cheap-nodes",
        "swc-gpu-nodes",
        "swc-reserved-nodes",
      ]);
    },
  );
});
