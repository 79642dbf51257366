import { stripVTControlCharacters } from "node:util";
import type { ApprovalResult } from "../../../policies/approval/result";
import type { ProgramRun } from "../engine/runProgram";
import { lineOfSetting } from "../project/lines";
import type { StackSettings } from "../project/stackSettings";
import type { ReportedProblem } from "../report/report";
import type { ResourceFinding } from "./judgeResources";
import { refusedSettings } from "./refusedSettings";

/** What a program's end means for the verdict. */
export interface Failure {
  /** Why the stack could not be judged as a whole. */
  readonly problems: readonly ReportedProblem[];
  /** What the program itself refused for lying outside the jurisdiction. */
  readonly violations: readonly ResourceFinding[];
}

/** Lines of a failure that are told. */
const toldLines = 6;

/** Reads how a program ended. */
export function failureOf(run: ProgramRun, settings: StackSettings, result: ApprovalResult): Failure {
  const { calls, remoteComponents } = run.recording;
  const offline = [
    ...(calls.length > 0
      ? [
          `its program calls ${calls.join(", ")}, which only a provider can answer - give what it tells as a setting, or judge the stack by 'pulumi preview' with the policy pack`,
        ]
      : []),
    ...(remoteComponents.length > 0
      ? [
          `its program uses ${remoteComponents.join(", ")}, whose resources only a plug-in knows - judge the stack by 'pulumi preview' with the policy pack`,
        ]
      : []),
  ];
  // What fails after that fails for it.
  if (offline.length > 0) return { problems: offline.map(atTop), violations: [] };

  const approval = result.kind === "found" ? result.approval : undefined;
  const parts = run.failures.map((failure): Failure => {
    const refused = refusedSettings(failure, settings.texts["domicile:stack"], approval);
    if (refused.length === 0)
      return { problems: [atTop(`its program failed: ${told(failure)}`)], violations: [] };
    return {
      problems: refused
        .filter(({ isViolation }) => !isViolation)
        .map(({ message, path }) => ({ message, line: lineOfSetting(settings.file, path) ?? 1 })),
      violations: refused
        .filter(({ isViolation }) => isViolation)
        .map(({ message, path }) => ({
          rule: "stack-settings",
          level: "mandatory",
          message,
          resource: undefined,
          setting: path,
        })),
    };
  });
  return {
    problems: parts.flatMap(({ problems }) => problems),
    violations: parts.flatMap(({ violations }) => violations),
  };
}

function atTop(message: string): ReportedProblem {
  return { message, line: 1 };
}

/** In one line, without the frames of a stack: what is wrong is what its author says. */
function told(failure: string): string {
  const lines = stripVTControlCharacters(failure)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(at |Running program '.*' failed)/.test(line));
  const rest = lines.length - toldLines;
  return [...lines.slice(0, toldLines), ...(rest > 0 ? [`and ${rest} lines more`] : [])].join("; ");
}
