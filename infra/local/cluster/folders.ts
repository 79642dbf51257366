import { join } from "node:path";
import type { LocalPaths } from "../paths";

/** Where the cluster's files lie on the host. All paths are absolute. */
export interface ClusterFolders {
  /** All of the cluster: `<checkout>/.domicile/cluster`. */
  readonly root: string;
  /** What the programs store: etcd's database, containerd's images, the kubelet's volumes. */
  readonly data: string;
  /** Keys that the stored data depend on, so that they live as long as the data. */
  readonly keys: string;
  /** Certificates, which are remade when they expire or the node's address changes. */
  readonly pki: string;
  /** The programs' configuration, written anew at each start. */
  readonly config: string;
  /** One log a program. */
  readonly logs: string;
  /** For people and for Pulumi: the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** What the supervisor is to do (a {@link SupervisorPlan}). */
  readonly plan: string;
  /** Written by the supervisor when a program does not stay up (a {@link ProgramFailure}). */
  readonly failure: string;
  /** What the last complete start was made with (a {@link ClusterRecord}). */
  readonly record: string;
  /** The addresses chosen for the veth pair (a {@link LinkAddresses}). */
  readonly addresses: string;
}

/** The cluster's folders and files in the deployment's state. */
export function clusterFolders(paths: LocalPaths): ClusterFolders {
  const root = join(paths.state, "cluster");
  return {
    root,
    data: join(root, "data"),
    keys: join(root, "keys"),
    pki: join(root, "pki"),
    config: join(root, "config"),
    logs: join(root, "logs"),
    kubeconfig: join(root, "kubeconfig"),
    plan: join(root, "plan.json"),
    failure: join(root, "failure.json"),
    record: join(root, "cluster.json"),
    addresses: join(root, "addresses.json"),
  };
}

/**
 * The same files as the programs see them. Inside the sandbox /run is a file system of its own, and the cluster's
 * folder is mounted there under a short name: the path of a unix socket may have 107 characters only, and a checkout
 * may lie deep.
 */
export const sandboxFolders = {
  root: "/run/domicile",
  data: "/run/domicile/data",
  keys: "/run/domicile/keys",
  pki: "/run/domicile/pki",
  config: "/run/domicile/config",
  /** The deployment's state, while the sandbox is prepared. */
  state: "/run/state",
  /** The toolchain's programs. */
  tools: "/run/tools",
  /** Programs under the names that others look for, e.g. `clang`. */
  bin: "/run/bin",
  cniPlugins: "/run/cni/bin",
  cniConfig: "/run/cni/net.d",
  temporary: "/run/tmp",
  containerd: "/run/containerd",
  containerdSocket: "/run/containerd/containerd.sock",
  ciliumState: "/run/cilium",
  /** The deployment's own group in the cgroup2 hierarchy, so that Cilium attaches nothing to the host's root. */
  cgroup2: "/run/cgroup2",
  bpf: "/sys/fs/bpf",
} as const;
