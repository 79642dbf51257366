import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context";
import type { ClusterNetwork } from "./network";

/** The zone in which private endpoints of registries are named, in Azure's public environment. */
const registryZone = "privatelink.azurecr.io";

/** Makes a registry reachable from the network, under its own name, without a way to the internet. */
export function makeEndpoint(
  { name, resourceGroupName, placed, spec, options }: AzureContext,
  { networkId, nodesId }: ClusterNetwork,
  registryId: pulumi.Output<string>,
): pulumi.Resource[] {
  // Zones are records in the directory of names: they lie in no location.
  const everywhere = { resourceGroupName, location: "global", tags: spec.tags };
  const zone = new privatedns.PrivateZone(
    `${name}-registry-zone`,
    { ...everywhere, privateZoneName: registryZone },
    options,
  );
  const link = new privatedns.VirtualNetworkLink(
    `${name}-registry-zone-link`,
    {
      ...everywhere,
      privateZoneName: zone.name,
      virtualNetwork: { id: networkId },
      registrationEnabled: false,
    },
    options,
  );
  const endpoint = new network.PrivateEndpoint(
    `${name}-registry-endpoint`,
    {
      ...placed,
      subnet: { id: nodesId },
      privateLinkServiceConnections: [
        { name: "registry", privateLinkServiceId: registryId, groupIds: ["registry"] },
      ],
    },
    options,
  );
  const records = new network.PrivateDnsZoneGroup(
    `${name}-registry-records`,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneConfigs: [{ name: "registry", privateDnsZoneId: zone.id }],
    },
    options,
  );
  return [link, records];
}
