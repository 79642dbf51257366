import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import type { Step } from "../progress";
import { digestOf, tryOfficialRelease } from "./download";
import { goArchitecture } from "./goArchitecture";
import { buildGoModule } from "./goModule";
import { type ToolContext, toolEntry } from "./toolContext";
import { toolVersions } from "./versions";

/** Where the official releases of CoreDNS are. */
const releases = "https://github.com/coredns/coredns/releases/download";

/**
 * CoreDNS: the official release, else built from its Go module in the same version. Both are static executables.
 * @returns the path of the executable
 */
export async function ensureCoredns(context: ToolContext, base: string = releases): Promise<string> {
  const version = toolVersions.coredns;
  const title = `CoreDNS ${version}`;
  const folder = await toolEntry(context, `coredns/${version}`, title, async (target, step) => {
    if (await tryOfficialRelease(title, context.progress, () => download(context, target, base))) return;
    await build(context, target, step);
  });
  return join(folder, "coredns");
}

async function download(context: ToolContext, folder: string, base: string): Promise<void> {
  const version = toolVersions.coredns;
  const archive = `coredns_${version}_linux_${goArchitecture()}.tgz`;
  const url = `${base}/v${version}/${archive}`;
  const digest = digestOf(archive, await context.downloads.text(`${url}.sha256`));
  await context.downloads.file(url, join(folder, archive), { algorithm: "sha256", digest });
  await runCommand("tar", ["-xzf", archive, "coredns"], { cwd: folder });
  await rm(join(folder, archive));
}

async function build(context: ToolContext, folder: string, step: Step): Promise<void> {
  step.detail("building from its Go module");
  await buildGoModule(
    {
      what: "CoreDNS",
      module: "coredns",
      packages: ["github.com/coredns/coredns"],
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
