import { distinct } from "../sorting";
import { escaped } from "./escape";
import type { Report, ReportedFinding, StackReport, UsedException } from "./report";
import {
  advisoriesOf,
  approvalText,
  counted,
  findingText,
  summaryText,
  verdictText,
  violationsOf,
} from "./words";

/** By this line a workflow finds its own comment, to update it in place. */
export const commentMark = "<!-- domicile check -->";

/** GitHub takes comments of up to 65,536 characters; GitLab and Forgejo take more. */
const commentLimit = 60_000;

const verdictMarks = { clean: "✅", violations: "❌", unjudged: "⚠️" } as const;

/** The report as a comment on a pull request. What comes from programs and files is shown as text, never as markup. */
export function markdownReport(report: Report): string {
  const table = [
    "| Stack | Verdict | Resources | Countries | Operators' countries | Approved |",
    "| --- | --- | --- | --- | --- | --- |",
    ...report.stacks.map(row),
  ];
  const parts = [
    commentMark,
    `## Domicile: ${summaryText(report)}`,
    table.join("\n"),
    ...report.stacks.flatMap(section),
  ];
  return shortened(parts);
}

function row(stack: StackReport): string {
  const { resources } = stack.footprint;
  const countries = distinct(resources.flatMap((resource) => resource.countries));
  const controllers = distinct(
    resources.flatMap(({ operators }) => operators.map(({ controller }) => controller)),
  );
  const cells = [
    escaped(stack.stack),
    `${verdictMarks[stack.verdict]} ${verdictText(stack)}`,
    String(resources.length),
    countries.join(", ") || "–",
    controllers.join(", ") || "–",
    escaped(approvalText(stack)),
  ];
  return `| ${cells.join(" | ")} |`;
}

function section(stack: StackReport): readonly string[] {
  const { problems, findings, footprint, encryptedSettings } = stack;
  const advisories = advisoriesOf(findings);
  const parts = [
    list(
      problems.map(
        ({ message, line }) => `**could not be judged** ${place(stack, line)}: ${escaped(message)}`,
      ),
    ),
    list(grouped(stack, violationsOf(findings))),
    footprint.exceptions.length === 0
      ? ""
      : `Exceptions in use:\n\n${list(footprint.exceptions.map(exceptionText))}`,
    advisories.length === 0
      ? ""
      : `<details><summary>${String(advisories.length)} advisory ${advisories.length === 1 ? "note" : "notes"}</summary>\n\n${list(grouped(stack, advisories))}\n\n</details>`,
    encryptedSettings.length === 0
      ? ""
      : `Encrypted settings were taken as unknown: ${escaped(encryptedSettings.join(", "))}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? [] : [`### ${escaped(stack.stack)}`, ...parts];
}

/** One item for what is found alike of several resources, e.g. of all that a provider makes. */
function grouped(stack: StackReport, findings: readonly ReportedFinding[]): readonly string[] {
  const groups = Map.groupBy(findings, ({ rule, message, line }) => JSON.stringify([rule, message, line]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` – and ${counted(others.length, "resource")} more alike`;
    return [`${place(stack, first.line)}: ${escaped(findingText(first))}${more}`];
  });
}

function exceptionText({ type, urn, reason, expires, usedFor }: UsedException): string {
  const named = [type, urn].filter((name) => name !== null).join(" and ");
  return `${escaped(named)} until ${expires}, for ${counted(usedFor.length, "resource")}: ${escaped(reason)}`;
}

function place({ file }: StackReport, line: number): string {
  return `<code>${escaped(file)}:${line}</code>`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** As many parts, and lines of them, as fit into a comment. */
function shortened(parts: readonly string[]): string {
  const text = `${parts.join("\n\n")}\n`;
  if (text.length <= commentLimit) return text;
  const kept = text.slice(0, text.lastIndexOf("\n", commentLimit));
  const open = kept.split("<details>").length > kept.split("</details>").length;
  const rest = text.slice(kept.length).split("\n- ").length - 1;
  return `${kept}${open ? "\n\n</details>" : ""}\n\n… and ${counted(rest, "line")} more: run \`domicile check\` to see all.\n`;
}
