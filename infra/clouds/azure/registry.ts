import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context";
import { makeEndpoint } from "./endpoints";
import { worldwideName } from "./identifiers";
import type { ClusterNetwork } from "./network";

/** Where nodes get what they are started with. */
export interface ClusterRegistry {
  readonly id: pulumi.Output<string>;
  /** What nodes need before they can start. */
  readonly resources: readonly pulumi.Resource[];
}

/**
 * The private registry of a network-isolated cluster: the organisation's own, or one that is made. Nodes and AKS's own add-ons
 * get their images from it, and it fetches from Microsoft's what it does not have yet: one of one's own needs the same rule.
 */
export function clusterRegistry(context: AzureContext, network: ClusterNetwork): ClusterRegistry {
  const { registry } = context.spec.existing;
  const { id, resources } =
    registry === undefined ? makeRegistry(context) : { id: pulumi.output(registry), resources: [] };
  return { id, resources: [...resources, ...makeEndpoint(context, network, id)] };
}

function makeRegistry({ name, groupId, resourceGroupName, placed, options }: AzureContext): ClusterRegistry {
  const registry = new containerregistry.Registry(
    `${name}-registry`,
    {
      ...placed,
      registryName: groupId.apply((id) => worldwideName("domicile", id)),
      // The only one with private endpoints. Without replications its images stay in the location.
      sku: { name: "Premium" },
      zoneRedundancy: "Enabled",
      publicNetworkAccess: "Disabled",
      // Imports of images, which the registry itself makes.
      networkRuleBypassOptions: "AzureServices",
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      policies: { exportPolicy: { status: "disabled" } },
    },
    options,
  );
  // AKS finds the rule and its targets by these names. Source: its documentation, "Create a network isolated cluster".
  const rule = new containerregistry.CacheRule(
    `${name}-registry-cache`,
    {
      resourceGroupName,
      registryName: registry.name,
      cacheRuleName: "aks-managed-mcr",
      sourceRepository: "mcr.microsoft.com/*",
      targetRepository: "aks-managed-repository/*",
    },
    options,
  );
  return { id: registry.id, resources: [rule] };
}
