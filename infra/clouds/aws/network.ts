import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { partsOfBlock } from "../addressing";
import type { AwsContext } from "./context";
import { makeEndpoints } from "./endpoints";

/** Where a cluster's nodes stand. */
export interface ClusterNetwork {
  /** One private subnet for each zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** What nodes need before they can start. */
  readonly endpoints: readonly pulumi.Resource[];
}

/** The network that the organisation has, or one that is made: private subnets, and no way to the internet in either direction. */
export function clusterNetwork(context: AwsContext): ClusterNetwork {
  const { name, spec, options } = context;
  if (spec.existing.subnets !== undefined) return { subnetIds: spec.existing.subnets, endpoints: [] };
  const vpc = new ec2.Vpc(
    `${name}-vpc`,
    { cidrBlock: spec.network, enableDnsSupport: true, enableDnsHostnames: true, tags: { Name: name } },
    options,
  );
  // What names no group gets the network's own one, which lets its members speak to each other and to anyone: emptied.
  new ec2.DefaultSecurityGroup(`${name}-default-group`, { vpcId: vpc.id }, options);
  const routes = new ec2.RouteTable(`${name}-routes`, { vpcId: vpc.id, tags: { Name: name } }, options);
  const blocks = partsOfBlock(spec.network, spec.zones.length);
  const subnets = spec.zones.map((zone, index) => {
    const subnet = new ec2.Subnet(
      `${name}-subnet-${zone}`,
      {
        vpcId: vpc.id,
        availabilityZone: `${spec.location}${zone}`,
        cidrBlock: blocks[index],
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-${zone}`, "kubernetes.io/role/internal-elb": "1" },
      },
      options,
    );
    new ec2.RouteTableAssociation(
      `${name}-subnet-${zone}-routes`,
      { subnetId: subnet.id, routeTableId: routes.id },
      options,
    );
    return subnet;
  });
  const subnetIds = subnets.map(({ id }) => id);
  return {
    subnetIds,
    endpoints: makeEndpoints(context, { vpcId: vpc.id, routeTableId: routes.id, subnetIds }),
  };
}
