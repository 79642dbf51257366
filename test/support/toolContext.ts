import { mkdir } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { vi } from "vitest";
import { localPaths } from "../../infra/local/paths";
import { Downloads, type DownloadLimits } from "../../infra/local/toolchain/download";
import type { ToolContext } from "../../infra/local/toolchain/toolContext";
import { RecordedProgress } from "./recordedProgress";
import { temporaryFolder, writeScript } from "./temporaryFolder";

/** What a tool is ensured with in a test: a cache of its own, and programs that the test writes. */
export interface TestTools {
  readonly context: ToolContext;
  readonly progress: RecordedProgress;
  /** The first folder of PATH. */
  readonly bin: string;
  /** Has the cache, the state and `bin` in it. */
  readonly folder: string;
}

/** Limits that let a test of a silent host end soon. */
const limits: DownloadLimits = { answer: 0.5, pause: 0.5, whole: 5 };

/**
 * A context whose cache is empty.
 * @param path what follows `bin` in PATH until the test ends; call `vi.unstubAllEnvs` after it
 */
export async function testTools(path = "/usr/bin:/bin"): Promise<TestTools> {
  const folder = await temporaryFolder();
  const bin = join(folder, "bin");
  await mkdir(bin);
  vi.stubEnv("PATH", `${bin}${delimiter}${path}`);
  const checkout = localPaths(resolve(__dirname, "../.."), {});
  const paths = { ...checkout, cache: join(folder, "cache"), state: join(folder, "state") };
  await mkdir(paths.cache);
  const progress = new RecordedProgress();
  return { context: { paths, progress, downloads: new Downloads(limits) }, progress, bin, folder };
}

/**
 * Puts a `go` on PATH that "builds" programs which print their import path, and notes its calls in `bin/go.log`.
 * @param version what it calls its version
 */
export async function fakeGo(bin: string, version = "go1.26.8"): Promise<void> {
  await writeScript(
    join(bin, "go"),
    `if [ "$1" = env ]; then printf '%s\\n' ${version} /home/user/go-settings own.example; exit; fi`,
    `echo "$@" >> ${bin}/go.log`,
    `env | grep -E '^(GO|CGO|XDG_CONFIG_HOME)' | sort > ${bin}/go.env`,
    `pwd > ${bin}/go.folder`,
    `if [ "$1" = list ]; then echo ${bin}/source; exit; fi`,
    `while [ "$1" != -o ]; do shift; done`,
    `folder="$2"; shift 2`,
    `for package; do echo "$package" > "$folder\${package##*/}"; done`,
  );
}
