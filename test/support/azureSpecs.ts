import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";

/** Identifiers of what an organisation has already. */
export const shared = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared";
export const subnets = ["nodes", "api"].map(
  (name) => `${shared}/providers/Microsoft.Network/virtualNetworks/main/subnets/${name}`,
);
export const vaultId = `${shared}/providers/Microsoft.KeyVault/vaults/Keys1`;
export const keyId = `${vaultId}/keys/cluster/versions/0123456789abcdef0123456789abcdef`;
export const reservation = `${shared}/providers/Microsoft.Compute/capacityReservationGroups/gpus`;
export const registryId = `${shared}/providers/Microsoft.ContainerRegistry/registries/images`;
export const administrator = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f";

/** A cluster in Sweden, as a stack would describe it. */
export function azureSpec(change: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    location: "swedencentral",
    kubernetesVersion: "1.34",
    apiAccess: "private",
    network: "10.64.0.0/16",
    zones: ["1", "2", "3"],
    administrators: [administrator],
    isProtected: true,
    tags: { "domicile-stack": "se-azure", owner: "ai-platform" },
    existing: {},
    ...change,
  };
}

/** A node pool, by default of machines without GPUs. */
export function azurePool(change: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return {
    name: "system",
    machineType: "Standard_D4as_v5",
    count: 3,
    isSpot: false,
    diskGiB: 100,
    labels: {},
    taints: [],
    ...change,
  };
}

/** Pools of every kind: the system pool, GPUs, spot machines, reserved ones. */
export const azurePools: readonly NodePoolSpec[] = [
  azurePool({ name: "gpu", machineType: "Standard_NC24ads_A100_v4", count: 2, diskGiB: 256 }),
  azurePool(),
  azurePool({
    name: "cheap",
    machineType: "Standard_NC40ads_H100_v5",
    count: 1,
    isSpot: true,
    labels: { team: "ai" },
    taints: [{ key: "team", value: "ai", effect: "NoExecute" }],
  }),
  azurePool({
    name: "reserved",
    machineType: "Standard_ND96isr_H200_v5",
    count: 1,
    capacityReservation: reservation,
  }),
];
