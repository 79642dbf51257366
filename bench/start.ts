import { spawn } from "node:child_process";
import { join } from "node:path";
import type { BenchContext, BenchResult } from "./benchmark";

/** Seconds that a warm start and a start without changes may take. Source: the project's own goals. */
const goals = {
  "warm start, from nothing to the first completion": 90,
  "second start, nothing to change": 20,
};

/** How long `npm start` takes when everything is downloaded and built: from a removed cluster, and once more. */
export async function benchStart({ paths, progress }: BenchContext): Promise<BenchResult> {
  const command = (name: string) => timed(join(paths.root, "cli", `${name}.ts`), paths.root);
  await progress.step("bring everything up once, so that the cache is warm", () => command("start"));
  await progress.step("remove it", () => command("down"));
  const warm = await progress.step("warm start", () => command("start"));
  const second = await progress.step("second start", () => command("start"));
  const seconds = [warm, second];
  const rows = Object.entries(goals).map(([what, goal], index) => ({
    what,
    seconds: Number((seconds[index] ?? NaN).toFixed(1)),
    goal: `${goal} s`,
  }));
  return { name: "start", rows };
}

/** Runs a command of ours and gives its time in seconds. @throws Error with its output when it fails */
function timed(script: string, cwd: string): Promise<number> {
  return new Promise((settle, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) settle((performance.now() - started) / 1_000);
      else reject(new Error(`'${script}' failed with exit code ${code ?? "unknown"}:\n${output}`));
    });
  });
}
