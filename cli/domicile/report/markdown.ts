import { commentOf } from "./comment";
import type { Report } from "./report";
import { stackSection, verdictTable } from "./stackMarkdown";
import { summaryText } from "./words";

/** By this line a workflow finds its own comment, to update it in place. */
export const commentMark = "<!-- domicile check -->";

/** The report as a comment on a pull request. What comes from programs and files is shown as text, never as markup. */
export function markdownReport(report: Report): string {
  return commentOf(
    [
      commentMark,
      `## Domicile: ${summaryText(report)}`,
      verdictTable(report.stacks),
      ...report.stacks.flatMap((stack) => stackSection(stack)),
    ],
    "domicile check",
  );
}
