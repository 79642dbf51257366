import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LocalImage } from "../images";
import type { LocalPaths } from "../paths";
import type { Toolchain } from "../toolchain";
import type { LinkAddresses } from "./addressing";
import { readHierarchies } from "./controlGroups";
import { clusterFolders, sandboxFolders } from "./folders";
import { copyKernelSettings } from "./kernelSettings";
import type { SupervisorPlan } from "./plan";
import { makePrivateFolder, writePrivateFile } from "../privateFiles";
import { ciliumPrograms, renderCniConfig, renderCniPlugin } from "./programs/cilium";
import { controlPlanePrograms } from "./programs/controlPlane";
import { forwarderProgram } from "./programs/forwarder";
import {
  nodePrograms,
  programEnvironment,
  renderContainerd,
  renderKubelet,
  renderKubeProxy,
} from "./programs/node";
import { canOverlay, findCniPlugins, findCompilers, presentFolders } from "./requirements";
import { sandboxSetUp } from "./sandboxSetUp";

/** What a cluster is started with. */
export interface ClusterSettings {
  readonly tools: Pick<Toolchain, "kubernetes" | "cilium" | "envoy">;
  readonly pauseImage: LocalImage;
  readonly gatewayPort: number;
  readonly gatewayNodePort: number;
}

/** Name of the deployment's control group. */
export function controlGroupName(id: string): string {
  return `domicile-${id}`;
}

/** Writes all configuration files and the supervisor's plan. */
export async function writeConfiguration(
  paths: LocalPaths,
  settings: ClusterSettings,
  addresses: LinkAddresses,
): Promise<void> {
  const folders = clusterFolders(paths);
  await rm(folders.config, { recursive: true, force: true });
  for (const name of ["etcd", "containerd", "kubelet", "podLogs", "volumePlugins"]) {
    await makePrivateFolder(join(folders.data, name));
  }
  await makePrivateFolder(folders.logs);
  const group = controlGroupName(paths.id);
  const snapshotter = (await canOverlay(folders.data)) ? "overlayfs" : "native";
  const files = {
    "containerd.toml": renderContainerd(settings.pauseImage.reference, snapshotter),
    "kubelet.json": renderKubelet(addresses.node, `/${group}`),
    "kube-proxy.json": renderKubeProxy(),
    "cni.conflist": renderCniConfig(),
    "resolv.conf": "",
  };
  for (const [name, text] of Object.entries(files)) await writePrivateFile(join(folders.config, name), text);

  await writePrivateFile(join(folders.config, "cilium-cni"), renderCniPlugin(), 0o700);
  const { version2 } = await readHierarchies();
  const plan: SupervisorPlan = {
    setUp: sandboxSetUp({
      clusterFolder: folders.root,
      stateFolder: paths.state,
      tools: {
        kubernetes: settings.tools.kubernetes,
        cilium: settings.tools.cilium,
        envoy: dirname(settings.tools.envoy),
      },
      programs: await findCompilers(),
      cniPlugins: await findCniPlugins(),
      addresses,
      kernelSettings: await copyKernelSettings(join(folders.config, "sysctl")),
      controlGroup2: version2 === undefined ? undefined : join(version2, group),
      covered: await presentFolders(["/etc", "/var", "/opt"]),
    }),
    environment: programEnvironment,
    programs: [
      ...controlPlanePrograms(addresses.node),
      ...nodePrograms(addresses.node),
      ...ciliumPrograms(addresses.node),
      forwarderProgram({ ...settings, nodeAddress: addresses.node }),
    ],
    logs: join(sandboxFolders.root, "logs"),
    failure: join(sandboxFolders.root, "failure.json"),
  };
  await writePrivateFile(folders.plan, JSON.stringify(plan, undefined, 1));
}
