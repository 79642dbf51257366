import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { cachedEntry } from "../cache";
import { CommandError, runCommand } from "../command";
import { ensurePackages } from "./packages";
import { type ToolContext, toolEntry } from "./toolContext";
import { compareVersions } from "./versions";

/** The oldest Python that the packages in infra/local/models/requirements.txt support. */
const oldestPython = "3.11";

/**
 * A Python environment with the packages of `infra/local/models/requirements.txt`.
 * @returns the path of its interpreter
 */
export function ensurePython(context: ToolContext): Promise<string> {
  const requirements = join(context.paths.root, "infra/local/models/requirements.txt");
  return ensurePythonEnvironment(context, requirements, "Python packages");
}

/**
 * A Python environment with exactly the packages that the file `requirements` lists.
 * It is keyed by the file's content, and made again when the interpreter it was made with is gone.
 * @param title what the step is called
 * @returns the path of its interpreter
 */
export async function ensurePythonEnvironment(
  context: ToolContext,
  requirements: string,
  title: string,
): Promise<string> {
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 12);
  const key = `python/${digest}`;
  const present = await cachedEntry(context.paths.cache, key);
  if (present !== undefined && !(await exists(interpreterOf(present))))
    await rm(present, { recursive: true });

  const folder = await toolEntry(context, key, title, async (target) => {
    const python = await makePythonEnvironment(context, target);
    await runPip(context, python, target, ["install", "--no-deps", "--requirement", requirements]);
  });
  return interpreterOf(folder);
}

/**
 * Makes a Python environment in `folder`; it can be moved as long as only its interpreter is called, not its scripts.
 * @returns the path of its interpreter
 */
export async function makePythonEnvironment(context: ToolContext, folder: string): Promise<string> {
  const system = await systemPython(context);
  await runCommand(system, ["-m", "venv", folder]);
  return interpreterOf(folder);
}

/**
 * Runs pip with the user's own settings, but with its cache and its temporary files inside the cache folder.
 * @param folder gets the temporary files while pip runs
 */
export async function runPip(
  context: ToolContext,
  python: string,
  folder: string,
  args: readonly string[],
): Promise<void> {
  const temporary = join(folder, ".tmp");
  await mkdir(temporary, { recursive: true });
  await runCommand(python, ["-m", "pip", "--disable-pip-version-check", "--no-input", ...args], {
    env: {
      TMPDIR: temporary,
      PIP_CACHE_DIR: join(context.paths.cache, "pip"),
      PIP_REQUIRE_VIRTUALENV: undefined,
    },
  });
  await rm(temporary, { recursive: true });
}

/**
 * The real path of the Python interpreter on PATH, with its minor version in the name, so that an environment made with
 * it breaks visibly when that version is replaced. Debian keeps what `venv` needs in a package of its own.
 */
async function systemPython(context: ToolContext): Promise<string> {
  const script = [
    "import os, sys, importlib.util",
    "print('%d.%d' % sys.version_info[:2])",
    "print(os.path.realpath(sys.executable))",
    "print(importlib.util.find_spec('ensurepip') is not None)",
  ].join("\n");
  const ask = async () => {
    const { stdout } = await runCommand("python3", ["-c", script]);
    const [version = "", program = "", canMakeEnvironments = ""] = stdout.split("\n");
    return { version, program, canMakeEnvironments: canMakeEnvironments === "True" };
  };
  let found = await ask().catch((error: unknown) => {
    if (error instanceof CommandError && error.exitCode === undefined) return undefined;
    throw error;
  });
  if (found?.canMakeEnvironments !== true) {
    await ensurePackages(context, ["python3", "python3-venv"]);
    found = await ask();
  }
  if (compareVersions(found.version, oldestPython) < 0) {
    throw new Error(
      `Python ${oldestPython} or newer is needed, and ${found.program} on PATH is ${found.version}`,
    );
  }
  return found.program;
}

function interpreterOf(folder: string): string {
  return join(folder, "bin/python");
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
