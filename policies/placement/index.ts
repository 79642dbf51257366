import type { Placement, PlacementClass } from "./placement";
import { tables, type Table } from "./tables";
import { withoutVersion } from "./token";

export {
  placementClasses,
  type Control,
  type Global,
  type Inherits,
  type Opaque,
  type Placed,
  type Placement,
  type PlacementClass,
  type Unless,
} from "./placement";
export { mainPackage } from "./token";

/** A resource type and how it says where it lies. */
export interface ClassifiedType {
  /** The main token: an alias or a versioned token is resolved. */
  readonly type: string;
  /** Its package, e.g. `aws`. */
  readonly package: string;
  readonly placement: Placement;
}

/** The packages whose every type is classified, e.g. `aws`. */
export const supportedPackages: readonly string[] = tables.map((table) => table.package);

const utilityPackages: ReadonlySet<string> = new Set(["pulumi", "random", "tls"]);

/** Whether a package makes nothing outside the state, so that it is allowed without an approval. */
export function isUtilityPackage(pkg: string): boolean {
  return utilityPackages.has(pkg);
}

let classified: ReadonlyMap<string, ClassifiedType> | undefined;

/**
 * How the resources of a type say where they lie; undefined when the type is not known, which is a violation. Tokens
 * match exactly. An alias that the SDK declares, and a token of azure-native with any API version, known or not
 * (`azure-native:storage/v20240101:StorageAccount`, or `azure-native_storage_v20240101:storage:StorageAccount` of a local
 * package), count as their main type.
 */
export function placementOf(type: string): ClassifiedType | undefined {
  classified ??= classifiedTypes();
  return classified.get(type) ?? classified.get(withoutVersion(type));
}

/** How many types of each class every package has, aliases not counted. */
export function placementCounts(): ReadonlyMap<string, Readonly<Record<PlacementClass, number>>> {
  const count = (table: Table, name: PlacementClass): number =>
    table[name].reduce((sum, { types }) => sum + types.length, 0);
  return new Map(
    tables.map((table) => [
      table.package,
      {
        placed: count(table, "placed"),
        inherits: count(table, "inherits"),
        control: count(table, "control"),
        global: count(table, "global"),
        opaque: count(table, "opaque"),
      },
    ]),
  );
}

/** Every type under its own token and its aliases. A map, since the names come from outside: `toString` is no type. */
function classifiedTypes(): ReadonlyMap<string, ClassifiedType> {
  const found = new Map<string, ClassifiedType>();
  for (const table of tables) {
    for (const { types, placement } of placementsIn(table)) {
      for (const type of types) found.set(type, { type, package: table.package, placement });
    }
  }
  for (const { aliases } of tables) {
    for (const [alias, type] of Object.entries(aliases)) {
      const main = found.get(type);
      if (main) found.set(alias, main);
    }
  }
  return found;
}

interface Group {
  readonly types: readonly string[];
  readonly placement: Placement;
}

function placementsIn(table: Table): readonly Group[] {
  return [
    ...table.placed.map(({ types, ...rest }): Group => ({ types, placement: { class: "placed", ...rest } })),
    ...table.inherits.map(({ types, ...rest }): Group => ({
      types,
      placement: { class: "inherits", ...rest },
    })),
    ...table.control.map(({ types, ...rest }): Group => ({
      types,
      placement: { class: "control", ...rest },
    })),
    ...table.global.map(({ types, ...rest }): Group => ({ types, placement: { class: "global", ...rest } })),
    ...table.opaque.map(({ types, ...rest }): Group => ({ types, placement: { class: "opaque", ...rest } })),
  ];
}
