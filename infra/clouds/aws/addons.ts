import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "./context";
import { volumeKeyUse } from "./policies";
import type { MadeRole } from "./roles";

/** What the add-ons of a cluster are made with. */
export interface AddonArgs {
  readonly context: AwsContext;
  readonly cluster: eks.Cluster;
  readonly roles: { readonly network: MadeRole; readonly volumes: MadeRole };
  /** The key that encrypts volumes. */
  readonly keyArn: pulumi.Output<string>;
}

/**
 * The add-ons that nodes need to be ready. Network policies are switched on: without that, the cluster would take them and
 * enforce none.
 */
export function makeAddons(args: AddonArgs): pulumi.Resource[] {
  const { network } = args.roles;
  const identity = makeAddon(args, "eks-pod-identity-agent");
  const addresses = makeAddon(args, "vpc-cni", {
    configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
    podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: network.arn }],
    dependsOn: [identity, ...network.permissions],
  });
  return [identity, addresses, makeAddon(args, "kube-proxy")];
}

/** The add-ons that are ready once their pods run: on `nodes`. */
export function makeAddonsOnNodes(args: AddonArgs, nodes: readonly pulumi.Resource[]): pulumi.Resource[] {
  const { context, keyArn, roles } = args;
  const keyUse = new iam.RolePolicy(
    `${context.name}-volumes-key`,
    { role: roles.volumes.name, policy: keyArn.apply(volumeKeyUse) },
    context.options,
  );
  return [
    makeAddon(args, "coredns", { dependsOn: nodes }),
    makeAddon(args, "aws-ebs-csi-driver", {
      podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: roles.volumes.arn }],
      dependsOn: [...nodes, ...roles.volumes.permissions, keyUse],
    }),
  ];
}

interface AddonSettings extends Pick<eks.AddonArgs, "configurationValues" | "podIdentityAssociations"> {
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** Each is of the version that EKS has as the default for the cluster's own when it is made, and stays at it. */
function makeAddon(
  { context, cluster }: AddonArgs,
  addonName: string,
  { dependsOn = [], ...settings }: AddonSettings = {},
): eks.Addon {
  return new eks.Addon(
    `${context.name}-${addonName}`,
    {
      clusterName: cluster.name,
      addonName,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...settings,
    },
    { ...context.options, dependsOn: [...dependsOn] },
  );
}
