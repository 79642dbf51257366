import { resolve } from "node:path";
import { approvalVariable, loadApproval } from "../../policies/approval/loadApproval";
import { done, type CommandContext, type CommandResult } from "./commandContext";
import { compare } from "./diff/compare";
import { formatDifference } from "./diff/format";
import { readSide } from "./diff/readSide";
import { checkStacks } from "./judging/checkStacks";
import type { CheckContext } from "./judging/context";
import { Mistake } from "./mistake";
import { checkUsage, parseCheckOptions } from "./options";
import { writeOutput } from "./outputs";
import { findProject } from "./project/project";
import { formatReport } from "./report";
import { exitCodes, reportOf } from "./report/report";
import { checkState } from "./state/checkState";
import { ownVersion } from "./version";

/** Runs `domicile check`. @throws Mistake for what the caller can mend */
export async function runCheck(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const options = parseCheckOptions(args);
  if (options.kind === "help") return done(`${checkUsage}\n`);
  const { workingFolder, now } = context;
  const path = (file: string): string => resolve(workingFolder, file);
  const judging = judgingIn(context, options.approval);
  if (options.kind === "diff") {
    const { approvalFile } = judging;
    const reading = { approval: loadApproval({ file: approvalFile, setting: () => undefined }), now };
    const [before, after] = [options.before, options.after].map((file) => readSide(path(file), reading));
    if (before === undefined || after === undefined) throw new Mistake(["two files are needed"]);
    const difference = compare(before, after);
    for (const { format, file } of options.writes) {
      writeOutput(path(file), formatDifference(difference, format));
    }
    return done(formatDifference(difference, options.format));
  }
  const folder = path(options.project ?? ".");
  const report =
    options.kind === "state"
      ? reportOf([checkState({ file: path(options.file), stack: options.stack, folder }, judging)])
      : await checkStacks(findProject(folder), options.stacks, judging);
  const tool = { version: ownVersion() };
  for (const { format, file } of options.writes) writeOutput(path(file), formatReport(report, format, tool));
  return done(formatReport(report, options.format, tool), exitCodes[report.verdict]);
}

/** What judging depends on, by the approval that an option or the environment names. */
export function judgingIn(
  { environment, workingFolder, now }: CommandContext,
  approval: string | undefined,
): CheckContext {
  const named = approval ?? environment[approvalVariable];
  return {
    // An empty name is a mistake that blocks, wherever it stands.
    approvalFile: named === undefined || named.trim() === "" ? named : resolve(workingFolder, named),
    now,
    backend: environment["PULUMI_BACKEND_URL"],
    workingFolder,
  };
}
