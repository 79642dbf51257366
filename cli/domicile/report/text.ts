import type { Report, StackReport } from "./report";
import {
  advisoriesOf,
  approvalText,
  counted,
  findingText,
  oneLine,
  summaryText,
  verdictText,
  violationsOf,
} from "./words";

/** The report for people: each stack with its verdict first, then what blocks, then what is only told. */
export function textReport(report: Report): string {
  return [...report.stacks.map(stackText), summaryText(report)].join("\n\n") + "\n";
}

function stackText(stack: StackReport): string {
  const { file, problems, findings, footprint, encryptedSettings } = stack;
  const place = (line: number): string => `${file}:${line}`;
  return [
    `${stack.stack}: ${verdictText(stack)} (${counted(footprint.resources.length, "resource")}; approved: ${approvalText(stack)})`,
    ...problems.map(({ message, line }) => `  problem    ${place(line)}  ${oneLine(message)}`),
    ...violationsOf(findings).map(
      (finding) => `  violation  ${place(finding.line)}  ${findingText(finding)}`,
    ),
    ...advisoriesOf(findings).map(
      (finding) => `  advisory   ${place(finding.line)}  ${findingText(finding)}`,
    ),
    ...(encryptedSettings.length > 0
      ? [`  note       encrypted settings were taken as unknown: ${encryptedSettings.join(", ")}`]
      : []),
  ].join("\n");
}
