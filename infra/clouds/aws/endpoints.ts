import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "./context";
import { endpointService } from "./partition";

/**
 * What nodes and the pods of the add-ons speak to: where they join, fetch images, ask for volumes and addresses, and
 * take on roles. All of it stays in the region and the network.
 */
const interfaceServices = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "sts"];

/** The network that endpoints are made in. */
export interface EndpointPlace {
  readonly vpcId: pulumi.Output<string>;
  readonly routeTableId: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Output<string>[];
}

/** Makes the region's services reachable without a way to the internet. */
export function makeEndpoints({ name, spec, options }: AwsContext, place: EndpointPlace): pulumi.Resource[] {
  const { vpcId, routeTableId, subnetIds } = place;
  const group = new ec2.SecurityGroup(
    `${name}-endpoints-group`,
    {
      vpcId,
      description: `Endpoints of the region's services for ${name}`,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [spec.network] }],
      egress: [],
    },
    options,
  );
  // Layers of images come from S3.
  const objects = new ec2.VpcEndpoint(
    `${name}-endpoint-s3`,
    {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: endpointService(spec.location, "s3"),
      routeTableIds: [routeTableId],
    },
    options,
  );
  const others = interfaceServices.map(
    (service) =>
      new ec2.VpcEndpoint(
        `${name}-endpoint-${service.replace(".", "-")}`,
        {
          vpcId,
          vpcEndpointType: "Interface",
          serviceName: endpointService(spec.location, service),
          subnetIds: [...subnetIds],
          securityGroupIds: [group.id],
          privateDnsEnabled: true,
        },
        options,
      ),
  );
  return [objects, ...others];
}
