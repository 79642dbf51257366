import { rules } from "../../../policies/judge";
import { atRestRules } from "../../../policies/rules/atRest";
import { kubernetesRules } from "../../../policies/rules/kubernetes";
import { leakRules } from "../../../policies/rules/leaks";
import { stackRules } from "../../../policies/rules/stack";
import { described, otherRules, type DescribedRule } from "../../domicile/report/rules";
import { code, table } from "../table";

/** Rules of one sort. */
interface Section {
  readonly title: string;
  readonly rules: readonly DescribedRule[];
}

function sections(): readonly Section[] {
  const sorted = [leakRules, kubernetesRules, atRestRules].flat();
  return [
    { title: "Place, operator and providers", rules: rules.filter((rule) => !sorted.includes(rule)) },
    { title: "Ways out", rules: leakRules },
    { title: "Kubernetes", rules: kubernetesRules },
    { title: "Data at rest, and keys", rules: atRestRules },
    { title: "The stack as a whole", rules: stackRules },
    { title: "What no single rule finds", rules: otherRules },
  ].map(({ title, rules: ofSection }) => ({ title, rules: ofSection.map(described) }));
}

/** Every rule: first all of them by name and level, then what each is for. */
export function ruleSections(): string {
  const all = sections();
  const index = table(
    ["rule", "what must hold", "level"],
    all.flatMap(({ rules: ofSection }) =>
      ofSection.map(({ id, title, levels }) => [`[${code(id)}](#${id})`, title, levels.join(", ")]),
    ),
  );
  return [
    index,
    "`hardening` beside `mandatory`, or `advisory`: some findings of the rule count for less, as above.",
    ...all.map(({ title, rules: ofSection }) => [`### ${title}`, ...ofSection.map(ruleText)].join("\n\n")),
  ].join("\n\n");
}

function ruleText({ id, title, why, fix, levels }: DescribedRule): string {
  return `#### ${code(id)}\n\n**${title}** (${levels.join(", ")}). ${why}\n\n_Fix:_ ${fix}`;
}
