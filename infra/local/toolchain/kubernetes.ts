import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "../progress";
import { digestOf, tryOfficialRelease } from "./download";
import { buildGoModule } from "./goModule";
import { goArchitecture } from "./goArchitecture";
import { type ToolContext, toolEntry } from "./toolContext";
import { toolVersions } from "./versions";

/** Where the official release binaries of Kubernetes are. */
const releases = "https://dl.k8s.io";

/** The five programs of Kubernetes that make a node with its control plane. */
export const kubernetesPrograms = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
] as const;

/**
 * The five Kubernetes programs: the official release, else built from their Go module in the same version.
 * @returns the folder with the programs
 */
export function ensureKubernetes(context: ToolContext, base: string = releases): Promise<string> {
  const version = toolVersions.kubernetes;
  const title = `Kubernetes ${version}`;
  return toolEntry(context, `kubernetes/${version}`, title, async (folder, step) => {
    if (await tryOfficialRelease(title, context.progress, () => download(context, folder, base, step)))
      return;
    await build(context, folder, step);
  });
}

async function download(context: ToolContext, folder: string, base: string, step: Step): Promise<void> {
  const root = `${base}/v${toolVersions.kubernetes}/bin/linux/${goArchitecture()}`;
  for (const name of kubernetesPrograms) {
    step.detail(`downloading ${name}`);
    const digest = digestOf(name, await context.downloads.text(`${root}/${name}.sha256`));
    const file = join(folder, name);
    await context.downloads.file(`${root}/${name}`, file, { algorithm: "sha256", digest });
    await chmod(file, 0o755);
  }
  step.detail("official release");
}

async function build(context: ToolContext, folder: string, step: Step): Promise<void> {
  step.detail("building from its Go module");
  const version = `v${toolVersions.kubernetes}`;
  await buildGoModule(
    {
      what: "the Kubernetes programs",
      module: "kubernetes",
      packages: kubernetesPrograms.map((name) => `k8s.io/kubernetes/cmd/${name}`),
      // Both are read: one tells the version of the server, the other that of its clients.
      values: {
        "k8s.io/component-base/version.gitVersion": version,
        "k8s.io/client-go/pkg/version.gitVersion": version,
      },
      otherWays: [
        `a network in which ${new URL(releases).host} answers`,
        "an existing cluster: npm start -- --kubeconfig FILE [--context NAME]",
      ],
    },
    folder,
    context.paths,
  );
  step.detail("built from its Go module");
}
