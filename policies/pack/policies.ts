import type {
  EnforcementLevel,
  Policies,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { ApprovalResult } from "../approval/result";
import { judge, judgeUnreadable, type JudgedFinding } from "../judge";
import { judgeStack } from "../judgeStack";
import type { Level } from "../rules/rule";
import { printable } from "../values";
import { toResource } from "./resources";

/** What the pack's policies depend on. */
export interface PackOptions {
  readonly result: ApprovalResult;
  /** The address of the backend that keeps the state; absent where it is not known. */
  readonly backend?: string | undefined;
  /** @default the clock */
  readonly now?: () => Date;
}

/**
 * The policies of the pack. They are few, since each has the SDK read the resource again, and carry many rules: what
 * blocks, what the approval may make blocking, and what is only told.
 */
export function packPolicies({ result, backend, now = () => new Date() }: PackOptions): Policies {
  const hardening: EnforcementLevel =
    result.kind === "found" && result.approval.hardening ? "mandatory" : "advisory";
  // The policies of one call follow each other, so that the first one's findings are there for the others.
  let latest: { readonly urn: string; readonly findings: readonly JudgedFinding[] } | undefined;
  const judged = (args: ResourceValidationArgs): readonly JudgedFinding[] => {
    const { resource, unreadable } = toResource(args);
    const circumstances = { now: now(), backend };
    return unreadable === undefined
      ? judge(resource, result, circumstances)
      : judgeUnreadable(resource, unreadable, result, circumstances);
  };
  const resourcePolicy = (
    name: string,
    level: Level,
    enforcementLevel: EnforcementLevel,
    description: string,
  ): ResourceValidationPolicy => ({
    name,
    description,
    enforcementLevel,
    validateResource: (args, reportViolation) => {
      const isFirst = level === "mandatory";
      const findings = !isFirst && latest?.urn === args.urn ? latest.findings : judged(args);
      if (isFirst) latest = { urn: args.urn, findings };
      report(args, findings, level, reportViolation);
    },
  });
  const stackPolicy = (
    name: string,
    level: Level,
    enforcementLevel: EnforcementLevel,
    description: string,
  ): StackValidationPolicy => ({
    name,
    description,
    enforcementLevel,
    validateStack: (args, reportViolation) => {
      reportStack(args, result, now(), level, reportViolation);
    },
  });
  return [
    resourcePolicy(
      "jurisdiction",
      "mandatory",
      "mandatory",
      "Every resource lies in the approved jurisdiction, is run by an approved operator, and sends nothing elsewhere.",
    ),
    resourcePolicy(
      "hardening",
      "hardening",
      hardening,
      "Data is encrypted at rest, and nothing is more exposed than it must be.",
    ),
    resourcePolicy(
      "notes",
      "advisory",
      "advisory",
      "Exceptions that are used or end soon, and what can only be judged at update.",
    ),
    stackPolicy(
      "stack-jurisdiction",
      "mandatory",
      "mandatory",
      "The stack's resources together keep within the approved jurisdiction.",
    ),
    stackPolicy(
      "stack-hardening",
      "hardening",
      hardening,
      "The stack's resources together are no more exposed than they must be.",
    ),
  ];
}

function report(
  { type, name }: ResourceValidationArgs,
  findings: readonly JudgedFinding[],
  level: Level,
  reportViolation: ReportViolation,
): void {
  for (const finding of findings) {
    if (finding.level === level) reportViolation(`${subject(type, name)}: ${finding.message}`);
  }
}

function reportStack(
  { resources }: StackValidationArgs,
  result: ApprovalResult,
  now: Date,
  level: Level,
  reportViolation: ReportViolation,
): void {
  // Without an approval that can be used, every resource was refused by itself.
  if (result.kind !== "found") return;
  const readable = resources
    .map(toResource)
    .flatMap(({ resource, unreadable }) => (unreadable === undefined ? [resource] : []));
  for (const { urn, message, level: found } of judgeStack(readable, result.approval, now)) {
    const resource = readable.find((candidate) => candidate.urn === urn);
    const beginning = resource === undefined ? "" : `${subject(resource.type, resource.name)}: `;
    if (found === level) reportViolation(`${beginning}${message}`, urn);
  }
}

/** What a message is about. A program chooses the name, so that it may hold anything. */
function subject(type: string, name: string): string {
  return `${printable(type)} '${printable(name)}'`;
}
