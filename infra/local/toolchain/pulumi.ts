import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { executablesOnPath } from "../executablesOnPath";
import type { Step } from "../progress";
import { digestOf, tryOfficialRelease } from "./download";
import { buildGoModule } from "./goModule";
import { type ToolContext, toolEntry } from "./toolContext";
import { compareVersions, oldestPulumi, toolVersions } from "./versions";

/** Where the official releases of the Pulumi CLI are. */
const releases = "https://github.com/pulumi/pulumi/releases/download";

/** A Pulumi CLI that was found on PATH. */
interface FoundPulumi {
  readonly program: string;
  readonly version: string;
}

/** PULUMI_HOME of every call of the Pulumi CLI: its plug-ins and credentials lie in the cache, not in `~/.pulumi`. */
export function pulumiHome(cache: string): string {
  return join(cache, "pulumi-home");
}

/**
 * The Pulumi CLI: the one on PATH when it is recent enough, else the official release, else built from its Go module.
 * @returns the path of the executable
 */
export async function ensurePulumi(context: ToolContext, base: string = releases): Promise<string> {
  const found = await pulumiOnPath(pulumiHome(context.paths.cache));
  if (found !== undefined && compareVersions(found.version, oldestPulumi) >= 0) return found.program;
  const version = toolVersions.pulumi;
  const title = `Pulumi CLI ${version}`;
  const folder = await toolEntry(context, `pulumi/${version}`, title, async (target, step) => {
    if (found !== undefined) {
      context.progress.note(
        `${found.program} is Pulumi ${found.version}; ${oldestPulumi} or newer is needed`,
      );
    }
    if (await tryOfficialRelease(title, context.progress, () => download(context, target, base))) return;
    await build(context, target, step);
  });
  return join(folder, "pulumi");
}

/** The first Pulumi CLI on PATH. */
async function pulumiOnPath(home: string): Promise<FoundPulumi | undefined> {
  const [program] = await executablesOnPath("pulumi");
  if (program === undefined) return undefined;
  const { stdout } = await runCommand(program, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: home },
  });
  return { program, version: stdout.trim().replace(/^v/, "") };
}

async function download(context: ToolContext, folder: string, base: string): Promise<void> {
  const version = toolVersions.pulumi;
  const archive = `pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
  const checksums = await context.downloads.text(`${base}/v${version}/pulumi-${version}-checksums.txt`);
  const file = join(folder, archive);
  const digest = digestOf(archive, checksums);
  await context.downloads.file(`${base}/v${version}/${archive}`, file, { algorithm: "sha256", digest });
  await runCommand("tar", ["-xzf", archive, "--strip-components=1"], { cwd: folder });
  await rm(file);
}

async function build(context: ToolContext, folder: string, step: Step): Promise<void> {
  step.detail("building from its Go module");
  const version = toolVersions.pulumi;
  await buildGoModule(
    {
      what: "the Pulumi CLI",
      module: "pulumi",
      packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      values: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` },
      otherWays: [
        `a Pulumi CLI ${oldestPulumi} or newer on PATH`,
        `a network in which ${new URL(releases).host} answers`,
      ],
    },
    folder,
    context.paths,
  );
  step.detail("built from its Go module");
}
