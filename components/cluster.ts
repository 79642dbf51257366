import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterProvider, type ClusterPlace } from "./clusterProvider";

/** What a `Cluster` is made from. */
export interface ClusterArgs extends Omit<ClusterPlace, "kubeconfig" | "context"> {
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
    const kubeconfig = pulumi.secret(args.kubeconfig);
    super("domicile:index:Cluster", name, { ...args, kubeconfig }, opts);

    this.provider = clusterProvider(name, { ...args, kubeconfig }, { parent: this });
    this.registerOutputs({});
  }
}
