import type { ClusterInside } from "../adapter";
import type { HetznerContext } from "./context";
import { confined, imageOf, onServers, plainVariables, proxyVariables, secretVariable } from "./podParts";

const socketFolder = "/run/csi";
const endpoint = `unix://${socketFolder}/socket`;

/** Where the kubelet meets drivers of volumes. */
const kubelet = "/var/lib/kubelet";
const plugin = `${kubelet}/plugins/csi.hetzner.cloud`;

const small = { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "256Mi" } };

/** The pod that makes volumes and attaches them. It has no privilege, and alone of both holds the token. */
export function volumeControllerPod(context: HetznerContext, inside: ClusterInside, account: string) {
  const volumeMounts = [{ name: "socket", mountPath: socketFolder }];
  const helper = (name: string, part: string, args: string[]) => ({
    name,
    image: imageOf(inside, part),
    args,
    volumeMounts,
    securityContext: confined,
    resources: small,
  });
  return {
    serviceAccountName: account,
    priorityClassName: "system-cluster-critical",
    enableServiceLinks: false,
    securityContext: { fsGroup: confined.runAsUser },
    ...onServers,
    containers: [
      helper("attacher", "csiAttacher", ["--default-fstype=ext4"]),
      helper("resizer", "csiResizer", []),
      helper("provisioner", "csiProvisioner", [
        "--feature-gates=Topology=true",
        "--default-fstype=ext4",
        "--extra-create-metadata",
      ]),
      {
        ...helper("driver", "hetznerVolumes", ["-controller"]),
        env: [
          ...proxyVariables(context),
          secretVariable("HCLOUD_TOKEN", "token"),
          ...plainVariables({
            CSI_ENDPOINT: endpoint,
            HCLOUD_VOLUME_DEFAULT_LOCATION: context.spec.location,
            ENABLE_METRICS: "false",
          }),
        ],
      },
    ],
    volumes: [{ name: "socket", emptyDir: {} }],
  };
}

/** The pod that decrypts and mounts volumes on its node, for which it has to have every right there. It holds no token. */
export function volumeNodePod({ spec }: HetznerContext, inside: ClusterInside) {
  return {
    automountServiceAccountToken: false,
    priorityClassName: "system-node-critical",
    enableServiceLinks: false,
    // Dedicated servers have none of Hetzner's volumes.
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: "instance.hetzner.cloud/provided-by", operator: "NotIn", values: ["robot"] },
              ],
            },
          ],
        },
      },
    },
    tolerations: [{ operator: "Exists" }],
    containers: [
      {
        name: "registrar",
        image: imageOf(inside, "csiRegistrar"),
        args: [`--kubelet-registration-path=${plugin}/socket`],
        volumeMounts: [
          { name: "plugin", mountPath: socketFolder },
          { name: "registration", mountPath: "/registration" },
        ],
        securityContext: { ...confined, runAsNonRoot: false, runAsUser: 0 },
        resources: small,
      },
      {
        name: "driver",
        image: imageOf(inside, "hetznerVolumes"),
        args: ["-node"],
        env: plainVariables({
          CSI_ENDPOINT: endpoint,
          HCLOUD_VOLUME_DEFAULT_LOCATION: spec.location,
          ENABLE_METRICS: "false",
        }),
        volumeMounts: [
          { name: "kubelet", mountPath: kubelet, mountPropagation: "Bidirectional" },
          { name: "plugin", mountPath: socketFolder },
          { name: "devices", mountPath: "/dev" },
        ],
        securityContext: { privileged: true },
        resources: small,
      },
    ],
    volumes: [
      { name: "kubelet", hostPath: { path: kubelet, type: "Directory" } },
      { name: "plugin", hostPath: { path: plugin, type: "DirectoryOrCreate" } },
      { name: "registration", hostPath: { path: `${kubelet}/plugins_registry`, type: "Directory" } },
      { name: "devices", hostPath: { path: "/dev", type: "Directory" } },
    ],
  };
}
