import { Network } from "@pulumi/hcloud/network";
import { NetworkSubnet } from "@pulumi/hcloud/networkSubnet";
import * as pulumi from "@pulumi/pulumi";
import { numberOf, type HetznerContext } from "./context";

/** Where a cluster's machines stand. */
export interface ClusterNetwork {
  /** The number of the network. */
  readonly networkId: pulumi.Output<number>;
  /** The subnet of machines of Hetzner Cloud. */
  readonly subnetId: pulumi.Output<string>;
  /** The subnet of dedicated servers, where there is a switch that they stand at. */
  readonly dedicated: NetworkSubnet | undefined;
}

/**
 * The network that the organisation has, with subnets of ours, or one that is made. It has no route to the outside: nodes
 * reach there what the gateway server lets them, by name.
 */
export function clusterNetwork(context: HetznerContext): ClusterNetwork {
  const { name, spec, layout, networkZone, options } = context;
  const networkId = networkNumber(context);
  const subnet = new NetworkSubnet(
    `${name}-machines`,
    { networkId, type: "cloud", networkZone, ipRange: layout.machines },
    options,
  );
  const { vSwitch } = spec.existing;
  const dedicated =
    vSwitch === undefined
      ? undefined
      : new NetworkSubnet(
          `${name}-dedicated`,
          { networkId, type: "vswitch", vswitchId: vSwitch.id, networkZone, ipRange: layout.dedicated },
          options,
        );
  return { networkId, subnetId: subnet.id, dedicated };
}

function networkNumber({ name, clusterName, spec, labels, options }: HetznerContext): pulumi.Output<number> {
  if (spec.existing.network !== undefined) return pulumi.output(Number(spec.existing.network));
  const network = new Network(
    `${name}-network`,
    {
      name: clusterName,
      ipRange: spec.network,
      labels: { ...labels },
      deleteProtection: spec.isProtected,
      // Dedicated servers, too, have no way out but the gateway server.
      exposeRoutesToVswitch: false,
    },
    { ...options, protect: spec.isProtected },
  );
  return numberOf(network);
}
