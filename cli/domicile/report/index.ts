import { codeQualityReport } from "./codeQuality";
import { markdownReport } from "./markdown";
import type { Report } from "./report";
import { sarifLog, type Tool } from "./sarif";
import { textReport } from "./text";

/** The forms in which a report is printed. */
export const formats = ["text", "markdown", "json", "sarif", "codequality"] as const;

/** A form in which a report is printed. */
export type Format = (typeof formats)[number];

/** The report in one of its forms, with a line's end. */
export function formatReport(report: Report, format: Format, tool: Tool): string {
  switch (format) {
    case "text":
      return textReport(report);
    case "markdown":
      return markdownReport(report);
    case "json":
      return json(report);
    case "sarif":
      return json(sarifLog(report, tool));
    case "codequality":
      return json(codeQualityReport(report));
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
