import type { Approval } from "./approval/approval";
import { approvedControllers, approvedCountries } from "./approval/judgeLocation";
import { approvalVariable } from "./approval/loadApproval";
import type { ApprovalResult, BrokenApproval, FoundApproval } from "./approval/result";
import { isUtilityPackage, placementOf } from "./placement";
import { remembered } from "./remembered";
import type { Resource } from "./resource";
import { atRestRules } from "./rules/atRest";
import { clusterRule } from "./rules/cluster";
import { concerned, underMainType } from "./rules/concerned";
import { denial } from "./rules/denial";
import { ending, exceptionsFor, expired, used } from "./rules/exceptions";
import { kubernetesRules } from "./rules/kubernetes";
import { leakRules } from "./rules/leaks";
import { operatorRule } from "./rules/operator";
import { placementRule } from "./rules/placement";
import { detourRule, providerRule } from "./rules/provider";
import type { Finding, Rule } from "./rules/rule";
import { checkBackend } from "./rules/state";
import { isComponent, isProviderType, packageOf, stackType } from "./token";
import { messageLine, printable } from "./values";

/** Every rule over one resource, in the order in which findings are told. */
export const rules: readonly Rule[] = [
  placementRule,
  clusterRule,
  operatorRule,
  providerRule,
  detourRule,
  ...leakRules,
  ...kubernetesRules,
  ...atRestRules,
];

/** Which rules to ask about resources of a type: most concern a few types only. */
const rulesFor = remembered(5_000, (type: string) => concerned(rules, type));

/** A finding and the rule that made it. */
export interface JudgedFinding extends Finding {
  /** The rule's id, or `approval`, `exception` or `state` for what no single rule finds. */
  readonly rule: string;
}

/** What judging depends on beside the resource and the approval. */
export interface Circumstances {
  /** Decides which exceptions still hold. */
  readonly now: Date;
  /** The address of the backend that keeps the state; absent where it is not known. */
  readonly backend?: string | undefined;
}

/**
 * Judges one resource by every rule. It never throws: a rule that fails is a violation, and does not end the others.
 * An approval that cannot be used blocks everything; without one, every resource of a cloud is a violation.
 */
export function judge(
  resource: Resource,
  result: ApprovalResult,
  circumstances: Circumstances,
): readonly JudgedFinding[] {
  switch (result.kind) {
    case "broken":
      return [brokenApproval(result)];
    case "missing":
      return isFree(resource) ? [] : [missingApproval];
    case "found":
      return afterExceptions(
        resource,
        result.approval,
        circumstances.now,
        findingsOf(resource, result, circumstances),
      );
  }
}

/** Why a resource cannot be read, and how to mend that. */
export interface Unreadable {
  readonly problem: string;
  readonly fix: string;
}

/** Judges a resource whose inputs, or its provider's, cannot be read: it lies where nobody can tell. */
export function judgeUnreadable(
  resource: Resource,
  { problem, fix }: Unreadable,
  result: ApprovalResult,
  circumstances: Circumstances,
): readonly JudgedFinding[] {
  if (result.kind !== "found" || isFree(resource)) return judge(resource, result, circumstances);
  const what = `${problem}, so nobody can tell where it lies`;
  const finding = denial({ what, approved: approvedCountries(result.approval), fix });
  return afterExceptions(resource, result.approval, circumstances.now, by("placement", [finding]));
}

function findingsOf(
  resource: Resource,
  result: FoundApproval,
  { now, backend }: Circumstances,
): readonly JudgedFinding[] {
  const { approval } = result;
  if (resource.type === stackType) {
    return [
      ...excess(result),
      ...by("exception", ending(approval, now)),
      ...by("state", backend === undefined ? [] : checkBackend(approval, backend)),
    ];
  }
  if (isComponent(resource)) return [];
  const judged = underMainType(resource);
  const findings: JudgedFinding[] = [];
  for (const rule of rulesFor(judged.type)) {
    const made = apply(rule, judged, approval, now);
    if (made.length > 0) findings.push(...made);
  }
  return findings;
}

const noFindings: readonly JudgedFinding[] = [];

function apply(rule: Rule, resource: Resource, approval: Approval, now: Date): readonly JudgedFinding[] {
  try {
    const findings = rule.check(resource, approval);
    if (findings.length === 0) return noFindings;
    const isLifted =
      rule === detourRule &&
      resource.provider !== undefined &&
      exceptionsFor(approval, resource.provider, now).valid.length > 0;
    return isLifted ? [] : by(rule.id, findings);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `rule '${rule.id}' could not judge it: ${reason}; approved: ${approvedCountries(approval)} - report this, or add an exception`;
    return by(rule.id, [{ level: "mandatory", message }]);
  }
}

function afterExceptions(
  resource: Resource,
  approval: Approval,
  now: Date,
  findings: readonly JudgedFinding[],
): readonly JudgedFinding[] {
  if (approval.exceptions.length === 0) return findings;
  const naming = exceptionsFor(approval, resource, now);
  const violations = findings.filter(({ level }) => level !== "advisory");
  const [valid] = naming.valid;
  if (valid !== undefined) {
    const others = findings.filter(({ level }) => level === "advisory");
    return violations.length === 0 ? others : [...others, ...by("exception", [used(valid, violations, now)])];
  }
  const ended = naming.expired.map((exception) => expired(approval, exception, now, violations.length > 0));
  return [...findings, ...by("exception", ended)];
}

/** What a stack asks for beyond its organisation's approval: one violation, whatever it asks for. */
function excess({ approval, excess: asked }: FoundApproval): readonly JudgedFinding[] {
  if (asked.length === 0) return [];
  const approved = `jurisdiction ${approvedCountries(approval)}, operators ${approvedControllers(approval)}`;
  const message = `the stack asks for more than its organisation allows: ${asked.join("; ")}; approved of that: ${approved} - ask for less, or have the approval widened`;
  return [{ rule: "approval", level: "mandatory", message }];
}

function brokenApproval({ source, problems }: BrokenApproval): JudgedFinding {
  const message = `the approval (${source}) cannot be used, so nothing is approved: ${problems.join("; ")} - mend it`;
  return { rule: "approval", level: "mandatory", message: printable(message) };
}

const missingApproval: JudgedFinding = {
  rule: "approval",
  level: "mandatory",
  message: `no approval says where it may lie; approved: nothing - name an approval in ${approvalVariable}, or set domicile:jurisdiction and domicile:operators`,
};

/** Whether a resource needs no approval: it makes nothing outside of the state. */
function isFree(resource: Resource): boolean {
  const { type } = resource;
  const pkg = packageOf(type);
  if (type === stackType || isComponent(resource)) return true;
  return isUtilityPackage(pkg) && (isProviderType(type) || placementOf(type) !== undefined);
}

function by(rule: string, findings: readonly Finding[]): JudgedFinding[] {
  return findings.map((finding) => ({ ...finding, message: messageLine(finding.message), rule }));
}
