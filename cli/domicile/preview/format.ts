import { counted } from "../report/words";
import type { PreviewReport, StackPreview } from "./report";

/** The forms in which a preview is printed. */
export const previewFormats = ["text", "json"] as const;

/** A form in which a preview is printed. */
export type PreviewFormat = (typeof previewFormats)[number];

/** The report in one of its forms, with a line's end. */
export function formatPreview(report: PreviewReport, format: PreviewFormat): string {
  return format === "json"
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : `${report.stacks.map(stackText).join("\n\n")}\n`;
}

function stackText(preview: StackPreview): string {
  const { stack, problems, findings } = preview;
  return [
    `${stack}: ${previewVerdictText(preview)} (${operationsText(preview)})`,
    ...problems.map((message) => `  problem    ${message}`),
    ...findings.map(({ level, policy, message }) => `  ${level.padEnd(9)}  ${message} [${policy}]`),
  ].join("\n");
}

/** The verdict in words. */
export function previewVerdictText({ verdict, findings }: StackPreview): string {
  switch (verdict) {
    case "clean":
      return "clean";
    case "violations":
      return counted(findings.filter(({ level }) => level === "violation").length, "violation");
    case "unjudged":
      return "could not be judged";
  }
}

/** What is planned, e.g. `3 to create, 1 to delete`. */
export function operationsText({ operations }: StackPreview): string {
  const planned = Object.entries(operations).map(([operation, count]) => `${count} to ${operation}`);
  return planned.length === 0 ? "nothing to change" : planned.join(", ");
}
