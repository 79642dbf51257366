import { placementClasses, placementCounts } from "../../../policies/placement";
import { tables } from "../../../policies/placement/tables";
import { code, sum, table } from "../table";

/** How many types of each class every package has. */
export function placementCountTable(): string {
  const counts = placementCounts();
  const rows = tables.map(({ package: pkg, sdk }) => {
    const ofClass = placementClasses.map((name) => counts.get(pkg)?.[name] ?? 0);
    return { pkg, sdk, ofClass };
  });
  const totals = placementClasses.map((_, index) => sum(rows.map(({ ofClass }) => ofClass[index] ?? 0)));
  return table(
    ["package", "from", ...placementClasses.map(code), "all"],
    [
      ...rows.map(({ pkg, sdk, ofClass }) => [code(pkg), sdk, ...ofClass.map(String), String(sum(ofClass))]),
      ["**all**", "", ...totals.map(String), String(sum(totals))],
    ],
  );
}
