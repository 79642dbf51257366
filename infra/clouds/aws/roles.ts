import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "./context";
import { awsPolicyArn } from "./partition";
import { trust } from "./policies";

/** The policies that AWS keeps for each role of a cluster. */
const policiesOf = {
  "control-plane": { service: "eks", policies: ["AmazonEKSClusterPolicy"] },
  node: {
    service: "ec2",
    policies: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
  },
  network: { service: "pods.eks", policies: ["AmazonEKS_CNI_Policy"] },
  volumes: { service: "pods.eks", policies: ["service-role/AmazonEBSCSIDriverPolicy"] },
} as const;

/** A role, and what must be there before it may do its work. */
export interface MadeRole {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly permissions: readonly pulumi.Resource[];
}

/** Makes a role of a cluster. Pods take on roles of their own, so that a node's role lets it join and fetch images only. */
export function makeRole(context: AwsContext, kind: keyof typeof policiesOf): MadeRole {
  const { name, spec, options } = context;
  const { service, policies } = policiesOf[kind];
  const boundary = spec.existing.permissionsBoundary;
  const role = new iam.Role(
    `${name}-${kind}-role`,
    {
      assumeRolePolicy: trust(service),
      ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    },
    options,
  );
  const permissions = policies.map(
    (policy) =>
      new iam.RolePolicyAttachment(
        `${name}-${kind}-${policy.split("/").at(-1) ?? policy}`,
        { role: role.name, policyArn: awsPolicyArn(spec.location, policy) },
        options,
      ),
  );
  return { name: role.name, arn: role.arn, permissions };
}
