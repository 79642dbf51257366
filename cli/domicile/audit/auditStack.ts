import { basename, join } from "node:path";
import type { CheckContext } from "../judging/context";
import { Mistake } from "../mistake";
import { readEvents } from "../pulumi/events";
import { runEngine, runPulumi, withPrivateFolder, type PulumiCall } from "../pulumi/runPulumi";
import type { StackReport } from "../report/report";
import { oneLine } from "../report/words";
import { checkState } from "../state/checkState";
import { stackFilesOf, type Project } from "../project/project";
import type { StackDrift } from "./report";

/** Lines of what the CLI said that are told. */
const toldLines = 5;

/**
 * Judges the state of a stack, as its backend has it. Encrypted values in it stay encrypted, and so unknown.
 * @throws Mistake when there is no Pulumi CLI
 */
export async function auditState(
  stack: string,
  project: Project,
  call: PulumiCall,
  judging: CheckContext,
): Promise<StackReport> {
  return withPrivateFolder(async (folder) => {
    const file = join(folder, "state.json");
    const { exitCode, said } = await runPulumi(["stack", "export", "--stack", stack, "--file", file], call);
    if (exitCode !== 0) return unjudged(stack, `its state cannot be exported: ${lastLines(said)}`);
    try {
      const hasFile = stackFilesOf(project).has(stack);
      const report = checkState({ file, stack: hasFile ? stack : undefined, folder: project.root }, judging);
      // Lines of a file that is gone help nobody.
      const findings = report.findings.map((finding) => ({ ...finding, line: 1 }));
      return { ...report, stack, file: stateName(stack), findings };
    } catch (error) {
      if (error instanceof Mistake) return unjudged(stack, error.message.replaceAll(file, basename(file)));
      throw error;
    }
  });
}

/**
 * Compares what is there with the state of a stack. The program is not run, and nothing is changed.
 * @throws Mistake when there is no Pulumi CLI
 */
export async function auditDrift(stack: string, call: PulumiCall): Promise<StackDrift> {
  const run = await runEngine(["refresh", "--preview-only", "--stack", stack], call);
  const { steps, errors, packs } = readEvents(run.events);
  const isWhole = run.exitCode === 0 && packs !== undefined;
  const why = errors.length > 0 ? errors.join("; ") : lastLines(run.said);
  return {
    stack,
    changed: steps,
    problems: isWhole ? [] : [`what is there cannot be compared with its state: ${why}`],
  };
}

function unjudged(stack: string, message: string): StackReport {
  return {
    stack,
    file: stateName(stack),
    verdict: "unjudged",
    approval: null,
    problems: [{ message, line: 1 }],
    findings: [],
    encryptedSettings: [],
    footprint: { resources: [], endpoints: [], models: [], clients: [], exceptions: [] },
  };
}

function stateName(stack: string): string {
  return `state of ${stack}`;
}

function lastLines(said: string): string {
  return said.trim().split("\n").slice(-toldLines).map(oneLine).join("; ");
}
