import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sdkFile } from "../../cli/domicile/engine/sdk";
import { findProject, stackFilesOf } from "../../cli/domicile/project/project";
import { runCommand } from "../../infra/local/command";

/** Seconds that `domicile check` took, and loading the programs that it judges, by round. */
export interface CheckTimes {
  readonly check: readonly number[];
  readonly load: readonly number[];
}

/**
 * Times `domicile check` of all stacks and, in turn with it, the loading of their programs: as many processes as there are
 * stacks, side by side, that load what the program imports with the same loader, and run nothing of it.
 * @throws CommandError when a stack of ours is not clean
 */
export async function timeCheck(root: string, rounds: number): Promise<CheckTimes> {
  const check: number[] = [];
  const load: number[] = [];
  for (let round = 0; round < rounds; round++) {
    load.push(await seconds(() => loadPrograms(root)));
    check.push(await seconds(() => runNode(root, [join(root, "cli", "domicile.ts"), "check"])));
  }
  return { check, load };
}

async function loadPrograms(root: string): Promise<void> {
  const { folder } = findProject(root);
  const load = [
    "--require",
    sdkFile(folder),
    "--eval",
    `require(${JSON.stringify(join(folder, "program"))})`,
  ];
  const stacks = [...stackFilesOf(findProject(root)).keys()];
  await Promise.all(stacks.map(() => runNode(root, load)));
}

async function runNode(root: string, args: readonly string[]): Promise<void> {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  await runCommand(process.execPath, ["--import", loader, ...args], { cwd: root });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
