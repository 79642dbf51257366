import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { readIfPresent, writePrivateFile } from "../../infra/local/privateFiles";
import type { LocalPaths } from "../../infra/local/paths";
import type { Toolchain } from "../../infra/local/toolchain";
import { quoteForShell, replaceFile } from "../../infra/local/toolchain/standIns";
import { program } from "../../stacks/program";
import { commandMarks } from "./orphans";
import type { StackSettings } from "./settings";
import { writeStackSettings } from "./stackSettingsFile";

/** The name of the stack that `npm start` brings up. */
export const localStackName = "local";

/**
 * The stack `local` with its state below `.domicile/pulumi`: opened, or made when it is not there.
 * Its secrets are encrypted with a passphrase that is made once and kept beside the state.
 */
export async function openLocalStack(
  paths: LocalPaths,
  tools: Pick<Toolchain, "pulumi" | "plugins">,
  settings: StackSettings,
): Promise<Stack> {
  const folder = join(paths.state, "pulumi");
  const [workDir, backend] = [join(folder, "project"), join(folder, "backend")];
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await mkdir(backend, { recursive: true, mode: 0o700 });

  await writeStackSettings(workDir, localStackName, settings);
  await writeOwnSession(folder, tools.pulumi);
  const pulumiCommand = await PulumiCommand.get({ root: folder, skipVersionCheck: true });
  // The CLI looks for its plug-ins there.
  const path = [...tools.plugins.path, dirname(tools.pulumi), process.env["PATH"] ?? ""].join(delimiter);
  return LocalWorkspace.createOrSelectStack(
    { stackName: localStackName, projectName: "domicile", program: () => Promise.resolve({ ...program() }) },
    {
      workDir,
      pulumiCommand,
      projectSettings: {
        name: "domicile",
        runtime: "nodejs",
        backend: { url: `file://${backend}` },
      },
      envVars: {
        ...commandMarks(paths),
        PATH: path,
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: await passphrase(join(folder, "passphrase")),
        PULUMI_HOME: tools.plugins.home,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
}

/**
 * Writes a `pulumi` that runs in a session of its own. A terminal sends Ctrl-C to all processes of a session's foreground
 * group; the CLI would get it a second time from this process, and takes two for the wish to end without cleaning up.
 * @param folder gets it as `bin/pulumi`, where the Automation API looks for it
 * @returns its path
 */
export async function writeOwnSession(folder: string, pulumi: string): Promise<string> {
  const own = join(folder, "bin", "pulumi");
  await mkdir(dirname(own), { recursive: true, mode: 0o700 });
  const program = quoteForShell(pulumi);
  const lines = [
    "#!/bin/sh",
    // Whoever leads a process group is out of the terminal's reach already, and cannot begin a session.
    "read -r pid name state parent group rest 2>/dev/null </proc/$$/stat || group=$$",
    `[ "$group" != "$$" ] && command -v setsid >/dev/null && exec setsid ${program} "$@"`,
    `exec ${program} "$@"`,
    "",
  ];
  await replaceFile(own, lines.join("\n"), 0o755);
  return own;
}

/** The passphrase in `file`, made on first use and readable by its owner only. */
async function passphrase(file: string): Promise<string> {
  const kept = await readIfPresent(file);
  if (kept !== undefined) return kept.trim();
  const made = randomBytes(32).toString("base64url");
  await writePrivateFile(file, made);
  return made;
}
