import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../kubernetes/labels";
import type { ClusterInside } from "../adapter";
import type { HetznerContext } from "./context";
import { namespace } from "./podParts";
import { volumeControllerPod, volumeNodePod } from "./volumePods";
import { makeVolumeAccess } from "./volumeAccess";

/** What the driver is called, in StorageClasses as well. */
export const volumeDriver = "csi.hetzner.cloud";

const [controllerName, nodeName] = ["hcloud-csi-controller", "hcloud-csi-node"];

/** Makes the driver of Hetzner's volumes: one program that makes them, and one on each node of Hetzner Cloud that mounts them. */
export function makeVolumeDriver(
  context: HetznerContext,
  inside: ClusterInside,
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const name = `${context.name}-volumes`;
  const access = makeVolumeAccess(`${name}-controller`, controllerName, options);
  const driver = new k8s.storage.v1.CSIDriver(
    `${name}-driver`,
    {
      metadata: { name: volumeDriver, labels: ownLabels },
      spec: {
        attachRequired: true,
        podInfoOnMount: true,
        fsGroupPolicy: "File",
        volumeLifecycleModes: ["Persistent"],
      },
    },
    options,
  );
  const after = { ...options, dependsOn: [...access, driver] };
  const workload = (workloadName: string) => {
    const selector = { "app.kubernetes.io/name": workloadName };
    const labels = { ...selector, ...ownLabels };
    return {
      metadata: { name: workloadName, namespace, labels },
      selector: { matchLabels: selector },
      labels,
    };
  };
  const controller = workload(controllerName);
  const node = workload(nodeName);
  return [
    new k8s.apps.v1.Deployment(
      `${name}-controller`,
      {
        metadata: controller.metadata,
        spec: {
          replicas: 1,
          strategy: { type: "Recreate" },
          selector: controller.selector,
          template: {
            metadata: { labels: controller.labels },
            spec: volumeControllerPod(context, inside, controllerName),
          },
        },
      },
      after,
    ),
    new k8s.apps.v1.DaemonSet(
      `${name}-node`,
      {
        metadata: node.metadata,
        spec: {
          selector: node.selector,
          updateStrategy: { type: "RollingUpdate" },
          template: { metadata: { labels: node.labels }, spec: volumeNodePod(context, inside) },
        },
      },
      after,
    ),
  ];
}
