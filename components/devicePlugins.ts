import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Gpu } from "../infra/catalogue";
import { devicePlugin } from "../infra/kubernetes/devicePlugin";
import { nothingAllowed } from "../infra/kubernetes/isolation";
import { ownLabels } from "../infra/kubernetes/labels";
import { onceMade } from "./onceMade";

/** What `DevicePlugins` are made from. */
export interface DevicePluginsArgs {
  /** Whose GPUs the nodes have: one at least. */
  vendors: readonly Gpu["vendor"][];
  /** Container images: `nvidiaDevicePlugin` for GPUs of NVIDIA. */
  images: Readonly<Record<string, string>>;
}

/** Its namespace. */
const namespaceName = "domicile-devices";

/** What tells Kubernetes of the GPUs of its nodes, in a namespace from which nothing is reached, and which nothing reaches. */
export class DevicePlugins extends pulumi.ComponentResource {
  constructor(name: string, { vendors, images }: DevicePluginsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:DevicePlugins", name, { vendors, images }, opts);
    const parent = { parent: this };
    const made = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: namespaceName,
          // Folders of the node are no part of a stricter standard: a plug-in meets the kubelet in one.
          labels: { ...ownLabels, "pod-security.kubernetes.io/enforce": "privileged" },
        },
      },
      parent,
    );
    const namespace = onceMade(namespaceName, made);
    const closed = new k8s.networking.v1.NetworkPolicy(
      `${name}-default-deny`,
      { metadata: { name: "default-deny", namespace, labels: ownLabels }, spec: nothingAllowed },
      parent,
    );
    for (const vendor of vendors) {
      const { metadata, spec } = devicePlugin(vendor, images);
      new k8s.apps.v1.DaemonSet(
        `${name}-${vendor.toLowerCase()}`,
        { metadata: { ...metadata, namespace }, spec },
        { ...parent, dependsOn: closed },
      );
    }
    this.registerOutputs({});
  }
}
