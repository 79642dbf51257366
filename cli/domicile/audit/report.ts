import { worst, type StackReport, type Verdict } from "../report/report";
import type { PlannedStep } from "../pulumi/events";

/** The version of the shape. It changes when a field changes its meaning or goes, not when one is added. */
export const auditVersion = 1;

/** What `domicile audit` found; `--format json` prints it as it stands. */
export interface AuditReport {
  readonly schemaVersion: typeof auditVersion;
  /** `clean` when nothing in the states violates the approval and nothing has drifted from them. */
  readonly verdict: Verdict;
  /** What was found in the states. */
  readonly stacks: readonly StackReport[];
  readonly drift: readonly StackDrift[];
}

/** How far what is there differs from a stack's state. */
export interface StackDrift {
  readonly stack: string;
  /** Resources that are there otherwise than the state says, or no more. */
  readonly changed: readonly PlannedStep[];
  /** Why it could not be told; each in one line. */
  readonly problems: readonly string[];
}

/** The report over some stacks. */
export function auditReportOf(stacks: readonly StackReport[], drift: readonly StackDrift[]): AuditReport {
  const verdicts = [
    ...stacks.map(({ verdict }) => verdict),
    ...drift.map(({ changed, problems }): Verdict => {
      if (problems.length > 0) return "unjudged";
      return changed.length > 0 ? "violations" : "clean";
    }),
  ];
  return {
    schemaVersion: auditVersion,
    verdict: verdicts.length === 0 ? "unjudged" : worst(verdicts),
    stacks,
    drift,
  };
}
