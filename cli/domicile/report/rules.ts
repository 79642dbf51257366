import { rules } from "../../../policies/judge";
import { defaultLevels, type Level } from "../../../policies/rules/rule";
import { stackRules } from "../../../policies/rules/stack";

/** A rule as reports describe it. */
export interface DescribedRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** The levels that its findings may have. */
  readonly levels: readonly Level[];
}

type Described = Omit<DescribedRule, "levels"> & Partial<Pick<DescribedRule, "levels">>;

/** What is found by no rule over resources. */
export const otherRules: readonly DescribedRule[] = [
  {
    id: "approval",
    title: "A usable approval says what is permitted",
    why: "Without one nothing is permitted, and a stack may not ask for more than its organisation allows.",
    fix: "Name the approval's file in DOMICILE_APPROVAL, mend it, or have the stack ask for less.",
    levels: ["mandatory"],
  },
  {
    id: "exception",
    title: "Exceptions are few, and end",
    why: "What is excepted lies outside the jurisdiction until somebody ends it.",
    fix: "Remove what is excepted, or renew the exception before its last day.",
    levels: ["mandatory", "advisory"],
  },
  {
    id: "state",
    title: "The state is kept in an approved place",
    why: "The state holds every input and output of the stack, secrets among them.",
    fix: "Keep the state in an approved place, or list its host under 'endpoints' of the approval.",
    levels: ["advisory"],
  },
  {
    id: "stack-settings",
    title: "Sites stand in the stack's jurisdiction",
    why: "The program refuses a site that stands elsewhere, or under another law, than the stack itself asks for.",
    fix: "Move the site, or widen 'jurisdiction' or 'operators' as far as the organisation allows.",
    levels: ["mandatory"],
  },
  {
    id: "read",
    title: "What is only read is judged by the state",
    why: "A program that reads a resource says its id and not where it lies.",
    fix: "Judge the exported state as well: domicile check --state FILE.",
    levels: ["advisory"],
  },
  {
    id: "unjudged",
    title: "Stacks can be judged as a whole",
    why: "What cannot be judged may lie anywhere, so that it blocks as a violation does.",
    fix: "Mend the stack file or the program, or judge the stack by pulumi preview with the policy pack.",
    levels: ["mandatory"],
  },
];

/** All rules that a report may name, by id; each once. */
export function describedRules(): readonly DescribedRule[] {
  const all = [...rules, ...stackRules, ...otherRules].map(described);
  return [...new Map(all.map((rule) => [rule.id, rule])).values()];
}

/** A rule without what it does. */
export function described({ levels = defaultLevels, ...rule }: Described): DescribedRule {
  const { id, title, why, fix } = rule;
  return { id, title, why, fix, levels };
}
