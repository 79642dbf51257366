import type { Approval } from "./approval/approval";
import { approvedCountries } from "./approval/judgeLocation";
import type { Resource } from "./resource";
import { exceptionsFor } from "./rules/exceptions";
import { stackRules, type StackFinding, type StackRule } from "./rules/stack";
import { messageLine } from "./values";

/** A finding about one of a stack's resources, and the rule that made it. */
export interface JudgedStackFinding extends StackFinding {
  readonly rule: string;
}

/**
 * Judges all resources of a stack together. It never throws: a rule that fails is a violation of the stack.
 * Exceptions lift what is found about the resources that they name.
 */
export function judgeStack(
  resources: readonly Resource[],
  approval: Approval,
  now: Date,
): readonly JudgedStackFinding[] {
  const excepted = new Set(
    resources
      .filter((resource) => exceptionsFor(approval, resource, now).valid.length > 0)
      .map(({ urn }) => urn),
  );
  return stackRules
    .flatMap((rule) => apply(rule, resources, approval))
    .filter(({ urn }) => !excepted.has(urn));
}

function apply(
  rule: StackRule,
  resources: readonly Resource[],
  approval: Approval,
): readonly JudgedStackFinding[] {
  try {
    return rule.check(resources, approval).map((finding) => ({
      ...finding,
      message: messageLine(finding.message),
      rule: rule.id,
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `rule '${rule.id}' could not judge the stack: ${reason}; approved: ${approvedCountries(approval)} - report this`;
    return [{ rule: rule.id, level: "mandatory", message: messageLine(message), urn: "" }];
  }
}
