import { resolve } from "node:path";
import { footprintOf } from "../footprint";
import { approvalOf, approvalProblems } from "../judging/approval";
import type { CheckContext } from "../judging/context";
import { judgeResources, type ResourceFinding } from "../judging/judgeResources";
import { readResources } from "../judging/resources";
import { shownPath, stackReport } from "../judging/stackReport";
import { Mistake } from "../mistake";
import { findProject, stackFilesOf } from "../project/project";
import { readStackSettings, type StackSettings } from "../project/stackSettings";
import type { StackReport } from "../report/report";
import { readState, type StateResource } from "./readState";

/** A state to judge. */
export interface StateToCheck {
  /** The path of the exported state. */
  readonly file: string;
  /** The stack whose settings say what it asks for. @default the one that the state is of */
  readonly stack: string | undefined;
  /** The folder from which a project is looked for. */
  readonly folder: string;
}

/**
 * Judges what an exported state holds: also what was imported or read, which no policy pack is asked about.
 * @throws Mistake when the state cannot be read
 */
export function checkState({ file, stack, folder }: StateToCheck, context: CheckContext): StackReport {
  const state = readState(file);
  const name = stack ?? state.stack;
  const settings = settingsOf(name, folder, stack !== undefined);
  const result = approvalOf(settings, context.approvalFile);
  const read = readResources(state.resources);
  const marks = new Map(read.map(({ source, resource }) => [resource, markOf(source)]));
  const { findings, exceptions } = judgeResources(read, {
    result,
    now: context.now,
    backend: context.backend,
    isWhole: true,
  });
  const approval = result.kind === "found" ? result.approval : undefined;
  const problems = [...settings.problems, ...approvalProblems(settings, result)];
  return stackReport({
    stack: name,
    file: shownPath(context.workingFolder, resolve(file)),
    approval,
    problems: problems.map((message) => ({ message, line: 1 })),
    encryptedSettings: settings.encrypted,
    findings: problems.length > 0 ? [] : findings.map((finding) => marked(finding, marks)),
    lineOf: ({ resource }) => (resource === undefined ? 1 : lineOfUrn(state.text, resource.urn)),
    footprint: footprintOf(
      read.map(({ resource }) => resource),
      approval,
      exceptions,
    ),
  });
}

type Settings = Pick<StackSettings, "texts" | "encrypted" | "problems">;

/** The settings of the state's stack, where this is its project and it has a file. */
function settingsOf(stack: string, folder: string, isAsked: boolean): Settings {
  const none: Settings = { texts: {}, encrypted: [], problems: [] };
  const project = projectAt(folder);
  const file = project === undefined ? undefined : stackFilesOf(project).get(stack);
  if (project !== undefined && file !== undefined) return readStackSettings(project, file);
  if (isAsked) throw new Mistake([`the stack '${stack}' has no stack file here`]);
  return none;
}

function projectAt(folder: string): ReturnType<typeof findProject> | undefined {
  try {
    return findProject(folder);
  } catch (error) {
    if (error instanceof Mistake) return undefined;
    throw error;
  }
}

/** What is said of a resource that is not simply there. */
function markOf({ isRead, isDeleted, isPending }: StateResource): string {
  if (isPending) return "of an interrupted operation: ";
  if (isDeleted) return "replaced and still to be deleted: ";
  return isRead ? "read from elsewhere: " : "";
}

function marked<Finding extends ResourceFinding>(
  finding: Finding,
  marks: ReadonlyMap<unknown, string>,
): Finding {
  return { ...finding, message: `${marks.get(finding.resource) ?? ""}${finding.message}` };
}

/** The first line that names a URN; 1 when none does. */
function lineOfUrn(text: string, urn: string): number {
  const start = text.indexOf(JSON.stringify(urn));
  return start < 0 ? 1 : text.slice(0, start).split("\n").length;
}
