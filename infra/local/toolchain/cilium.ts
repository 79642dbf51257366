import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildGoModule, type GoBuild, goModuleSource } from "./goModule";
import { type ToolContext, toolEntry } from "./toolContext";
import { toolVersions } from "./versions";

const module = "github.com/cilium/cilium";

const ciliumBuild: GoBuild = {
  what: "Cilium",
  module: "cilium",
  packages: [`${module}/daemon`, `${module}/operator`, `${module}/plugins/cilium-cni`],
  otherWays: ["an existing cluster: npm start -- --kubeconfig FILE [--context NAME]"],
};

/**
 * Cilium, built from its Go module: it is released as container images only.
 * @returns the folder with `daemon`, `operator`, `cilium-cni`, and `bpf/`, the sources that the agent compiles at run time
 */
export function ensureCilium(context: ToolContext): Promise<string> {
  const version = toolVersions.cilium;
  return toolEntry(context, `cilium/${version}`, `Cilium ${version}`, async (folder, step) => {
    step.detail("building from its Go module");
    await buildGoModule(ciliumBuild, folder, context.paths);
    const temporary = join(folder, ".tmp");
    await mkdir(temporary);
    const source = await goModuleSource(ciliumBuild, module, temporary, context.paths);
    await cp(join(source, "bpf"), join(folder, "bpf"), { recursive: true });
    await rm(temporary, { recursive: true });
    step.detail("built from its Go module");
  });
}
