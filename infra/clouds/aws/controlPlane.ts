import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as eks from "@pulumi/aws/eks";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { apiSources } from "../apiAccess";
import type { ClusterSpec } from "../spec";
import type { AwsContext } from "./context";
import { partitionOf } from "./partition";
import type { MadeRole } from "./roles";

/** Days for which the log of who did what is kept. */
const logRetentionDays = 365;

/** What a control plane is made from. */
export interface ControlPlaneArgs {
  readonly role: MadeRole;
  readonly keyArn: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
}

/** Makes the API of a cluster and its log, and lets administrators in. */
export function makeControlPlane(context: AwsContext, args: ControlPlaneArgs): eks.Cluster {
  const { name, clusterName, spec, options } = context;
  const { role, keyArn, subnetIds } = args;
  // EKS would make it without an end and without the key.
  const log = new cloudwatch.LogGroup(
    `${name}-log`,
    { name: `/aws/eks/${clusterName}/cluster`, kmsKeyId: keyArn, retentionInDays: logRetentionDays },
    options,
  );
  const cluster = new eks.Cluster(
    `${name}-cluster`,
    {
      name: clusterName,
      roleArn: role.arn,
      version: spec.kubernetesVersion,
      vpcConfig: { subnetIds: [...subnetIds], endpointPrivateAccess: true, ...publicAccess(spec) },
      encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      enabledClusterLogTypes: ["api", "audit", "authenticator"],
      // The add-ons are ours, so that their settings are.
      bootstrapSelfManagedAddons: false,
      upgradePolicy: { supportType: "STANDARD" },
      deletionProtection: spec.isProtected,
    },
    { ...options, protect: spec.isProtected, dependsOn: [log, ...role.permissions] },
  );
  for (const principal of spec.administrators) letIn(context, cluster, principal);
  return cluster;
}

function publicAccess(spec: ClusterSpec) {
  const { outside } = apiSources(spec);
  return outside.length === 0
    ? { endpointPublicAccess: false }
    : { endpointPublicAccess: true, publicAccessCidrs: [...outside] };
}

/**
 * Lets the cluster's network and those that lead to it speak to the API: EKS's own group lets in nothing but its members. Who
 * runs the stack must be let in before objects are made.
 */
export function openApi({ name, spec, options }: AwsContext, cluster: eks.Cluster): pulumi.Resource[] {
  const own = spec.existing.subnets === undefined ? [spec.network] : [];
  return [...own, ...apiSources(spec).inside].map(
    (cidrIpv4) =>
      new vpc.SecurityGroupIngressRule(
        `${name}-api-from-${cidrIpv4}`,
        {
          securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4,
        },
        options,
      ),
  );
}

/** Lets a person or role administer the cluster. */
function letIn({ name, spec, options }: AwsContext, cluster: eks.Cluster, principalArn: string): void {
  const who = `${name}-administrator-${principalArn}`;
  const entry = new eks.AccessEntry(who, { clusterName: cluster.name, principalArn }, options);
  new eks.AccessPolicyAssociation(
    who,
    {
      clusterName: cluster.name,
      principalArn: entry.principalArn,
      policyArn: `arn:${partitionOf(spec.location)}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
      accessScope: { type: "cluster" },
    },
    options,
  );
}
