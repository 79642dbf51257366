import { clusterNetwork, nodeName } from "../addressing";
import { sandboxFolders } from "../folders";
import type { ClusterProgram } from "../plan";
import { apiServerListener } from "./controlPlane";

const { bin, cniConfig, cniPlugins, config, containerd, containerdSocket, data, pki, tools } = sandboxFolders;

/** How containerd keeps the layers of running containers. */
export type Snapshotter = "overlayfs" | "native";

/** containerd, the kubelet and kube-proxy. */
export function nodePrograms(nodeAddress: string): readonly ClusterProgram[] {
  return [
    { name: "containerd", command: ["containerd", `--config=${config}/containerd.toml`] },
    {
      name: "kubelet",
      command: [
        `${tools}/kubernetes/kubelet`,
        `--config=${config}/kubelet.json`,
        `--kubeconfig=${pki}/kubelet.kubeconfig`,
        `--hostname-override=${nodeName}`,
        `--node-ip=${nodeAddress}`,
        `--root-dir=${data}/kubelet`,
      ],
      needs: [{ socket: containerdSocket }, apiServerListener(nodeAddress)],
    },
    {
      name: "kube-proxy",
      command: [`${tools}/kubernetes/kube-proxy`, `--config=${config}/kube-proxy.json`],
      needs: [apiServerListener(nodeAddress)],
    },
  ];
}

/** containerd's configuration (TOML). */
export function renderContainerd(pauseImage: string, snapshotter: Snapshotter): string {
  return `version = 2
root = "${data}/containerd"
state = "${containerd}"
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp",
]

[grpc]
address = "${containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${pauseImage}"
stream_server_address = "127.0.0.1"
# Without CAP_SYS_RESOURCE a container's oom_score_adj cannot be lowered, and it would not start.
restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "${snapshotter}"

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${cniPlugins}"
conf_dir = "${cniConfig}"
`;
}

/**
 * The kubelet's configuration (JSON).
 * @param controlGroup the control group that all pods' groups lie below, e.g. `/domicile-0123abcd`
 */
export function renderKubelet(nodeAddress: string, controlGroup: string): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: nodeAddress,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${pki}/ca.crt` },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: `${pki}/kubelet.crt`,
    tlsPrivateKeyFile: `${pki}/kubelet.key`,
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: controlGroup,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [clusterNetwork.dns],
    clusterDomain: clusterNetwork.domain,
    // Pods that ask for the node's resolver get none: there is no name server outside.
    resolvConf: `${config}/resolv.conf`,
    podLogsDir: `${data}/podLogs`,
    volumePluginDir: `${data}/volumePlugins`,
    // Changed ConfigMaps and Secrets reach a pod's files within this time.
    syncFrequency: "5s",
    // Only local images exist here: one that was collected could not be pulled again.
    imageGCHighThresholdPercent: 100,
    // A developer's disk is often nearly full: evict only before writes begin to fail.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "500Mi",
      "nodefs.inodesFree": "1%",
      "imagefs.available": "500Mi",
    },
  });
}

/** kube-proxy's configuration (JSON). */
export function renderKubeProxy(): string {
  return JSON.stringify({
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: `${pki}/kube-proxy.kubeconfig` },
    hostnameOverride: nodeName,
    mode: "nftables",
    clusterCIDR: clusterNetwork.pods,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    // The size of the connection table is the whole machine's, not this network namespace's: leave it alone.
    conntrack: { maxPerCore: 0, min: 0 },
  });
}

/** Variables that all programs run with. */
export const programEnvironment: Readonly<Record<string, string>> = {
  PATH: `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  HOME: sandboxFolders.temporary,
  TMPDIR: sandboxFolders.temporary,
  // Go collects garbage when a heap has grown fourfold, not twofold: a start takes a sixth less processor time then, and
  // the API server 200 MiB more memory. Measured on 2 cores, side by side, over the first half minute of a cluster.
  GOGC: "300",
};
