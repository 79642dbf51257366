import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Gpu } from "../infra/catalogue";
import type { MadeStorage } from "../infra/clouds/adapter";
import { ownLabels } from "../infra/kubernetes/labels";
import { DevicePlugins } from "./devicePlugins";

/** What a `ClusterBase` is made from. */
export interface ClusterBaseArgs {
  /** How volumes are made. */
  storage: MadeStorage;
  /** Whose GPUs the nodes have. */
  gpuVendors: readonly Gpu["vendor"][];
  /** Container images: `nvidiaDevicePlugin`, where there are GPUs of NVIDIA. */
  images: Readonly<Record<string, string>>;
}

/** The name of the class of volumes that are encrypted by the cluster's key. */
export const storageClass = "domicile";

/** What every cluster of ours has: the class of encrypted volumes, and what tells Kubernetes of GPUs. */
export class ClusterBase extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterBaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:ClusterBase", name, { gpuVendors: args.gpuVendors }, opts);
    const { storage, gpuVendors: vendors, images } = args;
    const { provisioner, parameters } = storage;
    new k8s.storage.v1.StorageClass(
      `${name}-storage`,
      {
        metadata: {
          name: storageClass,
          labels: ownLabels,
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        },
        provisioner,
        parameters: { ...parameters },
        // A volume is made in the zone of the pod that it is for.
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
      },
      { parent: this },
    );
    if (vendors.length > 0) new DevicePlugins(`${name}-devices`, { vendors, images }, { parent: this });
    this.registerOutputs({});
  }
}
