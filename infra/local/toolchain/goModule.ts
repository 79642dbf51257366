import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, runCommand } from "../command";
import type { LocalPaths } from "../paths";
import { compareVersions } from "./versions";

/** Programs that are built from a Go module of the checkout. */
export interface GoBuild {
  /** What it is for a person, e.g. `the Kubernetes programs`. */
  readonly what: string;
  /** Name of the module's folder. */
  readonly module: string;
  /** The folder of the checkout that the module's folder is in. @default the toolchain's own `modules` */
  readonly under?: string;
  /** Import paths of the main packages; each becomes a program with the last element as its name. */
  readonly packages: readonly string[];
  /** Values set by the linker's -X. */
  readonly values?: Readonly<Record<string, string>>;
  /** How a person gets the programs without Go, each a clause. */
  readonly otherWays: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A Go older than this cannot fetch a newer one by itself. */
const selfUpdatingGo = "1.21";

/**
 * Builds `build` into `folder`, which must exist.
 * Go's module and build caches lie in the cache folder, so a build that was interrupted continues where it was.
 * @throws when Go is absent or too old, or when the build fails
 */
export async function buildGoModule(build: GoBuild, folder: string, paths: LocalPaths): Promise<void> {
  const module = goModuleFolder(paths, build);
  const temporary = join(folder, ".tmp");
  await mkdir(temporary);
  const environment = await goEnvironment(build, module, temporary, paths);
  const values = Object.entries(build.values ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  try {
    await runCommand(
      "go",
      [
        ...["build", "-mod=readonly", "-trimpath"],
        ...["-ldflags", ["-s", "-w", ...values].join(" ")],
        ...["-o", `${folder}/`, ...build.packages],
      ],
      { cwd: module, env: environment },
    );
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new Error(
      `${build.what} could not be built from the Go module; other ways: ${build.otherWays.join("; ")}\n${error.message}`,
      { cause: error },
    );
  }
  await rm(temporary, { recursive: true });
}

/** The folder of the module cache that holds the source of `path`, a module that `build` requires. */
export async function goModuleSource(
  build: GoBuild,
  path: string,
  temporary: string,
  paths: LocalPaths,
): Promise<string> {
  const module = goModuleFolder(paths, build);
  const environment = await goEnvironment(build, module, temporary, paths);
  const { stdout } = await runCommand("go", ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", path], {
    cwd: module,
    env: environment,
  });
  return stdout.trim();
}

/**
 * Why the Go that says `installed` (its GOVERSION, e.g. `go1.26.8`) cannot build a module that asks for `required`;
 * `undefined` when it can. `installed` is `undefined` when there is no Go.
 */
export function goProblem(installed: string | undefined, required: string): string | undefined {
  if (installed === undefined) return `Go ${required} or newer is needed, and there is none on PATH`;
  const version = /^go(\d[\d.]*)/.exec(installed)?.[1];
  // Development versions of Go call themselves `devel …`; they are newer than any release.
  if (version === undefined || compareVersions(version, selfUpdatingGo) >= 0) return undefined;
  return `Go ${required} or newer is needed, or ${selfUpdatingGo}, which fetches it; the one on PATH is ${version}`;
}

/** The folder of the Go module of `build` in the checkout. */
function goModuleFolder(
  paths: LocalPaths,
  { under = "infra/local/toolchain/modules", module }: Pick<GoBuild, "under" | "module">,
): string {
  return join(paths.root, under, module);
}

async function goEnvironment(
  build: GoBuild,
  module: string,
  temporary: string,
  paths: LocalPaths,
): Promise<Environment> {
  const required = /^go (\S+)$/m.exec(await readFile(join(module, "go.mod"), "utf8"))?.[1];
  if (required === undefined) throw new Error(`${join(module, "go.mod")} has no line 'go VERSION'`);
  const settings = await goSettings();
  const problem = goProblem(settings?.version, required);
  if (settings === undefined || problem !== undefined) {
    throw new Error(
      `${build.what} cannot be built: ${problem ?? "no Go"}; other ways: ${build.otherWays.join("; ")}`,
    );
  }
  const version = settings.version.replace(/^go/, "");
  const isNewEnough = !/^\d/.test(version) || compareVersions(version, required) >= 0;
  return {
    ...settings.forwarded,
    GOMODCACHE: join(paths.cache, "go/mod"),
    GOCACHE: join(paths.cache, "go/build"),
    GOTMPDIR: temporary,
    // Go's telemetry counters would else be written to the user's configuration folder.
    XDG_CONFIG_HOME: join(paths.cache, "go/config"),
    // Without -modcacherw the module cache could not be removed like any other folder.
    GOFLAGS: "-modcacherw -buildvcs=false",
    GOTOOLCHAIN: isNewEnough ? "local" : "auto",
    GOWORK: "off",
    CGO_ENABLED: "0",
    GOOS: undefined,
    GOARCH: undefined,
  };
}

/** What the installed Go says about itself; `undefined` when there is none. */
async function goSettings(): Promise<{ version: string; forwarded: Environment } | undefined> {
  const names = ["GOVERSION", "GOENV", "GONOSUMDB"];
  try {
    const { stdout } = await runCommand("go", ["env", ...names], { env: { GOTOOLCHAIN: "local" } });
    const [version = "", settingsFile, unlisted = ""] = stdout.split("\n");
    return {
      version,
      forwarded: {
        GOENV: settingsFile,
        // The public checksum database does not have this module; its hash is pinned in modules/cilium/go.sum.
        GONOSUMDB: [...unlisted.split(","), "github.com/cilium/gobgp"]
          .filter((name) => name !== "")
          .join(","),
      },
    };
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === undefined) return undefined;
    throw error;
  }
}
