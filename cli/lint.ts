import { join } from "node:path";
import { CommandError, runCommand } from "../infra/local/command";
import { localPaths } from "../infra/local/paths";
import { runCommandLine } from "./runCommandLine";

/**
 * ESLint holds the types of the clouds' SDKs, some gigabytes. Where there is room for them, the collector does not go through
 * them again and again while they are loaded.
 */
const roomyHeap =
  process.availableMemory() > 12 * 2 ** 30
    ? [
        "--initial-old-space-size=6000",
        "--max-old-space-size=8000",
        "--min-semi-space-size=64",
        "--max-semi-space-size=64",
      ]
    : [];

/** What must hold of the source before tests are worth running: its rules, its types and its form. */
const checks: readonly (readonly [
  title: string,
  script: string,
  args: readonly string[],
  heap?: readonly string[],
])[] = [
  ["rules", "eslint/bin/eslint.js", [".", "--max-warnings", "0"], roomyHeap],
  ["types", "typescript/bin/tsc", ["--pretty", "false"]],
  ["format", "prettier/bin/prettier.cjs", ["--check", "."]],
];

void runCommandLine(async (progress) => {
  const { root } = localPaths();
  // Side by side: each uses one processor, and the rules take longer than the others together.
  const failed = await Promise.all(
    checks.map(async ([title, script, args, heap = []]) => {
      const command = [...heap, join(root, "node_modules", script), ...args];
      const check = () => runCommand(process.execPath, command, { cwd: root });
      return progress.step(title, check).then(
        () => [],
        (error: unknown) => [{ title, findings: findingsOf(error) }],
      );
    }),
  );
  for (const { title, findings } of failed.flat()) console.log(`\n${title}:\n${findings}`);
  const titles = failed.flat().map(({ title }) => title);
  if (titles.length > 0) throw new Error(`these checks failed: ${titles.join(", ")}`);
});

/** What a check that failed has to say, or how it ended without a word. @throws when it was interrupted */
function findingsOf(error: unknown): string {
  if (!(error instanceof CommandError)) throw error;
  return (error.stdout + error.stderr).trim() || error.message;
}
