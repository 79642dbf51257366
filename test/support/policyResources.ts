import { countriesOf } from "../../infra/catalogue";
import type { Approval } from "../../policies/approval/approval";
import type { Resource } from "../../policies/resource";
import { defaultLevels, type Rule } from "../../policies/rules/rule";
import type { Inputs } from "../../policies/values";

/** An approval for Germany, with what is `changed`. */
export function approvalOf(changed: Partial<Approval> = {}): Approval {
  return {
    jurisdiction: { written: ["DE"], countries: countriesOf(["DE"]) },
    operators: "any",
    locations: {},
    registries: undefined,
    endpoints: [],
    apiGroups: [],
    requireDigest: false,
    hardening: false,
    clouds: [],
    clusters: [],
    exceptions: [],
    ...changed,
  };
}

/** A resource of a type with inputs. */
export function resourceOf(type: string, inputs: Inputs, name = "it"): Resource {
  return { type, name, urn: `urn:pulumi:test::test::${type}::${name}`, inputs };
}

/** What rules say of a resource: level, property and message, one line for each finding. */
export function saidOf(rules: readonly Rule[], resource: Resource, approval = approvalOf()): string[] {
  return rules
    .flatMap(({ id, levels = defaultLevels, check }) => {
      const findings = check(resource, approval);
      const undeclared = findings.find(({ level }) => !levels.includes(level));
      if (undeclared !== undefined) throw new Error(`'${id}' does not declare '${undeclared.level}'`);
      return findings;
    })
    .map(({ level, property, message }) => `${level} ${property ?? "-"}: ${message}`);
}
