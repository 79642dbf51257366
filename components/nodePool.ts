import * as pulumi from "@pulumi/pulumi";
import type { MadeCluster } from "../infra/clouds/adapter";
import type { NodePoolSpec } from "../infra/clouds/spec";

/** What a `NodePool` is made from. */
export interface NodePoolArgs {
  /** The cluster that its nodes join. */
  cluster: Pick<MadeCluster, "makeNodePool">;
  pool: NodePoolSpec;
}

/** Nodes of one machine type, which have joined a cluster: with GPUs, where the machine type has some. */
export class NodePool extends pulumi.ComponentResource {
  /** What must be there before pods can run on its nodes. */
  readonly resources: readonly pulumi.Resource[];
  /** What its machines are installed with by hand, where nothing else orders and starts them. Secret. */
  readonly installation: pulumi.Output<string> | undefined;

  constructor(name: string, { cluster, pool }: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:NodePool", name, { pool }, opts);
    const { resources, installation } = cluster.makeNodePool(name, pool, this);
    this.resources = resources;
    this.installation = installation;
    this.registerOutputs(installation === undefined ? {} : { installation });
  }
}
