import * as containerservice from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import { gpuMachineType } from "../../catalogue";
import type { MadeNodePool } from "../adapter";
import { nodeLabels, nodeTaints, spotTaint } from "../nodeMarks";
import type { NodePoolSpec, Taint } from "../spec";
import type { AzureContext } from "./context";

/** What the node pools of a cluster have in common. */
export interface PoolContext {
  readonly context: AzureContext;
  readonly nodesId: pulumi.Output<string>;
}

/**
 * The pool that AKS runs its own services on, which is made with the cluster: the first without GPUs, spot machines and
 * taints. Pods of the stack run on it as well. Azure changes its count in place, and its machine type never.
 */
export function systemPool(pools: readonly NodePoolSpec[]): NodePoolSpec | undefined {
  return pools.find(
    ({ machineType, isSpot, taints }) =>
      gpuMachineType("azure", machineType) === undefined && !isSpot && taints.length === 0,
  );
}

/** A node pool as AKS takes it, within a cluster or beside it. */
export function poolSettings(pool: NodePoolSpec, { context, nodesId }: PoolContext) {
  const { spec } = context;
  const { machineType, count, diskGiB, isSpot, capacityReservation } = pool;
  const gpu = gpuMachineType("azure", machineType)?.gpu;
  const taints = isSpot ? [spotTaint, ...nodeTaints(pool, gpu)] : nodeTaints(pool, gpu);
  return {
    type: "VirtualMachineScaleSets",
    vmSize: machineType,
    count,
    enableAutoScaling: false,
    orchestratorVersion: spec.kubernetesVersion,
    availabilityZones: [...(pool.zones ?? spec.zones)],
    vnetSubnetID: nodesId,
    enableNodePublicIP: false,
    osType: "Linux",
    osSKU: "Ubuntu",
    // A disk on the machine itself would be encrypted by Azure's key, not by the cluster's.
    osDiskType: "Managed",
    osDiskSizeGB: diskGiB,
    enableEncryptionAtHost: true,
    securityProfile: { sshAccess: "Disabled" },
    nodeLabels: nodeLabels(pool, gpu),
    nodeTaints: taints.map(aksTaint),
    tags: spec.tags,
    ...(gpu === undefined ? {} : { gpuProfile: { driver: "Install" } }),
    ...(capacityReservation === undefined ? {} : { capacityReservationGroupID: capacityReservation }),
    ...(isSpot ? spot : { upgradeSettings: upgrade(pool) }),
  };
}

/** Makes a node pool. The system pool is there already: it came with the cluster. */
export function makeNodePool(
  name: string,
  pool: NodePoolSpec,
  parent: pulumi.Resource,
  {
    cluster,
    system,
    ...pools
  }: PoolContext & { cluster: containerservice.ManagedCluster; system: NodePoolSpec },
): MadeNodePool {
  if (pool.name === system.name) return { resources: [cluster] };
  const { resourceGroupName, options } = pools.context;
  const made = new containerservice.AgentPool(
    `${name}-nodes`,
    {
      resourceGroupName,
      resourceName: cluster.name,
      agentPoolName: pool.name,
      mode: "User",
      ...poolSettings(pool, pools),
    },
    { ...options, parent },
  );
  return { resources: [made] };
}

/** At up to the price of machines that stay; what is taken away is deleted, disk included. */
const spot = { scaleSetPriority: "Spot", scaleSetEvictionPolicy: "Delete", spotMaxPrice: -1 };

/** One more node while nodes are replaced; a reservation has none to spare, so that one is missing there meanwhile. */
function upgrade({ capacityReservation }: NodePoolSpec) {
  return capacityReservation === undefined ? { maxSurge: "1" } : { maxSurge: "0", maxUnavailable: "1" };
}

/** AKS writes taints as kubectl does: `nvidia.com/gpu=present:NoSchedule`. */
function aksTaint({ key, value, effect }: Taint): string {
  return value === undefined ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}
