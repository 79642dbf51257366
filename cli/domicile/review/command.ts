import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readArguments } from "../arguments";
import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import { readFileOutputs, writeOutput } from "../outputs";
import { readPreviewReport } from "../preview/report";
import { formatReport } from "../report";
import { readReport } from "../report/readReport";
import { exitCodes, reportOf } from "../report/report";
import { ownVersion } from "../version";
import { reviewMarkdown } from "./markdown";
import { reviewVerdict, type Change, type Missing } from "./review";

/** How `domicile review` is called. */
export const reviewUsage = `domicile review [options]

Says what a change means in jurisdiction terms, from reports that were made elsewhere. They are data: nothing in them is
run, and what is not of their shape is refused.

  --new FILE            the report of 'domicile check --format json' over the change
  --old FILE            the one over what the change starts from; without it nothing is said of what changes
  --preview FILE        the report of 'domicile preview' over the change; one of --new and --preview is needed
  --commit SHA          the commit that was judged
  --write FORMAT=FILE   write a file as markdown, sarif or codequality; may be given several times
  --help                show this

Files that are named and cannot be read count as what could not be judged.
exit codes: 0 clean, 1 violations, 2 not everything could be judged, or wrong arguments`;

const written = ["markdown", "sarif", "codequality"] as const;

/** Runs `domicile review`. @throws Mistake for what the caller can mend */
export function runReview(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const given = readArguments(args, { single: ["new", "old", "preview", "commit"], multiple: ["write"] });
  if (given.isHelp) return Promise.resolve(done(`${reviewUsage}\n`));
  const path = (file: string): string => resolve(context.workingFolder, file);
  const { writes, problems } = readFileOutputs(given.values("write"), written);
  const [newFile, oldFile, previewFile] = ["new", "old", "preview"].map(given.value);
  const mistakes = [
    ...given.problems,
    ...given.words.map((word) => `'${word}' is not expected`),
    ...(newFile === undefined && previewFile === undefined
      ? ["'--new' and '--preview' are missing; name a report over the change"]
      : []),
    ...problems,
  ];
  if (mistakes.length > 0) throw new Mistake([...mistakes, "", `usage: ${reviewUsage}`]);
  const after = newFile === undefined ? undefined : readOrTell(() => readReport(path(newFile)));
  const before = oldFile === undefined ? undefined : readBefore(path(oldFile));
  const change: Change = {
    after,
    before,
    preview: previewFile === undefined ? undefined : readOrTell(() => readPreviewReport(path(previewFile))),
    commit: given.value("commit"),
  };
  const text = reviewMarkdown(change);
  const report = after === undefined || "problem" in after ? reportOf([]) : after;
  for (const { format, file } of writes) {
    const content = format === "markdown" ? text : formatReport(report, format, { version: ownVersion() });
    writeOutput(path(file), content);
  }
  return Promise.resolve(done(text, exitCodes[reviewVerdict(change)]));
}

/** What a change starts from need not be judgeable, and a broken report of it is one that is not known. */
function readBefore(file: string): ReturnType<typeof readReport> | undefined {
  if (!existsSync(file)) return undefined;
  const report = readOrTell(() => readReport(file));
  return "problem" in report ? undefined : report;
}

function readOrTell<Result extends object>(read: () => Result): Result | Missing {
  try {
    return read();
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message };
    throw error;
  }
}
