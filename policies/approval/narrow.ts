import type { Approval, CountrySet } from "./approval";
import type { ApprovalResult } from "./result";
import type { StackRequest } from "./stackRequest";

/**
 * What an organisation permits, narrowed to what a stack asks for: a stack never widens. What it asks for beyond that
 * is kept as `excess`, and is one violation of the stack.
 */
export function narrow(organisation: Approval, request: StackRequest): ApprovalResult {
  const { jurisdiction = organisation.jurisdiction, operators = organisation.operators } = request;
  return {
    kind: "found",
    approval: {
      ...organisation,
      jurisdiction: intersection(organisation.jurisdiction, jurisdiction),
      operators: narrowOperators(organisation.operators, operators),
    },
    excess: [
      ...beyond("jurisdiction", organisation.jurisdiction, jurisdiction),
      ...(organisation.operators === "any" ? [] : beyond("operators", organisation.operators, operators)),
    ],
  };
}

/**
 * A stack's own request as its approval, where no organisation says anything. Operators default to those of the
 * jurisdiction: whoever names countries only did not think of foreign law.
 */
export function approvalOfRequest({ jurisdiction, operators }: StackRequest): ApprovalResult {
  if (jurisdiction === undefined) {
    return {
      kind: "broken",
      source: "the stack's settings",
      problems: ["domicile:operators is set and domicile:jurisdiction is not; name the countries as well"],
    };
  }
  return {
    kind: "found",
    excess: [],
    approval: {
      jurisdiction,
      operators: operators ?? jurisdiction,
      locations: {},
      registries: undefined,
      endpoints: [],
      apiGroups: [],
      requireDigest: false,
      hardening: false,
      clouds: [],
      clusters: [],
      exceptions: [],
    },
  };
}

function narrowOperators(
  permitted: Approval["operators"],
  asked: Approval["operators"],
): Approval["operators"] {
  if (permitted === "any") return asked;
  return asked === "any" ? permitted : intersection(permitted, asked);
}

function intersection(permitted: CountrySet, asked: CountrySet): CountrySet {
  const countries = new Set([...asked.countries].filter((country) => permitted.countries.has(country)));
  if (countries.size === asked.countries.size) return asked;
  if (countries.size === permitted.countries.size) return permitted;
  return { written: [...countries], countries };
}

function beyond(what: string, permitted: CountrySet, asked: CountrySet | "any"): string[] {
  if (asked === "any") return [`${what} any`];
  const foreign = [...asked.countries].filter((country) => !permitted.countries.has(country));
  if (foreign.length === 0) return [];
  // As the stack writes it: its groups and countries that are not permitted as a whole.
  const excess = asked.written.filter((code) => !permitted.written.includes(code));
  const shown = excess.length > 0 ? excess : foreign;
  return [`${what} ${shown.join(", ")}`];
}
