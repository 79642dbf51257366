import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { readIfPresent, writePrivateFile } from "../../infra/local/privateFiles";
import type { LocalPaths } from "../../infra/local/paths";
import type { Toolchain } from "../../infra/local/toolchain";
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
  // The Automation API looks for `pulumi` on the PATH of this process, and the CLI for its plug-ins.
  const path = [...tools.plugins.path, dirname(tools.pulumi), process.env["PATH"] ?? ""].join(delimiter);
  process.env["PATH"] = path;
  return LocalWorkspace.createOrSelectStack(
    { stackName: localStackName, projectName: "domicile", program: () => Promise.resolve({ ...program() }) },
    {
      workDir,
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

/** The passphrase in `file`, made on first use and readable by its owner only. */
async function passphrase(file: string): Promise<string> {
  const kept = await readIfPresent(file);
  if (kept !== undefined) return kept.trim();
  const made = randomBytes(32).toString("base64url");
  await writePrivateFile(file, made);
  return made;
}
