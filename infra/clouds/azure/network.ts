import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { partsOfBlock } from "../addressing";
import type { AzureContext } from "./context";
import { networkOf } from "./identifiers";

/** The addresses of pods and of services: AKS's own choice. They lie in no network, and no other of it may have them. */
export const podBlock = "10.244.0.0/16";
export const serviceBlock = "10.0.0.0/16";

/** Where a cluster stands. */
export interface ClusterNetwork {
  readonly networkId: pulumi.Output<string>;
  /** The subnet of the nodes: in Azure one spans all zones. */
  readonly nodesId: pulumi.Output<string>;
  /** The subnet that the API's servers have a leg in. */
  readonly apiId: pulumi.Output<string>;
}

/** The network that the organisation has, or one that is made: private subnets, and no way to the internet in either direction. */
export function clusterNetwork(context: AzureContext): ClusterNetwork {
  const { name, spec, placed, options } = context;
  const [nodesId, apiId] = spec.existing.subnets ?? [];
  if (nodesId !== undefined && apiId !== undefined) {
    const networkId = pulumi.output(networkOf(nodesId));
    return { networkId, nodesId: pulumi.output(nodesId), apiId: pulumi.output(apiId) };
  }
  const [nodes, api] = partsOfBlock(spec.network, 2);
  const wall = makeWall(context);
  const made = new network.VirtualNetwork(
    `${name}-network`,
    {
      ...placed,
      addressSpace: { addressPrefixes: [spec.network] },
      subnets: [
        {
          name: "nodes",
          addressPrefix: nodes,
          networkSecurityGroup: { id: wall.id },
          // Azure gives machines without any other way an address of its own to go out by.
          defaultOutboundAccess: false,
        },
        {
          name: "api",
          addressPrefix: api,
          defaultOutboundAccess: false,
          delegations: [{ name: "aks", serviceName: "Microsoft.ContainerService/managedClusters" }],
        },
      ],
    },
    options,
  );
  const subnet = (role: string) => pulumi.interpolate`${made.id}/subnets/${role}`;
  return { networkId: made.id, nodesId: subnet("nodes"), apiId: subnet("api") };
}

/**
 * Nodes and pods speak to each other and to the network. Azure itself lets nothing in from the internet, and would let
 * everything out.
 */
function makeWall({ name, spec, placed, options }: AzureContext): network.NetworkSecurityGroup {
  const inside = [spec.network, podBlock];
  const all = { protocol: "*", sourcePortRange: "*", destinationPortRange: "*" };
  const amongThem = {
    ...all,
    access: "Allow",
    priority: 100,
    sourceAddressPrefixes: inside,
    destinationAddressPrefixes: inside,
  };
  return new network.NetworkSecurityGroup(
    `${name}-wall`,
    {
      ...placed,
      securityRules: [
        { ...amongThem, name: "cluster-in", direction: "Inbound" },
        { ...amongThem, name: "cluster-out", direction: "Outbound" },
        {
          ...all,
          name: "internet-out",
          direction: "Outbound",
          access: "Deny",
          priority: 4000,
          sourceAddressPrefix: "*",
          destinationAddressPrefix: "Internet",
        },
      ],
    },
    options,
  );
}
