import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { CloudName } from "../catalogue";
import type { ClusterSpec, NodePoolSpec } from "./spec";

/**
 * What a cloud must be able to do. An adapter makes custom resources only, each with the parent that it is given: the
 * components around them, their names and what they promise are the same for every cloud.
 */
export interface CloudAdapter {
  readonly cloud: CloudName;
  /** The class of the component around a cluster of this cloud, by which policies know who made the machines. */
  readonly component: `${string}Cluster`;
  /** The zones that nodes stand in where a stack names none. */
  readonly defaultZones: readonly string[];
  /** What a Service of type `LoadBalancer` is annotated with to have an address in the cluster's network only. */
  readonly internalLoadBalancer: Readonly<Record<string, string>>;
  /**
   * What of the specs this cloud cannot do, in the user's terms: what is wrong, what is allowed, the fix. Pure: it asks
   * nobody, and knows no more than the catalogue.
   */
  readonly mistakes: (cluster: ClusterSpec, pools: readonly NodePoolSpec[]) => readonly SpecMistake[];
  /**
   * Makes a sealed cluster: private nodes without a way to the internet, secrets and disks encrypted by a key of the
   * location, network policies enforced.
   * @param pools which `makeNodePool` is asked for next: some clouds make one of them with the cluster
   */
  readonly makeCluster: (
    name: string,
    spec: ClusterSpec,
    parent: pulumi.Resource,
    pools: readonly NodePoolSpec[],
  ) => MadeCluster;
}

/** What is wrong with a spec, and where: `["nodePools", 0, "machineType"]`, counted from the site. */
export interface SpecMistake {
  readonly path: readonly (string | number)[];
  readonly input: unknown;
  readonly message: string;
}

/** A cluster that an adapter has made. */
export interface MadeCluster {
  /** The contents of a kubeconfig without a secret in it, or a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The StorageClass whose volumes are encrypted by the cluster's key. */
  readonly storage: MadeStorage;
  readonly makeNodePool: (name: string, pool: NodePoolSpec, parent: pulumi.Resource) => MadeNodePool;
  /**
   * Makes what of the cluster is only ready once it runs on nodes, and gives it: pods of models come after that.
   * @param inside what those need who make objects in the cluster
   */
  readonly complete: (nodes: readonly pulumi.Resource[], inside: ClusterInside) => readonly pulumi.Resource[];
}

/** What objects in a cluster are made with. */
export interface ClusterInside {
  /** A provider of the cluster, once its nodes are there. */
  readonly provider: () => k8s.Provider;
  /** Container images by the part that they run. */
  readonly images: Readonly<Record<string, string>>;
}

/** How a cloud's volumes are made, as a StorageClass says it. */
export interface MadeStorage {
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A node pool that an adapter has made. */
export interface MadeNodePool {
  /** What must be there before pods can run on its nodes. */
  readonly resources: readonly pulumi.Resource[];
  /** For machines that no interface of the cloud orders: what they are installed with by hand. Secret. */
  readonly installation?: pulumi.Output<string> | undefined;
}
