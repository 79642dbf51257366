import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "./onceMade";
import { canonicalQuantity } from "../infra/kubernetes/quantity";

/** What an `UploadedWeights` is made from. */
export interface UploadedWeightsArgs {
  /** The endpoint's namespace. */
  namespace: pulumi.Input<string>;
  /** The name of the claim, unique in the namespace. */
  claim: string;
  /** The size of the weights, in bytes. */
  bytes: number;
}

/**
 * A volume of the cluster's default StorageClass for the weights of one model, which are copied into it from outside
 * while the model's first pod waits for them.
 */
export class UploadedWeights extends pulumi.ComponentResource {
  /** The claim's name. */
  readonly claim: pulumi.Output<string>;

  constructor(name: string, args: UploadedWeightsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:UploadedWeights", name, args, opts);
    const { namespace, claim, bytes } = args;
    const bound = new k8s.core.v1.PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: {
          name: claim,
          namespace,
          // Many StorageClasses bind a claim only once a pod uses it, and the pod is made after it.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: volumeSize(bytes) } },
        },
      },
      { parent: this },
    );
    this.claim = onceMade(claim, bound);
    this.registerOutputs({ claim: this.claim });
  }
}

/** Room for the weights twice, since a changed file is copied before the old one is of no use any more. */
export function volumeSize(bytes: number): string {
  return canonicalQuantity(`${Math.ceil((2 * bytes) / 2 ** 30)}Gi`);
}
