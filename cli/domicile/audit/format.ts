import { commentOf, listOf, titled } from "../report/comment";
import { escaped } from "../report/escape";
import { formatReport } from "../report";
import { reportOf } from "../report/report";
import { markedVerdict, stackSection, verdictTable } from "../report/stackMarkdown";
import { counted } from "../report/words";
import { ownVersion } from "../version";
import type { AuditReport, StackDrift } from "./report";

/** The forms in which an audit is printed. */
export const auditFormats = ["text", "markdown", "json"] as const;

/** A form in which an audit is printed. */
export type AuditFormat = (typeof auditFormats)[number];

/** By this line a workflow finds its own issue, to update it in place. */
export const auditMark = "<!-- domicile audit -->";

const headlines = {
  clean: "what is there is what was approved",
  violations: "something is there that was not approved",
  unjudged: "not everything could be judged",
} as const;

/** The report in one of its forms, with a line's end. */
export function formatAudit(report: AuditReport, format: AuditFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(report, undefined, 2)}\n`;
    case "text":
      return [
        formatReport(reportOf(report.stacks), "text", { version: ownVersion() }).trimEnd(),
        ...report.drift.flatMap(driftText),
      ]
        .join("\n")
        .concat("\n");
    case "markdown":
      return markdown(report);
  }
}

function markdown({ verdict, stacks, drift }: AuditReport): string {
  return commentOf(
    [
      auditMark,
      `## Domicile: ${markedVerdict(verdict, headlines[verdict])}`,
      verdictTable(stacks),
      ...stacks.flatMap((stack) => stackSection(stack)),
      titled("### Drift", listOf(drift.flatMap(driftItems))),
    ],
    "domicile audit",
  );
}

function driftText({ stack, changed, problems }: StackDrift): readonly string[] {
  return [
    "",
    `${stack}: ${counted(changed.length, "resource")} drifted`,
    ...problems.map((problem) => `  problem    ${problem}`),
    ...changed.map(({ operation, urn }) => `  drift      ${operation}  ${urn}`),
  ];
}

function driftItems({ stack, changed, problems }: StackDrift): readonly string[] {
  return [
    ...problems.map((problem) => `${escaped(stack)}: **could not be judged:** ${escaped(problem)}`),
    ...changed.map(({ operation, urn }) => `${escaped(stack)}: ${escaped(said(operation))}: ${escaped(urn)}`),
  ];
}

/** What a refresh would do, as what has happened. */
function said(operation: string): string {
  return operation === "delete" ? "is gone" : operation === "update" ? "was changed" : operation;
}
