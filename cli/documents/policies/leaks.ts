import { leakGroups, type LeakGroup } from "../../../policies/rules/leaks";
import { packageOf } from "../../../policies/token";
import { code, folded, sum, table } from "../table";

/** How many ways out every rule judges, by package. */
export function leakCountTable(): string {
  const packages = [
    ...new Set(leakGroups.flatMap(({ leaks }) => leaks.map(({ type }) => packageOf(type)))),
  ].toSorted();
  const rows = leakGroups.map(({ id, leaks }) => ({
    id,
    counts: packages.map((pkg) => leaks.filter(({ type }) => packageOf(type) === pkg).length),
  }));
  const totals = packages.map((_, index) => sum(rows.map(({ counts }) => counts[index] ?? 0)));
  return table(
    ["rule", ...packages.map(code), "all"],
    [
      ...rows.map(({ id, counts }) => [code(id), ...counts.map(String), String(sum(counts))]),
      ["**all**", ...totals.map(String), String(sum(totals))],
    ],
  );
}

/** Every property, by rule and type. */
export function leakLists(): string {
  return leakGroups.map((group) => folded(summary(group), typeList(group))).join("\n\n");
}

function summary({ id, leaks }: LeakGroup): string {
  return `<code>${id}</code>: ${leaks.length} properties`;
}

function typeList({ leaks }: LeakGroup): string {
  const byType = Map.groupBy(leaks, ({ type }) => type);
  return [...byType]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, ofType]) => {
      const paths = [...new Set(ofType.map(({ path }) => path))];
      return `- ${code(type)}: ${paths.map((path) => (path === "" ? "the resource itself" : code(path))).join(", ")}`;
    })
    .join("\n");
}
