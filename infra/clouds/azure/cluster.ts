import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { MadeCluster } from "../adapter";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { azureContext, type AzureContext } from "./context";
import { makeControlPlane, type ControlPlaneArgs } from "./controlPlane";
import { clusterKey, makeDiskEncryption } from "./key";
import { addressIn, aksKubeconfig } from "./kubeconfig";
import { clusterNetwork } from "./network";
import { makeNodePool, systemPool } from "./nodePool";
import { clusterRegistry } from "./registry";
import { grant, makeIdentity } from "./roles";

/**
 * Makes an AKS cluster: see the contract. It is network-isolated: its nodes and pods reach their network only, and images
 * come from a private registry.
 */
export function makeCluster(
  name: string,
  spec: ClusterSpec,
  parent: pulumi.Resource,
  pools: readonly NodePoolSpec[],
): MadeCluster {
  const system = systemPool(pools);
  if (system === undefined) throw new Error(`no node pool of '${name}' can be the system pool of AKS`);
  const context = azureContext(name, spec, parent);
  const identities = {
    controlPlane: makeIdentity(context, "control-plane"),
    node: makeIdentity(context, "node"),
  };
  const network = clusterNetwork(context);
  const registry = clusterRegistry(context, network);
  const key = clusterKey(context, identities.controlPlane.tenantId);
  const disks = makeDiskEncryption(context, key);
  const parts = { identities, network, registry, key, disks };
  const permissions = [
    ...clusterPermissions(context, parts),
    ...reservationPermissions(context, parts, pools),
  ];
  const dependsOn = [...registry.resources, ...disks.permissions, ...permissions];
  const cluster = makeControlPlane(context, { ...parts, system, dependsOn });
  const pool = { context, cluster, system, nodesId: network.nodesId };
  return {
    kubeconfig: kubeconfigOf(context, cluster, identities.controlPlane.tenantId),
    storage: {
      provisioner: "disk.csi.azure.com",
      // Its copies lie in one zone of the location: a volume is made in that of its pod.
      parameters: { skuName: "Premium_LRS", diskEncryptionSetID: disks.id },
    },
    makeNodePool: (poolName, made, poolParent) => makeNodePool(poolName, made, poolParent, pool),
    // Azure keeps the add-ons that run on nodes.
    complete: () => [],
  };
}

type Parts = Pick<ControlPlaneArgs, "identities" | "network" | "registry" | "key" | "disks">;

/** What the identities of a cluster may do, each over the one resource that it is about. */
function clusterPermissions(context: AzureContext, parts: Parts): pulumi.Resource[] {
  const { identities, network, registry, key, disks } = parts;
  const { principalId } = identities.controlPlane;
  return [
    grant(context, "nodes-subnet", { role: "networkContributor", scope: network.nodesId, principalId }),
    grant(context, "api-subnet", { role: "networkContributor", scope: network.apiId, principalId }),
    grant(context, "gives-identity", { role: "identityOperator", scope: identities.node.id, principalId }),
    grant(context, "reads-disks", { role: "reader", scope: disks.id, principalId }),
    // To encrypt secrets, over a private endpoint that AKS makes to the vault.
    grant(context, "uses-key", { role: "keyUser", scope: key.vaultId, principalId }),
    grant(context, "joins-vault", { role: "vaultContributor", scope: key.vaultId, principalId }),
    grant(context, "pulls-images", {
      role: "acrPull",
      scope: registry.id,
      principalId: identities.node.principalId,
    }),
  ];
}

/** Lets the cluster take machines from the reservations of its pools. */
function reservationPermissions(
  context: AzureContext,
  { identities }: Parts,
  pools: readonly NodePoolSpec[],
): pulumi.Resource[] {
  const { principalId } = identities.controlPlane;
  const reservations = new Set(pools.flatMap(({ capacityReservation }) => capacityReservation ?? []));
  return [...reservations].map((scope) =>
    grant(context, `reservation-${scope.split("/").at(-1) ?? scope}`, {
      role: "contributor",
      scope,
      principalId,
    }),
  );
}

/** Only AKS itself tells who vouches for its API: no output of the cluster does. */
function kubeconfigOf(
  { resourceGroupName, options }: AzureContext,
  cluster: containerservice.ManagedCluster,
  tenantId: pulumi.Output<string>,
): pulumi.Output<string> {
  const credentials = containerservice.listManagedClusterUserCredentialsOutput(
    { resourceGroupName, resourceName: cluster.name, format: "exec" },
    options,
  );
  return pulumi
    .all([cluster.name, tenantId, credentials])
    .apply(([known, tenant, { kubeconfigs }]) =>
      aksKubeconfig({ name: known, tenantId: tenant, ...addressIn(kubeconfigs[0]?.value) }),
    );
}
