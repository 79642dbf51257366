import { fingerprintOf, type Report, type ReportedFinding, type StackReport } from "./report";
import { messageText, oneLine } from "./words";

/** A finding as GitLab shows it on a merge request: its documentation, "Code Quality report format". */
export interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: "blocker" | "info";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** The report for GitLab's merge requests, which take neither SARIF nor absolute paths. */
export function codeQualityReport(report: Report): readonly CodeQualityIssue[] {
  return report.stacks.flatMap((stack) => [
    ...stack.problems.map(({ message, line }) =>
      issue(stack, { rule: "unjudged", isBlocking: true, text: oneLine(message), key: message, line }),
    ),
    ...stack.findings.map((finding) => issue(stack, partsOf(finding))),
  ]);
}

interface IssueParts {
  readonly rule: string;
  readonly isBlocking: boolean;
  readonly text: string;
  readonly key: string;
  readonly line: number;
}

function partsOf(finding: ReportedFinding): IssueParts {
  const { rule, level, urn, property, message, line } = finding;
  return {
    rule,
    isBlocking: level === "violation",
    text: messageText(finding),
    key: JSON.stringify([urn, property, message]),
    line,
  };
}

function issue({ stack, file }: StackReport, parts: IssueParts): CodeQualityIssue {
  const { rule, isBlocking, text, key, line } = parts;
  return {
    description: `${stack}: ${text}`,
    check_name: rule,
    fingerprint: fingerprintOf(rule, stack, key),
    severity: isBlocking ? "blocker" : "info",
    location: { path: file, lines: { begin: line } },
  };
}
