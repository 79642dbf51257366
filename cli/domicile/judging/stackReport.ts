import { relative, sep } from "node:path";
import type { Approval } from "../../../policies/approval/approval";
import { stackType } from "../../../policies/token";
import type { Footprint, ReportedFinding, ReportedProblem, StackReport, Verdict } from "../report/report";
import { byText } from "../sorting";
import type { ResourceFinding } from "./judgeResources";

/** What a stack's report is made from. */
export interface StackFindings {
  readonly stack: string;
  /** As it is shown. */
  readonly file: string;
  readonly approval: Approval | undefined;
  readonly problems: readonly ReportedProblem[];
  readonly encryptedSettings: readonly string[];
  readonly findings: readonly ResourceFinding[];
  readonly lineOf: (finding: ResourceFinding) => number;
  readonly footprint: Footprint;
}

/** The report on a stack: what blocks, what is only told, and the verdict. */
export function stackReport({ stack, file, approval, lineOf, ...given }: StackFindings): StackReport {
  const findings = given.findings
    .map((finding): ReportedFinding => {
      const { rule, level, message, resource, property } = finding;
      const isViolation = level === "mandatory" || (level === "hardening" && approval?.hardening === true);
      return {
        level: isViolation ? "violation" : "advisory",
        rule,
        type: resource?.type ?? "",
        name: resource?.name ?? "",
        urn: resource?.urn ?? "",
        property: property ?? null,
        message,
        line: lineOf(finding),
      };
    })
    .toSorted(
      (one, other) =>
        byText(other.level, one.level) ||
        Number(isOfResource(one)) - Number(isOfResource(other)) ||
        byText(one.urn, other.urn),
    );
  return {
    stack,
    file,
    verdict: verdictOf(given.problems, findings),
    approval:
      approval === undefined
        ? null
        : {
            jurisdiction: approval.jurisdiction.written,
            operators: approval.operators === "any" ? "any" : approval.operators.written,
          },
    problems: given.problems,
    findings,
    encryptedSettings: given.encryptedSettings,
    footprint: given.footprint,
  };
}

/** What is about the stack itself comes first. */
function isOfResource({ type }: ReportedFinding): boolean {
  return type !== "" && type !== stackType;
}

function verdictOf(problems: readonly ReportedProblem[], findings: readonly ReportedFinding[]): Verdict {
  if (problems.length > 0) return "unjudged";
  return findings.some(({ level }) => level === "violation") ? "violations" : "clean";
}

/** The path from the working folder, with slashes, where the file lies below it; else the path as it stands. */
export function shownPath(folder: string, file: string): string {
  const path = relative(folder, file);
  return path === "" || path.startsWith("..") ? file : path.split(sep).join("/");
}
