import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readArguments } from "../arguments";
import { judgingIn } from "../checkCommand";
import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import { readFileOutputs, writeOutput } from "../outputs";
import { findProject, stackFilesOf } from "../project/project";
import { exitCodes } from "../report/report";
import { formatPreview, previewFormats } from "./format";
import { previewStack } from "./previewStack";
import { previewReportOf, type StackPreview } from "./report";

/** How `domicile preview` is called. */
export const previewUsage = `domicile preview --pack FOLDER [options]

Previews stacks with the Pulumi CLI and its credentials, under the policy pack. Judge a change only by a pack and an
approval that its author cannot change.

  --pack FOLDER         the policy pack
  --approval FILE       the organisation's approval (default: the file that DOMICILE_APPROVAL names)
  --stack NAME          a stack; may be given several times (default: all that have a stack file)
  --project FOLDER      the project's folder (default: the nearest with a Pulumi.yaml, from here upwards)
  --write FORMAT=FILE   write a file as text or json as well; may be given several times
  --help                show this

exit codes: 0 clean, 1 violations, 2 not everything could be judged, or wrong arguments`;

/** Runs `domicile preview`. @throws Mistake for what the caller can mend */
export async function runPreview(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const given = readArguments(args, {
    single: ["pack", "approval", "project"],
    multiple: ["stack", "write"],
  });
  if (given.isHelp) return done(`${previewUsage}\n`);
  const path = (file: string): string => resolve(context.workingFolder, file);
  const pack = given.value("pack");
  const stacks = given.values("stack");
  const { writes, problems } = readFileOutputs(given.values("write"), previewFormats);
  const { approvalFile } = judgingIn(context, given.value("approval"));
  const mistakes = [
    ...given.problems,
    ...given.words.map((word) => `'${word}' is not expected`),
    ...(pack === undefined ? ["'--pack' is missing; name the folder of the policy pack"] : []),
    ...(stacks.includes("") ? ["'--stack' needs the name of a stack"] : []),
    ...problems,
  ];
  if (pack === undefined || mistakes.length > 0) {
    throw new Mistake([...mistakes, "", `usage: ${previewUsage}`]);
  }
  if (!existsSync(join(path(pack), "PulumiPolicy.yaml"))) {
    throw new Mistake([`'${pack}' is no policy pack: there is no PulumiPolicy.yaml in it`]);
  }
  const project = findProject(path(given.value("project") ?? "."));
  // They would run in the place of the CLI's own, and could let the pack say nothing.
  const replaced = project.ownPlugins.filter((kind) => kind === "analyzers" || kind === "languages");
  if (replaced.length > 0) {
    throw new Mistake([
      `the project file leads ${replaced.map((kind) => `'plugins.${kind}'`).join(" and ")} to programs of its own, which could switch the policy pack off; remove it`,
    ]);
  }
  const chosen = stacks.length > 0 ? stacks : [...stackFilesOf(project).keys()];
  if (chosen.length === 0) throw new Mistake([`there is no stack file in ${project.stackFolder}`]);
  const previews: StackPreview[] = [];
  // One after the other: each takes the engine, the program and the pack.
  for (const stack of chosen) {
    const call = { folder: project.root, environment: context.environment, approvalFile };
    previews.push(await previewStack(stack, path(pack), call));
  }
  const report = previewReportOf(previews);
  for (const { format, file } of writes) writeOutput(path(file), formatPreview(report, format));
  return done(formatPreview(report, "text"), exitCodes[report.verdict]);
}
