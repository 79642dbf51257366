import { access, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, runCommand } from "../command";
import type { LocalPaths } from "../paths";
import { DownloadError } from "./download";
import { goArchitecture } from "./goArchitecture";
import { ensurePulumi, pulumiHome } from "./pulumi";
import { replaceFile, writeStandIns } from "./standIns";
import type { ToolContext } from "./toolContext";

/** Where Pulumi takes its provider plug-ins from. */
export interface PluginSource {
  /** `official`: downloaded by the Pulumi CLI; `stand-in`: the project's own programs in infra/local/providers. */
  readonly kind: "official" | "stand-in";
  /** Folders to put before PATH. */
  readonly path: readonly string[];
  /** PULUMI_HOME. */
  readonly home: string;
}

/** The providers that the local stack uses. */
export const providerNames = ["kubernetes", "random", "tls"] as const;

/** Where the Pulumi CLI finds official plug-ins. */
const releases = "https://get.pulumi.com/releases/plugins";

/** Time in seconds for one plug-in once its host answers; the largest has about 40 MB. */
const installSeconds = 180;

/**
 * The provider plug-ins at the versions of the installed SDKs: the official ones when their download host answers, else
 * the project's own stand-ins. A deployment keeps what it began with until `npm run down`, so that its resources do not
 * change hands half-way.
 */
export async function ensurePlugins(context: ToolContext, base: string = releases): Promise<PluginSource> {
  const { paths, progress } = context;
  const versions = await pluginVersions(paths.root);
  const home = pulumiHome(paths.cache);
  const kept = await keptChoice(paths, versions);
  const isOfficial =
    kept === "official"
      ? (await areInstalled(home, versions)) || (await installOfficial(context, versions, base))
      : kept === undefined && (await installOfficial(context, versions, base));

  const kind = isOfficial ? "official" : "stand-in";
  if (kind !== kept) await keepChoice(paths, versions, kind);
  const list = providerNames.map((name) => `${name} ${versions[name]}`).join(", ");
  if (isOfficial) {
    progress.note(`provider plug-ins: the official ones (${list})`);
    return { kind, path: [], home };
  }
  progress.note(`provider plug-ins: this project's own stand-ins, not the official ones (for ${list})`);
  return { kind, path: [await writeStandIns(paths, providerNames)], home };
}

type Versions = Readonly<Record<(typeof providerNames)[number], string>>;

async function pluginVersions(root: string): Promise<Versions> {
  const version = async (name: string) => {
    const file = join(root, "node_modules/@pulumi", name, "package.json");
    const found = /^\s*"version": "([^"]+)"/m.exec(await readFile(file, "utf8"))?.[1];
    if (found === undefined) throw new Error(`${file} names no version`);
    return found;
  };
  return {
    kubernetes: await version("kubernetes"),
    random: await version("random"),
    tls: await version("tls"),
  };
}

async function installOfficial(context: ToolContext, versions: Versions, base: string): Promise<boolean> {
  const home = pulumiHome(context.paths.cache);
  if (await areInstalled(home, versions)) return true;
  const sample = `pulumi-resource-random-v${versions.random}-${process.platform}-${goArchitecture()}.tar.gz`;
  try {
    await context.downloads.probe(`${base}/${sample}`);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    if (!error.isRepeated) context.progress.note(`provider plug-ins: no official ones, ${error.message}`);
    return false;
  }
  const pulumi = await ensurePulumi(context);
  await mkdir(home, { recursive: true });
  return context.progress.step("provider plug-ins", async (step) => {
    for (const name of providerNames) {
      step.detail(`installing ${name} ${versions[name]}`);
      try {
        await runCommand(pulumi, ["plugin", "install", "resource", name, `v${versions[name]}`], {
          env: { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
          timeoutSeconds: installSeconds,
        });
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        step.detail(error.message);
        return false;
      }
    }
    step.detail("installed");
    return true;
  });
}

async function areInstalled(home: string, versions: Versions): Promise<boolean> {
  for (const name of providerNames) {
    const folder = join(home, "plugins", `resource-${name}-v${versions[name]}`);
    const isThere = await exists(join(folder, `pulumi-resource-${name}`));
    // The CLI leaves this file beside a plug-in whose installation was interrupted.
    if (!isThere || (await exists(`${folder}.partial`))) return false;
  }
  return true;
}

function choiceFile(paths: LocalPaths): string {
  return join(paths.state, "plugins.json");
}

/** What this deployment began with; `undefined` when it is new or the SDKs' versions have changed. */
async function keptChoice(paths: LocalPaths, versions: Versions): Promise<PluginSource["kind"] | undefined> {
  const file = choiceFile(paths);
  if (!(await exists(file))) return undefined;
  const text = await readFile(file, "utf8");
  return (["official", "stand-in"] as const).find((kind) => text === choiceText(versions, kind));
}

async function keepChoice(paths: LocalPaths, versions: Versions, kind: PluginSource["kind"]): Promise<void> {
  await mkdir(paths.state, { recursive: true });
  await replaceFile(choiceFile(paths), choiceText(versions, kind), 0o644);
}

function choiceText(versions: Versions, kind: PluginSource["kind"]): string {
  return `${JSON.stringify({ kind, versions }, undefined, 2)}\n`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
