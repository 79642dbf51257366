import { resolve } from "node:path";
import { readArguments } from "../arguments";
import { judgingIn } from "../checkCommand";
import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import { readFileOutputs, writeOutput } from "../outputs";
import { findProject, stackFilesOf } from "../project/project";
import { exitCodes, type StackReport } from "../report/report";
import { auditDrift, auditState } from "./auditStack";
import { auditFormats, formatAudit } from "./format";
import { auditReportOf, type StackDrift } from "./report";

/** How `domicile audit` is called. */
export const auditUsage = `domicile audit [options]

Judges what is really there, with the Pulumi CLI and its credentials: the states of stacks by the policy pack's rules,
which shows imports and reads as well, and what has drifted from them. Nothing is changed, and no program is run.

  --approval FILE       the organisation's approval (default: the file that DOMICILE_APPROVAL names)
  --stack NAME          a stack; may be given several times (default: all that have a stack file)
  --project FOLDER      the project's folder (default: the nearest with a Pulumi.yaml, from here upwards)
  --write FORMAT=FILE   write a file as text, markdown or json as well; may be given several times
  --help                show this

exit codes: 0 clean, 1 violations or drift, 2 not everything could be judged, or wrong arguments`;

/** Runs `domicile audit`. @throws Mistake for what the caller can mend */
export async function runAudit(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const given = readArguments(args, { single: ["approval", "project"], multiple: ["stack", "write"] });
  if (given.isHelp) return done(`${auditUsage}\n`);
  const path = (file: string): string => resolve(context.workingFolder, file);
  const stacks = given.values("stack");
  const { writes, problems } = readFileOutputs(given.values("write"), auditFormats);
  const mistakes = [
    ...given.problems,
    ...given.words.map((word) => `'${word}' is not expected`),
    ...(stacks.includes("") ? ["'--stack' needs the name of a stack"] : []),
    ...problems,
  ];
  if (mistakes.length > 0) throw new Mistake([...mistakes, "", `usage: ${auditUsage}`]);
  const project = findProject(path(given.value("project") ?? "."));
  const chosen = stacks.length > 0 ? stacks : [...stackFilesOf(project).keys()];
  if (chosen.length === 0) throw new Mistake([`there is no stack file in ${project.stackFolder}`]);
  const judging = judgingIn(context, given.value("approval"));
  const call = { folder: project.root, environment: context.environment };
  const [judged, drift]: [StackReport[], StackDrift[]] = [[], []];
  for (const stack of chosen) {
    judged.push(await auditState(stack, project, call, judging));
    drift.push(await auditDrift(stack, call));
  }
  const report = auditReportOf(judged, drift);
  for (const { format, file } of writes) writeOutput(path(file), formatAudit(report, format));
  return done(formatAudit(report, "text"), exitCodes[report.verdict]);
}
