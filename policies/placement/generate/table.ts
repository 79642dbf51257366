import { format, resolveConfig } from "prettier";
import { placementClasses, type Placement } from "../placement";
import { aliasesOf } from "./aliases";
import { classify } from "./classify";
import type { PackageRules } from "./rule";
import { readSdk } from "./sdk";

/** The text of the table of one package, as it is committed: types grouped by placement, then the aliases. */
export async function makeTable(rules: PackageRules, path: string): Promise<string> {
  const sdk = readSdk(rules.npm);
  const placements = classify(rules, sdk);
  const table = {
    package: rules.package,
    sdk: `${rules.npm} ${sdk.version}`,
    ...Object.fromEntries(placementClasses.map((name) => [name, groups(placements, name)])),
    aliases: Object.fromEntries(aliasesOf(sdk.types, placements)),
  };
  const config = await resolveConfig(path);
  return format(JSON.stringify(table), { ...config, filepath: path });
}

/** The types of one class: those that say it in the same way stand together, the largest group first. */
function groups(placements: ReadonlyMap<string, Placement>, name: Placement["class"]): readonly object[] {
  const found = new Map<string, { readonly head: object; readonly types: string[] }>();
  for (const [token, { class: itsClass, ...head }] of placements) {
    if (itsClass !== name) continue;
    const key = JSON.stringify(head);
    const group = found.get(key) ?? { head, types: [] };
    group.types.push(token);
    found.set(key, group);
  }
  return [...found]
    .sort(([a, x], [b, y]) => y.types.length - x.types.length || (a < b ? -1 : 1))
    .map(([, { head, types }]) => ({ ...head, types: types.sort() }));
}
