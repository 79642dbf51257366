import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import type { InlineProgramArgs, PulumiFn, Stack, UpResult } from "@pulumi/pulumi/automation";
import { localPaths } from "../../infra/local/paths";
import { TerminalProgress } from "../../infra/local/terminalProgress";
import { ensureTools } from "../../infra/local/toolchain";

/** How a fresh backend is set up. */
export interface BackendOptions {
  /** Folders that hold `pulumi-resource-<name>` executables; they come before PATH. */
  readonly pluginFolders: readonly string[];
  /** The project's name, the second part of every URN. @default "test" */
  readonly project?: string;
  /** Further environment variables of the engine and its plug-ins. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A file backend of its own, with its own PULUMI_HOME, that no other test sees. */
export interface Backend {
  /** Holds all of the backend; `close` removes it. */
  readonly folder: string;
  /**
   * The stack `name`, made when it is not there, with `program` as its program.
   * Calling it again with another program keeps the state. @default name "test"
   */
  stack(program: PulumiFn, name?: string): Promise<Stack>;
  /** The state file of the stack `name` as it lies on disk. @default name "test" */
  stateText(name?: string): Promise<string>;
  /** Writes the state file, as an engine does that is killed the moment after. @default name "test" */
  writeState(text: string, name?: string): Promise<void>;
  /** Removes the backend's folder; destroy what has a life outside of it before. */
  readonly close: () => Promise<void>;
}

/** A folder that only one test uses. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  readonly remove: () => Promise<void>;
}

/** A new, empty folder among the system's temporary ones; `purpose` is a part of its name. */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `domicile-${purpose}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The folder of the checkout. */
export const checkout = resolve(__dirname, "../..");

/** The CLI is looked for once in a process: finding it runs it. */
let pulumi: Promise<string> | undefined;

async function pulumiExecutable(): Promise<string> {
  pulumi ??= ensureTools(["pulumi"], { paths: localPaths(), progress: new TerminalProgress() }).then(
    (tools) => tools.pulumi,
  );
  return pulumi;
}

/** The Automation API wants an installation, not an executable: makes one that points to it. */
async function pulumiCommand(folder: string): Promise<PulumiCommand> {
  await mkdir(join(folder, "bin"), { recursive: true });
  await symlink(await pulumiExecutable(), join(folder, "bin", "pulumi"));
  return PulumiCommand.get({ root: folder });
}

/**
 * Writes an executable `pulumi-resource-<name>` for each provider into `folder`, which runs the TypeScript
 * entry point (relative to the checkout) with the Node of this process.
 * Returns `folder`, for `BackendOptions.pluginFolders`.
 */
export async function writePlugins(
  folder: string,
  providers: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [name, entryPoint] of Object.entries(providers)) await writePlugin(folder, name, entryPoint);
  return folder;
}

/**
 * Writes one such executable.
 * @param environment what the process is told beside its own environment; names and values without quotes
 */
export async function writePlugin(
  folder: string,
  name: string,
  entryPoint: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const words = [process.execPath, "--import", loader, join(checkout, entryPoint)];
  const told = Object.entries(environment).map(([key, value]) => `${key}='${value}' `);
  const file = join(folder, `pulumi-resource-${name}`);
  const command = words.map((word) => `'${word}'`).join(" ");
  await writeFile(file, `#!/bin/sh\n${told.join("")}exec ${command} "$@"\n`);
  await chmod(file, 0o755);
}

/** A fresh file backend for inline programs on the real engine. */
export async function freshBackend(options: BackendOptions): Promise<Backend> {
  const { pluginFolders, project = "test", environment = {} } = options;
  const { path: folder, remove } = await temporaryFolder("engine");
  const [home, state, work] = [join(folder, "home"), join(folder, "state"), join(folder, "work")];
  await Promise.all([home, state, work].map((path) => mkdir(path)));
  const command = await pulumiCommand(join(folder, "cli"));
  const envVars = {
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PATH: [...pluginFolders, process.env["PATH"] ?? ""].join(delimiter),
    ...environment,
  };

  const stateFile = (name: string) => join(state, ".pulumi", "stacks", project, `${name}.json`);

  return {
    folder,
    stack(program, name = "test") {
      const args: InlineProgramArgs = { stackName: name, projectName: project, program };
      return LocalWorkspace.createOrSelectStack(args, { workDir: work, pulumiCommand: command, envVars });
    },
    stateText(name = "test") {
      return readFile(stateFile(name), "utf8");
    },
    writeState(text, name = "test") {
      return writeFile(stateFile(name), text);
    },
    close: remove,
  };
}

/** The plain values of a stack's outputs, secrets included. */
export function outputValues(result: UpResult): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result.outputs).map(([name, { value }]): [string, unknown] => [name, value]),
  );
}
