import { isSame, type StackDifference } from "../diff/compare";
import { differenceTable } from "../diff/format";
import { operationsText, previewVerdictText } from "../preview/format";
import type { PreviewReport, StackPreview } from "../preview/report";
import { commentOf, listOf, titled } from "../report/comment";
import { escaped } from "../report/escape";
import type { Report } from "../report/report";
import { markedVerdict, stackSection, verdictTable } from "../report/stackMarkdown";
import { summaryText } from "../report/words";
import { differencesOf, reviewVerdict, type Change, type Missing } from "./review";

/** By these lines a workflow finds its own comment, to update it in place: what only a preview tells is one of its own. */
const marks = { review: "<!-- domicile review -->", preview: "<!-- domicile preview -->" } as const;

const headlines = {
  clean: "nothing leaves the jurisdiction",
  violations: "something leaves the jurisdiction",
  unjudged: "not everything could be judged",
} as const;

/** What a change means, as a comment on its pull request: verdict, changes, exceptions, stack by stack. */
export function reviewMarkdown(change: Change): string {
  const { after, preview, commit } = change;
  const verdict = reviewVerdict(change);
  const judged = commit === undefined ? "" : `Judged: <code>${escaped(commit.slice(0, 12))}</code>`;
  return commentOf(
    [
      after === undefined ? marks.preview : marks.review,
      `## Domicile: ${markedVerdict(verdict, headlines[verdict])}`,
      ...checkParts(after, change),
      ...(preview === undefined ? [] : previewParts(preview)),
      judged,
    ],
    "domicile check",
  );
}

function checkParts(after: Change["after"], change: Change): readonly string[] {
  if (after === undefined) return [];
  if ("problem" in after) return [`**The change could not be judged:** ${escaped(after.problem)}`];
  return judgedParts(after, change);
}

function judgedParts(report: Report, change: Change): readonly string[] {
  const differences = new Map(differencesOf(change).map((difference) => [difference.stack, difference]));
  const names = new Set(report.stacks.map(({ stack }) => stack));
  const gone = (change.before?.stacks ?? []).filter(({ stack }) => !names.has(stack));
  const changes = (stack: string): readonly string[] =>
    change.before === undefined ? [] : [changePart(differences.get(stack))];
  return [
    `${summaryText(report)}.`,
    verdictTable(report.stacks),
    change.before === undefined
      ? "What it changes is not known: what it starts from could not be judged."
      : "",
    ...report.stacks.flatMap((stack) => stackSection(stack, changes(stack.stack))),
    ...gone.flatMap(({ stack }) => [`### ${escaped(stack)}`, "Its stack file goes.", ...changes(stack)]),
  ];
}

function changePart(difference: StackDifference | undefined): string {
  if (difference === undefined) {
    return "What changes here is not known: it, or what it starts from, could not be judged.";
  }
  if (isSame(difference)) return "No change in jurisdiction terms.";
  return titled("What changes in jurisdiction terms:", differenceTable(difference));
}

function previewParts(preview: PreviewReport | Missing): readonly string[] {
  const title = "### Preview with credentials, under the organisation's approval";
  if ("problem" in preview) return [title, `**It could not be judged:** ${escaped(preview.problem)}`];
  const rows = preview.stacks.map(
    (stack) =>
      `| ${escaped(stack.stack)} | ${markedVerdict(stack.verdict, previewVerdictText(stack))} | ${escaped(operationsText(stack))} |`,
  );
  return [
    title,
    ["| Stack | Verdict | Planned |", "| --- | --- | --- |", ...rows].join("\n"),
    listOf(preview.stacks.flatMap(previewItems)),
  ];
}

function previewItems({ stack, problems, findings }: StackPreview): readonly string[] {
  const blocking = findings.filter(({ level }) => level === "violation");
  return [
    ...problems.map((problem) => `${escaped(stack)}: **could not be judged:** ${escaped(problem)}`),
    ...blocking.map(({ message, policy }) => `${escaped(stack)}: ${escaped(`${message} [${policy}]`)}`),
  ];
}
