import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** What a `Cluster` is made from. */
export interface ClusterArgs {
  /** The cloud that it runs on. Plain, not an `Input`: a policy must be able to read it at preview. */
  cloud: string;
  /** Where it stands: a location of the cloud, or for an existing or local cluster the country. Plain as well. */
  location: string;
  /** The contents of a kubeconfig that reaches it. Kept as a secret. */
  kubeconfig: pulumi.Input<string>;
  /** The context of the kubeconfig. @default its current context */
  context?: string;
}

/** A Kubernetes cluster that exists already, as something that components can be placed on. */
export class Cluster extends pulumi.ComponentResource {
  /** The provider through which everything on this cluster is made. */
  readonly provider: k8s.Provider;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cloud, location, context } = args;
    const kubeconfig = pulumi.secret(args.kubeconfig);
    super("domicile:index:Cluster", name, { ...args, kubeconfig }, opts);

    this.provider = new k8s.Provider(
      `${name}-kubernetes`,
      {
        kubeconfig,
        ...(context === undefined ? {} : { context }),
        clusterIdentifier: `domicile:${cloud}/${location}`,
        enableConfigMapMutable: true,
        enableSecretMutable: true,
        enableServerSideApply: true,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
