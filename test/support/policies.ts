import { createRequire } from "node:module";
import type { Approval } from "../../policies/approval/approval";
import { checkApproval } from "../../policies/approval/checkApproval";
import type { ApprovalResult } from "../../policies/approval/result";
import { judge, rules, type JudgedFinding } from "../../policies/judge";
import type { ProviderResource, Resource } from "../../policies/resource";
import { concerned, underMainType } from "../../policies/rules/concerned";
import { defaultLevels, type Finding, type Level, type Rule } from "../../policies/rules/rule";
import type { Inputs } from "../../policies/values";

/**
 * An approval as its file would hold it; Germany, under the law of the Union or the US, unless told otherwise. Fields
 * without a value, and lists without one, say nothing.
 */
export function approvalOf(fields: Readonly<Record<string, unknown>> = {}): Approval {
  const said = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const checked = checkApproval({
    jurisdiction: ["DE"],
    operators: ["EU", "US"],
    ...Object.fromEntries(said),
  });
  if ("problems" in checked) throw new Error(checked.problems.join("\n"));
  return checked.approval;
}

/** `approvalOf` as the pack would have found it. */
export function found(fields: Readonly<Record<string, unknown>> = {}): ApprovalResult {
  return { kind: "found", approval: approvalOf(fields), excess: [] };
}

/** A provider of `pkg` with these inputs. */
export function providerOf(pkg: string, inputs: Inputs = {}): ProviderResource {
  const type = `pulumi:providers:${pkg}`;
  return { type, name: pkg, urn: `urn:pulumi:test::test::${type}::${pkg}`, inputs };
}

/** A resource named `it` as the engine would hand it over. */
export function resourceOf(type: string, inputs: Inputs = {}, provider?: ProviderResource): Resource {
  const urn = `urn:pulumi:test::test::${type}::it`;
  return { type, name: "it", urn, inputs, ...(provider === undefined ? {} : { provider }) };
}

/** A provider, judged as a resource. */
export function providerResource(pkg: string, inputs: Inputs = {}): Resource {
  return { ...providerOf(pkg, inputs) };
}

/** The first day of the tests. */
export const today = new Date("2026-11-24T12:00:00Z");

/** What the rules find under an approval with these fields. */
export function judged(
  resource: Resource,
  fields: Readonly<Record<string, unknown>> = {},
  now = today,
): readonly JudgedFinding[] {
  const findings = judge(resource, found(fields), { now });
  for (const finding of findings) expectDeclared(finding);
  return findings;
}

/** The levels that each rule says its findings may have: the documentation tells them. */
const declared: ReadonlyMap<string, readonly Level[]> = new Map(
  rules.map(({ id, levels = defaultLevels }) => [id, levels]),
);

/** @throws Error when a finding has a level that its rule does not declare */
function expectDeclared({ rule, level }: Pick<JudgedFinding, "rule" | "level">): void {
  if (declared.get(rule)?.includes(level) === false) {
    throw new Error(`'${rule}' does not declare the level '${level}'`);
  }
}

/** The messages of what blocks: mandatory findings only. */
export function violations(
  resource: Resource,
  fields: Readonly<Record<string, unknown>> = {},
  now = today,
): readonly string[] {
  return judged(resource, fields, now)
    .filter(({ level }) => level === "mandatory")
    .map(({ message }) => message);
}

/** What rules find on a resource, each of a level that its rule declares. */
export function findingsOf(tried: readonly Rule[], resource: Resource, approval: Approval): Finding[] {
  const main = underMainType(resource);
  return concerned(tried, main.type).flatMap(({ id, check }) => {
    const findings = check(main, approval);
    for (const finding of findings) expectDeclared({ rule: id, ...finding });
    return [...findings];
  });
}

/** What rules say of a resource: level, property and message, one line for each finding. */
export function saidOf(tried: readonly Rule[], resource: Resource, approval = approvalOf()): string[] {
  return findingsOf(tried, resource, approval).map(
    ({ level, property, message }) => `${level} ${property ?? "-"}: ${message}`,
  );
}

interface Sdk {
  readonly unknownCheckingProxy: (properties: unknown) => Record<string, unknown>;
}

/** The SDK exports its proxy, and keeps the type to itself. */
const sdk: unknown = createRequire(__filename)("@pulumi/policy");

function hasProxy(value: unknown): value is Sdk {
  return typeof value === "object" && value !== null && "unknownCheckingProxy" in value;
}

/** Properties as the SDK hands them to a policy: a proxy, which throws at what is unknown. */
export function behindProxy(properties: unknown): Record<string, unknown> {
  if (!hasProxy(sdk)) throw new Error("@pulumi/policy has no unknownCheckingProxy");
  return sdk.unknownCheckingProxy(properties);
}
