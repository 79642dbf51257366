import { resolve } from "node:path";
import type { ProgramRun } from "../engine/runProgram";
import { footprintOf } from "../footprint";
import type { Project } from "../project/project";
import { runStack } from "../project/runStack";
import { readStackSettings } from "../project/stackSettings";
import type { ReportedProblem, StackReport } from "../report/report";
import { approvalOf, approvalProblems } from "./approval";
import type { CheckContext } from "./context";
import { failureOf } from "./failure";
import { findingLine } from "./findingLine";
import { judgeResources, type ResourceFinding } from "./judgeResources";
import { readResources } from "./resources";
import { shownPath, stackReport } from "./stackReport";

/** A stack of a project. */
export interface StackToCheck {
  readonly project: Project;
  readonly stack: string;
  /** The path of its stack file. */
  readonly file: string;
}

/** Reads the outputs of another stack, which lie nowhere themselves. */
const stackReference = "pulumi:pulumi:StackReference";

const nothingRun: ProgramRun = {
  recording: { registrations: [], calls: [], remoteComponents: [], errors: [] },
  failures: [],
};

/** Judges a stack by what its program registers. Never throws for what stands in the program or the stack file. */
export async function checkStack(
  { project, stack, file }: StackToCheck,
  context: CheckContext,
): Promise<StackReport> {
  const settings = readStackSettings(project, file);
  const result = approvalOf(settings, context.approvalFile);
  const hindrances = [
    ...settings.problems,
    ...approvalProblems(settings, result),
    ...runtimeProblems(project.runtime),
  ];
  const run = hindrances.length > 0 ? nothingRun : await runStack(project, stack, settings, context.timeout);
  const failure = failureOf(run, settings, result);
  const problems = [
    ...hindrances.map((message): ReportedProblem => ({ message, line: 1 })),
    ...failure.problems,
  ];

  const { registrations } = run.recording;
  const read = readResources(registrations);
  const { findings, exceptions } = judgeResources(
    read.filter(({ source }) => !source.isRead),
    {
      result,
      now: context.now,
      backend: context.backend ?? project.backend,
      isWhole: problems.length === 0 && failure.violations.length === 0,
    },
  );
  const reads = read
    .filter(({ source }) => source.isRead && source.type !== stackReference)
    .map(({ resource }) => readFinding(resource));
  const approval = result.kind === "found" ? result.approval : undefined;
  return stackReport({
    stack,
    file: shownPath(context.workingFolder, resolve(file)),
    approval,
    problems,
    encryptedSettings: settings.encrypted,
    findings: [...failure.violations, ...findings, ...reads],
    lineOf: (finding) => findingLine(finding, settings, result),
    footprint: footprintOf(
      read.map(({ resource }) => resource),
      approval,
      exceptions,
    ),
  });
}

function runtimeProblems(runtime: string): readonly string[] {
  if (runtime === "nodejs") return [];
  return [`its program is written for the runtime '${runtime}'; programs for 'nodejs' can be judged`];
}

function readFinding(resource: ResourceFinding["resource"]): ResourceFinding {
  return {
    rule: "read",
    level: "advisory",
    resource,
    message:
      "is read and not made by the program, so nobody can tell from here where it lies - judge the stack's state as well, by domicile check --state",
  };
}
