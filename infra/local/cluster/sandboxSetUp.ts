import { clusterNetwork, nodeName } from "./addressing";
import type { LinkAddresses } from "./addressing";
import { sandboxFolders } from "./folders";
import { nodeInterface } from "./hostLink";

/** What the sandbox is prepared for. */
export interface SandboxSettings {
  /** The cluster's folder on the host. */
  readonly clusterFolder: string;
  /** The deployment's state on the host, which pods may mount parts of under the same path. */
  readonly stateFolder: string;
  /** Folders on the host by the name under which the programs find them in {@link sandboxFolders.tools}. */
  readonly tools: Readonly<Record<string, string>>;
  /** Programs on the host by the name under which others look for them. */
  readonly programs: Readonly<Record<string, string>>;
  /** Folder of the CNI plug-ins that the distribution carries. */
  readonly cniPlugins: string;
  readonly addresses: LinkAddresses;
  /** Kernel settings of the whole machine, by their path below /proc/sys, that get a copy of their own. */
  readonly kernelSettings: readonly string[];
  /** The deployment's own group in the cgroup2 hierarchy, where the host mounts one. */
  readonly controlGroup2: string | undefined;
  /** Folders that get a writable layer of their own. */
  readonly covered: readonly string[];
}

type Command = readonly [program: string, ...args: string[]];

/**
 * Commands that prepare the sandbox from inside: its own /run, /etc, /var and /opt, so that nothing the programs write
 * reaches the host; the cluster's data and tools under short names; its network.
 */
export function sandboxSetUp(settings: SandboxSettings): readonly Command[] {
  return [...mounts(settings), ...network(settings.addresses)];
}

function mounts(settings: SandboxSettings): Command[] {
  const { root, state, tools, bin, cniPlugins, cniConfig, temporary, config } = sandboxFolders;
  const folders = [
    root,
    state,
    bin,
    cniPlugins,
    cniConfig,
    temporary,
    sandboxFolders.ciliumState,
    "/run/netns",
  ];
  const toolMounts = Object.entries(settings.tools);
  return [
    // The others keep their notes in the sandbox's own /run; this one, without -n, would make /run/mount on the host.
    ["mount", "-n", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"],
    ["mkdir", "-p", ...folders, ...toolMounts.map(([name]) => `${tools}/${name}`)],
    ["mount", "--bind", settings.clusterFolder, root],
    ["mount", "--bind", settings.stateFolder, state],
    // Cilium's agent writes beside its sources, so the tools get a writable layer as well.
    ...toolMounts.flatMap(([name, folder]) => cover(folder, `${tools}/${name}`)),
    ...settings.covered.flatMap((folder) => cover(folder, folder)),
    // A covered folder no longer shows what the host mounts below it, and takes what is written to itself.
    ...(settings.covered.some((folder) => settings.stateFolder.startsWith(`${folder}/`))
      ? ([
          ["mkdir", "-p", settings.stateFolder],
          ["mount", "--bind", state, settings.stateFolder],
        ] satisfies Command[])
      : []),
    ...settings.kernelSettings.map((name): Command => [
      "mount",
      "--bind",
      `${config}/sysctl/${name}`,
      `/proc/sys/${name}`,
    ]),
    ["mount", "-t", "bpf", "bpf", sandboxFolders.bpf],
    // Cilium mounts the whole hierarchy over a folder that is no mount point itself.
    ["mkdir", "-p", sandboxFolders.cgroup2],
    settings.controlGroup2 === undefined
      ? ["mount", "-t", "cgroup2", "cgroup2", sandboxFolders.cgroup2]
      : ["mount", "--bind", settings.controlGroup2, sandboxFolders.cgroup2],
    // The kubelet hands mounts on to containers, which needs shared ones; they are shared within the sandbox only.
    ["mount", "--make-rshared", "/"],
    ...Object.entries(settings.programs).map(([name, file]): Command => ["ln", "-s", file, `${bin}/${name}`]),
    ["ln", "-s", `${config}/cilium-cni`, `${settings.cniPlugins}/loopback`, cniPlugins],
    ["ln", "-s", `${config}/cni.conflist`, `${cniConfig}/10-cilium.conflist`],
    writeSetting("kernel/hostname", nodeName),
  ];
}

/** Shows `source` at `target` with a layer on top that takes all changes and ends with the sandbox. */
function cover(source: string, target: string): Command[] {
  const layer = `/run/layers${target}`;
  const options = `lowerdir=${layer}/lower,upperdir=${layer}/upper,workdir=${layer}/work`;
  return [
    ["mkdir", "-p", `${layer}/lower`, `${layer}/upper`, `${layer}/work`],
    // Mounted to a plain name first: in `lowerdir` colons and commas have a meaning.
    ["mount", "--bind", source, `${layer}/lower`],
    ["mount", "-t", "overlay", "-o", options, "overlay", target],
  ];
}

function network(addresses: LinkAddresses): Command[] {
  return [
    writeSetting("net/ipv4/ip_forward", "1"),
    ["ip", "link", "set", "lo", "up"],
    ["ip", "address", "add", `${addresses.node}/${clusterNetwork.linkPrefix}`, "dev", nodeInterface],
    ["ip", "link", "set", nodeInterface, "addrgenmode", "none", "up"],
    // There is no default route, so processes of the node need one for services; kube-proxy then changes the address.
    ["ip", "route", "add", clusterNetwork.services, "dev", "lo", "src", addresses.node],
  ];
}

function writeSetting(name: string, value: string): Command {
  return ["sh", "-c", `echo ${value} > /proc/sys/${name}`];
}
