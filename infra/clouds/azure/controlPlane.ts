import * as containerservice from "@pulumi/azure-native/containerservice";
import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import { apiSources } from "../apiAccess";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import type { AzureContext } from "./context";
import type { ClusterKey, DiskEncryption } from "./key";
import { podBlock, serviceBlock, type ClusterNetwork } from "./network";
import { poolSettings } from "./nodePool";
import type { ClusterRegistry } from "./registry";

/** What a control plane is made from. */
export interface ControlPlaneArgs {
  readonly identities: Readonly<Record<"controlPlane" | "node", managedidentity.UserAssignedIdentity>>;
  readonly network: ClusterNetwork;
  readonly registry: ClusterRegistry;
  readonly key: ClusterKey;
  readonly disks: DiskEncryption;
  readonly system: NodePoolSpec;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Makes the API of a cluster and its system pool, and lets administrators in. */
export function makeControlPlane(
  context: AzureContext,
  args: ControlPlaneArgs,
): containerservice.ManagedCluster {
  const { name, clusterName, spec, placed, options } = context;
  const { identities, network, registry, key, disks, system, dependsOn } = args;
  const { controlPlane, node } = identities;
  const pool = poolSettings(system, { context, nodesId: network.nodesId });
  const cluster = new containerservice.ManagedCluster(
    `${name}-cluster`,
    {
      ...placed,
      resourceName: clusterName,
      dnsPrefix: name,
      nodeResourceGroup: `${clusterName}-nodes`,
      sku: { name: "Base", tier: "Standard" },
      kubernetesVersion: spec.kubernetesVersion,
      identity: { type: "UserAssigned", userAssignedIdentities: [controlPlane.id] },
      identityProfile: {
        kubeletidentity: { resourceId: node.id, clientId: node.clientId, objectId: node.principalId },
      },
      agentPoolProfiles: [{ name: system.name, mode: "System", ...pool }],
      apiServerAccessProfile: apiAccess(spec, network),
      networkProfile,
      bootstrapProfile: { artifactSource: "Cache", containerRegistryId: registry.id },
      diskEncryptionSetID: disks.id,
      ...access(spec),
      securityProfile: {
        azureKeyVaultKms: {
          enabled: true,
          keyId: key.url,
          keyVaultNetworkAccess: "Private",
          keyVaultResourceId: key.vaultId,
        },
        workloadIdentity: { enabled: true },
      },
      oidcIssuerProfile: { enabled: true },
      storageProfile: {
        diskCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
        fileCSIDriver: { enabled: false },
        blobCSIDriver: { enabled: false },
      },
      // Within the minor version that is asked for; nodes get new images, since they reach no archive of packages.
      autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
    },
    { ...options, protect: spec.isProtected, dependsOn: [...dependsOn] },
  );
  for (const window of ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"]) {
    makeUpgradeWindow(context, cluster, window);
  }
  return cluster;
}

/**
 * The API's servers have a leg in the network, by which nodes reach them and they reach the vault. Commands that Azure would
 * run inside the cluster for whoever asks it are switched off.
 */
function apiAccess(spec: ClusterSpec, { apiId }: ClusterNetwork) {
  const inNetwork = { enableVnetIntegration: true, subnetId: apiId, disableRunCommand: true };
  const { outside } = apiSources(spec);
  return outside.length === 0
    ? {
        ...inNetwork,
        enablePrivateCluster: true,
        enablePrivateClusterPublicFQDN: false,
        privateDNSZone: "system",
      }
    : { ...inNetwork, enablePrivateCluster: false, authorizedIPRanges: [...outside] };
}

/** People and programs come through Entra ID only: AKS's own administrator, whose certificate never ends, is switched off. */
function access({ administrators }: ClusterSpec) {
  return {
    enableRBAC: true,
    disableLocalAccounts: true,
    aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [...administrators] },
  };
}

/** Pods have addresses of their own; Cilium carries their traffic and enforces network policies; no way leads out. */
const networkProfile = {
  networkPlugin: "azure",
  networkPluginMode: "overlay",
  networkDataplane: "cilium",
  networkPolicy: "cilium",
  podCidr: podBlock,
  serviceCidr: serviceBlock,
  dnsServiceIP: "10.0.0.10",
  outboundType: "none",
  loadBalancerSku: "standard",
};

/** When Azure may upgrade: in the night to Sunday, by the clock of UTC. */
function makeUpgradeWindow(
  { name, resourceGroupName, options }: AzureContext,
  cluster: containerservice.ManagedCluster,
  configName: string,
): void {
  new containerservice.MaintenanceConfiguration(
    `${name}-${configName}`,
    {
      resourceGroupName,
      resourceName: cluster.name,
      configName,
      maintenanceWindow: {
        schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
        startTime: "01:00",
        utcOffset: "+00:00",
        durationHours: 6,
      },
    },
    options,
  );
}
