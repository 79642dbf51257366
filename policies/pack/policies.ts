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
import { FollowUp } from "./followUp";
import { PlannedObjects } from "./planned";
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
 * The policies of the pack. They carry many rules and are few, since each has the SDK read the resource again, which takes
 * longer than all rules. What blocks is one policy; what is told are others, and cost nothing while there is nothing to tell.
 */
export function packPolicies({ result, backend, now = () => new Date() }: PackOptions): Policies {
  const isHardened = result.kind === "found" && result.approval.hardening;
  const hardening: EnforcementLevel = isHardened ? "mandatory" : "advisory";
  const objects = new PlannedObjects();
  const judgeArgs = (args: ResourceValidationArgs): readonly JudgedFinding[] => {
    const { resource, unreadable } = toResource(args);
    objects.note(resource);
    const circumstances = { now: now(), backend };
    return unreadable === undefined
      ? judge(resource, result, circumstances)
      : judgeUnreadable(resource, unreadable, result, circumstances);
  };
  const followUp = (name: string, level: Level, description: string): FollowUp =>
    new FollowUp({
      name,
      description,
      tells: (finding) => finding.level === level,
      judge: judgeArgs,
      report,
    });
  const followUps = [
    ...(isHardened
      ? []
      : [
          followUp(
            "hardening",
            "hardening",
            "Data is encrypted at rest, and nothing is more exposed than it must be.",
          ),
        ]),
    followUp(
      "notes",
      "advisory",
      "Exceptions that are used or end soon, and what can only be judged at update.",
    ),
  ];
  const blocks = ({ level }: JudgedFinding): boolean =>
    level === "mandatory" || (isHardened && level === "hardening");
  const jurisdiction: ResourceValidationPolicy = {
    name: "jurisdiction",
    description: isHardened
      ? "Every resource lies in the approved jurisdiction, is run by an approved operator, sends nothing elsewhere, and is hardened."
      : "Every resource lies in the approved jurisdiction, is run by an approved operator, and sends nothing elsewhere.",
    enforcementLevel: "mandatory",
    validateResource: (args, reportViolation) => {
      const findings = judgeArgs(args);
      report(args, findings.filter(blocks), reportViolation);
      for (const following of followUps) following.follow(args.urn, findings);
    },
  };
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
      reportStack(args, { result, now: now(), objects }, level, reportViolation);
    },
  });
  return [
    jurisdiction,
    ...followUps.map(({ policy }) => policy),
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
  reportViolation: ReportViolation,
): void {
  for (const { message } of findings) reportViolation(`${subject(type, name)}: ${message}`);
}

/** What judging a stack as a whole depends on. */
interface StackCircumstances {
  readonly result: ApprovalResult;
  readonly now: Date;
  readonly objects: PlannedObjects;
}

function reportStack(
  { resources }: StackValidationArgs,
  { result, now, objects }: StackCircumstances,
  level: Level,
  reportViolation: ReportViolation,
): void {
  // Without an approval that can be used, every resource was refused by itself.
  if (result.kind !== "found") return;
  const readable = resources
    .map(toResource)
    .flatMap(
      ({ resource, unreadable }) =>
        objects.planned(resource.urn) ?? (unreadable === undefined ? [resource] : []),
    );
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
