import { join } from "node:path";
import { localPaths } from "../infra/local/paths";
import { runCommandLine } from "./runCommandLine";
import { runScript } from "./runScript";

/** What must hold of the source before tests are worth running: its form, its rules and its types. */
const checks: readonly (readonly [title: string, script: string, args: readonly string[]])[] = [
  ["format", "prettier/bin/prettier.cjs", ["--check", "."]],
  ["types", "typescript/bin/tsc", []],
  ["rules", "eslint/bin/eslint.js", [".", "--max-warnings", "0"]],
];

void runCommandLine(async (progress, signal) => {
  const { root } = localPaths();
  const failed: string[] = [];
  for (const [title, script, args] of checks) {
    await progress.step(title, async () => {
      const code = await runScript(join(root, "node_modules", script), args, root, signal);
      if (code !== 0) failed.push(title);
    });
  }
  if (failed.length > 0) throw new Error(`these checks failed: ${failed.join(", ")}`);
});
