import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "./onceMade";

/** What a `ModelVolume` is made from. */
export interface ModelVolumeArgs {
  /** The endpoint's namespace. */
  namespace: pulumi.Input<string>;
  /** The name of the claim, unique in the namespace. */
  claim: string;
  /** The name of the PersistentVolume, unique in the cluster. */
  volume: string;
  /** The folder on the node that holds the weights; absolute. */
  folder: string;
}

/**
 * A folder of the one machine that a cluster runs on, as a claim that pods mount read-only. The Pod Security
 * Standard `restricted` forbids pods to name a folder of their host; a volume that the cluster's owner made is allowed.
 */
export class ModelVolume extends pulumi.ComponentResource {
  /** The claim's name. */
  readonly claim: pulumi.Output<string>;

  constructor(name: string, args: ModelVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:ModelVolume", name, args, opts);
    const { namespace, claim, volume, folder } = args;
    // Kubernetes matches the sizes of volume and claim and enforces neither on a folder of the host.
    const size = { storage: "1Gi" };

    const weights = new k8s.core.v1.PersistentVolume(
      `${name}-volume`,
      {
        metadata: { name: volume },
        spec: {
          capacity: size,
          accessModes: ["ReadOnlyMany"],
          persistentVolumeReclaimPolicy: "Retain",
          // Of no StorageClass, by not naming one: the API server drops an empty name, and after a refresh the plug-in
          // would find it missing. A claim keeps it, where it means something else than no name.
          hostPath: { path: folder, type: "Directory" },
          claimRef: { namespace, name: claim },
        },
      },
      { parent: this },
    );
    const bound = new k8s.core.v1.PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: { name: claim, namespace },
        spec: {
          accessModes: ["ReadOnlyMany"],
          storageClassName: "",
          volumeName: onceMade(volume, weights),
          resources: { requests: size },
        },
      },
      { parent: this },
    );
    this.claim = onceMade(claim, bound);
    this.registerOutputs({ claim: this.claim });
  }
}
