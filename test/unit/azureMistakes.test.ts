import { describe, expect, it } from "vitest";
import { azureMachineTypes } from "../../infra/catalogue/machineTypes/azure";
import { overlap } from "../../infra/addressBlocks";
import { keyVersion, networkOf, subscriptionOf, worldwideName } from "../../infra/clouds/azure/identifiers";
import { addressIn } from "../../infra/clouds/azure/kubeconfig";
import { isAccelerated, isMachineType } from "../../infra/clouds/azure/machines";
import { azureMistakes } from "../../infra/clouds/azure/mistakes";
import { systemPool } from "../../infra/clouds/azure/nodePool";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import {
  azurePool,
  azurePools,
  azureSpec,
  keyId,
  reservation,
  shared,
  subnets,
  vaultId,
  registryId,
} from "../support/azureSpecs";

/** Paths and messages. */
function said(cluster: Partial<ClusterSpec>, pools: readonly NodePoolSpec[] = azurePools): string[] {
  return azureMistakes(azureSpec(cluster), pools).map(({ path, message }) => `${path.join(".")} ${message}`);
}

const known = azureMachineTypes.map(({ name }) => name).join(", ");
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared";

describe("what Azure cannot do", () => {
  it("is nothing of what it can", () => {
    expect(said({})).toEqual([]);
    expect(
      said({ existing: { subnets, key: keyId, registry: registryId }, network: "10.0.0.0/16", zones: ["1"] }),
    ).toEqual([]);
    expect(said({ apiAccess: ["203.0.113.0/24"] })).toEqual([]);
  });

  it.each<[string, Partial<ClusterSpec>, string[]]>([
    [
      "another environment",
      { location: "usgovvirginia" },
      ["location belongs to Azure's environment 'usgovernment'; allowed: locations of the public one"],
    ],
    [
      "a network with the addresses of services",
      { network: "10.0.0.0/12" },
      [
        'network has addresses of pods or services; allowed: a block outside 10.244.0.0/16 and 10.0.0.0/16, for example "10.64.0.0/16"',
      ],
    ],
    [
      "a network with the addresses of pods",
      { network: "10.244.16.0/20" },
      [
        'network has addresses of pods or services; allowed: a block outside 10.244.0.0/16 and 10.0.0.0/16, for example "10.64.0.0/16"',
      ],
    ],
    [
      "nobody who administers it",
      { administrators: [] },
      [
        "administrators are none, so that nobody could get in; allowed: object ids of Entra groups - give one that whoever runs the stack is in",
      ],
    ],
    [
      "an administrator by name",
      { administrators: ["platform@example.se"] },
      [
        'administrators.0 is no object id of an Entra group; allowed: for example "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"',
      ],
    ],
    [
      "zones of another cloud",
      { zones: ["1", "b", "4"] },
      [
        'zones.1 is no zone of swedencentral; allowed: "1", "2" and "3"',
        'zones.2 is no zone of swedencentral; allowed: "1", "2" and "3"',
      ],
    ],
    [
      "a network beside its subnets, and a boundary",
      { existing: { network: "main", subnets, permissionsBoundary: "arn:aws:iam::123456789012:policy/b" } },
      [
        "existing.network is told by its subnets on Azure - give 'subnets' only",
        "existing.permissionsBoundary is nothing that Azure has - remove it; each role is given over one resource",
      ],
    ],
    [
      "a key by its URL",
      { existing: { key: "https://keys1.vault.azure.net/keys/cluster/0123456789abcdef0123456789abcdef" } },
      [
        `existing.key is no resource id of a version of a key; allowed: for example "${group}/providers/Microsoft.KeyVault/vaults/keys/keys/cluster/versions/…", not its URL`,
      ],
    ],
    [
      "a registry by its server",
      { existing: { registry: "images.azurecr.io" } },
      [
        `existing.registry is no resource id of a registry; allowed: for example "${group}/providers/Microsoft.ContainerRegistry/registries/images"`,
      ],
    ],
    [
      "one subnet",
      { existing: { subnets: subnets.slice(0, 1) } },
      [
        "existing.subnets are not two; allowed: the one of the nodes, then the one of the API, which is delegated to Microsoft.ContainerService/managedClusters",
      ],
    ],
    [
      "the same subnet twice",
      { existing: { subnets: subnets.slice(0, 1).flatMap((id) => [id, id.toUpperCase()]) } },
      [
        "existing.subnets are not two; allowed: the one of the nodes, then the one of the API, which is delegated to Microsoft.ContainerService/managedClusters",
      ],
    ],
    [
      "subnets of two networks",
      { existing: { subnets: subnets.map((id, index) => id.replace("/main/", `/main${index}/`)) } },
      ["existing.subnets lie in different networks; allowed: subnets of one"],
    ],
    [
      "subnets of another cloud",
      { existing: { subnets: ["subnet-0a1b2c3d4e5f67890", ...subnets.slice(1)] } },
      [
        `existing.subnets.0 is no subnet of Azure; allowed: for example "${group}/providers/Microsoft.Network/virtualNetworks/main/subnets/nodes"`,
      ],
    ],
  ])("%s", (_, cluster, messages) => {
    expect(said(cluster)).toEqual(messages);
  });

  it.each<[string, Partial<NodePoolSpec>, string[]]>([
    ["a machine without GPUs", { machineType: "Standard_E8s_v5" }, []],
    [
      "a name with a dash",
      { name: "gpu-l40s" },
      [
        "nodePools.1.name is no name of a node pool on Azure; allowed: up to twelve small letters and digits, a letter first",
      ],
    ],
    [
      "a name that is too long",
      { name: "abcdefghijklm" },
      [
        "nodePools.1.name is no name of a node pool on Azure; allowed: up to twelve small letters and digits, a letter first",
      ],
    ],
    [
      "a part of a GPU",
      { machineType: "Standard_NV6ads_A10_v5" },
      [
        `nodePools.1.machineType is no machine type with GPUs that the catalogue knows; no list of swedencentral is published; known elsewhere: ${known}`,
      ],
    ],
    [
      "GPUs of AMD",
      { machineType: "Standard_ND96isr_MI300X_v5" },
      [
        "nodePools.1.machineType has GPUs of AMD, for which AKS brings no driver - choose a machine type with GPUs of NVIDIA",
      ],
    ],
    [
      "a machine of another cloud",
      { machineType: "m7i.large" },
      ['nodePools.1.machineType is no machine type of Azure; allowed: for example "Standard_D4as_v5"'],
    ],
    [
      "a reservation of another cloud",
      { capacityReservation: "cr-0a1b2c3d4e5f67890" },
      [
        `nodePools.1.capacityReservation is no group of capacity reservations; allowed: for example "${group}/providers/Microsoft.Compute/capacityReservationGroups/gpus"`,
      ],
    ],
    [
      "reserved machines that may be taken away",
      { capacityReservation: reservation, isSpot: true },
      ["nodePools.1.spot contradicts 'capacityReservation' - give either"],
    ],
  ])("of a node pool: %s", (_, change, messages) => {
    expect(said({}, [azurePool(), azurePool({ name: "more", ...change })])).toEqual(messages);
  });

  it.each<[string, Partial<NodePoolSpec>]>([
    ["has GPUs", { machineType: "Standard_NC24ads_A100_v4" }],
    ["is of spot machines", { isSpot: true }],
    ["is tainted", { taints: [{ key: "team", effect: "NoSchedule" }] }],
  ])("run AKS's own services where the only pool %s", (_, change) => {
    const pools = [azurePool(change)];
    expect(systemPool(pools)).toBeUndefined();
    expect(azureMistakes(azureSpec(), pools)).toEqual([
      {
        path: ["nodePools"],
        input: ["system"],
        message:
          'have none that AKS can run its own services on; allowed: at least one without GPUs, spot and taints - add one, for example of "Standard_D4as_v5"',
      },
    ]);
  });
});

it("the system pool is the first that can be", () => {
  expect(systemPool(azurePools)?.name).toBe("system");
});

it.each([
  ["Standard_NC24ads_A100_v4", true, true],
  ["standard_nc24ads_a100_v4", true, false],
  ["Standard_NP10s", true, true],
  ["Standard_D4as_v5", false, true],
  ["m7i.large", false, false],
])("%s: accelerated %s, a machine type of Azure %s", (machineType, accelerated, known) => {
  expect([isAccelerated(machineType), isMachineType(machineType)]).toEqual([accelerated, known]);
});

it("identifiers tell vault, key, network and subscription, whatever their case", () => {
  const url = "https://keys1.vault.azure.net/keys/cluster/0123456789abcdef0123456789abcdef";
  expect(keyVersion(keyId)).toEqual({ vaultId, url });
  expect(keyVersion(keyId.toUpperCase())?.vaultId).toBe(vaultId.toUpperCase());
  expect(keyVersion(`${vaultId}/keys/cluster`)).toBeUndefined();
  expect(subnets.map(networkOf)).toEqual([
    `${shared}/providers/Microsoft.Network/virtualNetworks/main`,
    `${shared}/providers/Microsoft.Network/virtualNetworks/main`,
  ]);
  expect(subscriptionOf(shared)).toBe("/subscriptions/00000000-0000-0000-0000-000000000000");
  expect(() => subscriptionOf("arn:aws:iam::123456789012:role/x")).toThrow(
    "'arn:aws:iam::123456789012:role/x' is no identifier of a resource of Azure",
  );
});

it("names for the world hang on the resource group, fit every service, and ignore case", () => {
  const name = worldwideName("kv", shared);
  expect(name).toMatch(/^kv[0-9a-f]{16}$/);
  expect(worldwideName("kv", shared.toUpperCase())).toBe(name);
  expect(worldwideName("kv", `${shared}2`)).not.toBe(name);
});

it.each([
  ["10.0.0.0/16", "10.0.128.0/20", true],
  ["10.0.128.0/20", "10.0.0.0/16", true],
  ["10.0.0.0/16", "10.1.0.0/16", false],
  ["10.0.0.0/16", "no block", false],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
});

it.each([
  ["nothing", undefined],
  ["no kubeconfig", Buffer.from("- 1").toString("base64")],
  ["no authority", Buffer.from("clusters: [{cluster: {server: https://x}}]").toString("base64")],
])("an answer of AKS with %s is an error", (_, encoded) => {
  expect(() => addressIn(encoded)).toThrow(
    "AKS's answer has no kubeconfig that names a server and its certificate authority",
  );
});
