import type { Gpu } from "../catalogue";
import { gpuVendorLabel } from "../clouds/nodeMarks";
import { ownLabels } from "./labels";

/** Where the kubelet takes the word of device plug-ins, on the node. */
const socketFolder = "/var/lib/kubelet/device-plugins";

/**
 * The DaemonSet that tells Kubernetes of a node's GPUs and hands them to pods. The driver and the
 * runtime that lets it see them come with the node's image.
 * @param images by the part that they run; `nvidiaDevicePlugin` for GPUs of NVIDIA
 * @throws Error when there is no image for the vendor's
 */
export function devicePlugin(vendor: Gpu["vendor"], images: Readonly<Record<string, string>>) {
  const name = `${vendor.toLowerCase()}-device-plugin`;
  const image = images[`${vendor.toLowerCase()}DevicePlugin`];
  if (image === undefined) throw new Error(`no container image tells Kubernetes of GPUs of ${vendor}`);
  const selector = { "app.kubernetes.io/name": name };
  const labels = { ...selector, ...ownLabels };
  return {
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: selector },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: "system-node-critical",
          // On every node with a GPU, whatever keeps others off.
          tolerations: [{ operator: "Exists" }],
          nodeSelector: { [gpuVendorLabel]: vendor },
          containers: [
            {
              name: "device-plugin",
              image,
              env: [{ name: "FAIL_ON_INIT_ERROR", value: "true" }],
              // It speaks to the kubelet by a socket that belongs to root, and needs no other right of it.
              securityContext: {
                runAsUser: 0,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
                seccompProfile: { type: "RuntimeDefault" },
              },
              resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
              volumeMounts: [{ name: "sockets", mountPath: socketFolder }],
            },
          ],
          volumes: [{ name: "sockets", hostPath: { path: socketFolder, type: "Directory" } }],
        },
      },
    },
  };
}
