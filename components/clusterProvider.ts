import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A cluster and the place that its objects are judged by. */
export interface ClusterPlace {
  /** The cloud that it runs on. Plain, not an `Input`: a policy must be able to read it at preview. */
  cloud: string;
  /** Where it stands: a location of the cloud, or for an existing or local cluster the country. Plain as well. */
  location: string;
  /** The contents of a kubeconfig that reaches it. Kept as a secret. */
  kubeconfig: pulumi.Output<string>;
  /** The context of the kubeconfig. @default its current context */
  context?: string | undefined;
}

/** The provider through which everything on a cluster is made. */
export function clusterProvider(
  name: string,
  { cloud, location, kubeconfig, context }: ClusterPlace,
  opts: pulumi.ResourceOptions,
): k8s.Provider {
  return new k8s.Provider(
    `${name}-kubernetes`,
    {
      kubeconfig,
      ...(context === undefined ? {} : { context }),
      clusterIdentifier: `domicile:${cloud}/${location}`,
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      enableServerSideApply: true,
    },
    opts,
  );
}
