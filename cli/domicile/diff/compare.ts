import { isDeepStrictEqual } from "node:util";
import type { Footprint, NamedSettings, PlacedResource, ReportedOperator } from "../report/report";
import { byText, distinct } from "../sorting";

/** The version of a difference's shape. It changes when a field changes its meaning or goes, not when one is added. */
export const differenceVersion = 1;

/** What changed in jurisdiction terms; `--format json` prints it as it stands. */
export interface Difference {
  readonly schemaVersion: typeof differenceVersion;
  /** The stacks of either side, by name; those without a change have empty lists. */
  readonly stacks: readonly StackDifference[];
}

/** What changed in a stack. One that is on one side only has everything added or removed. */
export interface StackDifference {
  readonly stack: string;
  readonly resources: {
    readonly added: readonly PlacedResource[];
    readonly removed: readonly PlacedResource[];
    /** Those that lie elsewhere, or are run by someone else, than before. */
    readonly moved: readonly { readonly before: PlacedResource; readonly after: PlacedResource }[];
  };
  readonly locations: Changed<string>;
  readonly countries: Changed<string>;
  readonly operators: Changed<ReportedOperator>;
  readonly endpoints: Changed<string>;
  readonly models: Changed<NamedSettings>;
  readonly clients: Changed<NamedSettings>;
  readonly exceptions: Changed<ExceptionName>;
}

/** An exception, whatever it is used for. */
export interface ExceptionName {
  readonly type: string | null;
  readonly urn: string | null;
  readonly reason: string;
  readonly expires: string;
}

/** What is there now and was not, and the other way round. What changed in itself is in both. */
export interface Changed<Item> {
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
}

/** A stack's footprint by the stack's name. */
export type Footprints = ReadonlyMap<string, Footprint>;

const nothing: Footprint = { resources: [], endpoints: [], models: [], clients: [], exceptions: [] };

/** Compares two sides, stack by stack. */
export function compare(before: Footprints, after: Footprints): Difference {
  const names = distinct([...before.keys(), ...after.keys()]);
  return {
    schemaVersion: differenceVersion,
    stacks: names.map((stack) =>
      compareStack(stack, before.get(stack) ?? nothing, after.get(stack) ?? nothing),
    ),
  };
}

/** Whether nothing changed. */
export function isSame(difference: StackDifference): boolean {
  const { resources, locations, countries, operators, endpoints, models, clients, exceptions } = difference;
  const changes = [resources, locations, countries, operators, endpoints, models, clients, exceptions];
  return (
    resources.moved.length === 0 && changes.every(({ added, removed }) => added.length + removed.length === 0)
  );
}

function compareStack(stack: string, before: Footprint, after: Footprint): StackDifference {
  return {
    stack,
    resources: compareResources(before.resources, after.resources),
    locations: changed(locationsOf(before), locationsOf(after)),
    countries: changed(countriesOf(before), countriesOf(after)),
    operators: changed(operatorsOf(before), operatorsOf(after)),
    endpoints: changed(before.endpoints, after.endpoints),
    models: changed(before.models, after.models),
    clients: changed(before.clients, after.clients),
    exceptions: changed(exceptionsOf(before), exceptionsOf(after)),
  };
}

function compareResources(
  before: readonly PlacedResource[],
  after: readonly PlacedResource[],
): StackDifference["resources"] {
  const [olds, news] = [byUrn(before), byUrn(after)];
  return {
    added: after.filter(({ urn }) => !olds.has(urn)),
    removed: before.filter(({ urn }) => !news.has(urn)),
    moved: after.flatMap((resource) => {
      const old = olds.get(resource.urn);
      return old === undefined || isDeepStrictEqual(placeIn(old), placeIn(resource))
        ? []
        : [{ before: old, after: resource }];
    }),
  };
}

function byUrn(resources: readonly PlacedResource[]): ReadonlyMap<string, PlacedResource> {
  return new Map(resources.map((resource) => [resource.urn, resource]));
}

function placeIn({ location, countries, operators }: PlacedResource): object {
  return { location, countries, operators };
}

function changed<Item>(before: readonly Item[], after: readonly Item[]): Changed<Item> {
  const without = (items: readonly Item[], others: readonly Item[]): Item[] =>
    items.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)));
  return { added: without(after, before), removed: without(before, after) };
}

function locationsOf({ resources }: Footprint): readonly string[] {
  return distinct(resources.flatMap(({ location }) => location ?? []));
}

function countriesOf({ resources }: Footprint): readonly string[] {
  return distinct(resources.flatMap(({ countries }) => countries));
}

function operatorsOf({ resources }: Footprint): readonly ReportedOperator[] {
  const all = new Map(
    resources.flatMap(({ operators }) => operators).map((operator) => [JSON.stringify(operator), operator]),
  );
  return [...all.values()].toSorted((one, other) => byText(one.name, other.name));
}

function exceptionsOf({ exceptions }: Footprint): readonly ExceptionName[] {
  return exceptions.map(({ type, urn, reason, expires }) => ({ type, urn, reason, expires }));
}
