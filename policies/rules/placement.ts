import type { Approval } from "../approval/approval";
import { approvedCountries } from "../approval/judgeLocation";
import { placementOf, type Placed, type Placement, type Unless } from "../placement";
import type { Resource } from "../resource";
import { isProviderType, packageOf } from "../token";
import {
  isInputs,
  isList,
  isPresent,
  ownValue,
  printable,
  shown,
  unknown,
  valuesAt,
  type Found,
  type Value,
} from "../values";
import { openStackBinding, openStackFix } from "./openStack";
import { judgePlace } from "./place";
import { denial } from "./denial";
import { customResourceGroup } from "./kubernetes";
import type { Finding, Rule } from "./rule";

/** Where a resource lies, by what its type says of that. */
export const placementRule: Rule = {
  id: "placement",
  title: "Resources lie in an approved location",
  why: "What holds or carries data outside the jurisdiction has left it, and so may have what nobody can place.",
  fix: "Set the property that names the location, or the provider's, to an approved one, or add an exception.",
  concerns: (type) => !isProviderType(type),
  check: (resource, approval) => {
    const classified = placementOf(resource.type);
    if (classified === undefined) {
      // A custom resource's group is judged with the other kinds of objects.
      return customResourceGroup(resource.type) === undefined ? [unknownType(resource, approval)] : [];
    }
    // Its provider says where it lies, and another rule knows how.
    if (classified.package === "kubernetes" && classified.placement.class !== "opaque") return [];
    return unplacedCloud(resource, approval) ?? checkPlacement(resource, approval, classified.placement);
  },
};

/** OpenStack is many clouds: where nobody can tell which, no region tells a place, and no type is under a known law. */
function unplacedCloud(resource: Resource, approval: Approval): readonly Finding[] | undefined {
  if (packageOf(resource.type) !== "openstack") return undefined;
  const binding = openStackBinding(approval, resource.provider);
  return "problem" in binding
    ? [denied(`${binding.problem}, by its provider`, approval, "region", openStackFix)]
    : undefined;
}

function checkPlacement(resource: Resource, approval: Approval, placement: Placement): readonly Finding[] {
  switch (placement.class) {
    case "placed":
      return checkPlaced(resource, approval, placement);
    case "inherits":
      return [
        ...named(resource, approval, placement.also ?? []),
        ...providerPlaces(resource).flatMap((place) => judged(resource, approval, place)),
      ];
    case "control":
      return named(resource, approval, placement.also ?? [], isGlobalName);
    case "global": {
      const { unless } = placement;
      if (unless !== undefined && isPrivate(resource, unless)) {
        return named(resource, approval, unless.also ?? [], isGlobalName);
      }
      const way = unless === undefined ? "" : `, save with '${unless.property}'`;
      return [denied(`is worldwide: ${placement.reason}${way}`, approval)];
    }
    case "opaque":
      return [denied(`is opaque: ${placement.reason}`, approval)];
  }
}

function checkPlaced(resource: Resource, approval: Approval, placed: Placed): readonly Finding[] {
  const own = placed.by.flatMap((path) => placesAt(resource, path));
  const findings = [
    ...(placed.dead ?? []).flatMap((path) => dead(resource, approval, placed, path)),
    ...own.flatMap((place) => judged(resource, approval, place)),
    ...named(resource, approval, placed.also ?? []),
  ];
  if (own.length > 0) return findings;

  const inherited = providerPlaces(resource, placed.provider ?? []);
  if (inherited.length > 0) {
    return [...findings, ...inherited.flatMap((place) => judged(resource, approval, place))];
  }
  const parents = (placed.parent ?? []).flatMap((path) => valuesAt(resource.inputs, path));
  if (parents.length > 0) {
    return [
      ...findings,
      ...parents.flatMap((parent) => (isReference(parent) ? [] : [noReference(parent, approval)])),
    ];
  }
  return [...findings, missing(resource, approval, placed)];
}

/** Whether a resource of a worldwide type is a private one. */
function isPrivate({ inputs }: Resource, { property, each }: Unless): boolean {
  const entries = ownValue(inputs, property);
  return isList(entries) && entries.length > 0 && entries.every((entry) => namesSomething(entry, each));
}

function namesSomething(entry: Value, property: string): boolean {
  const name = isInputs(entry) ? ownValue(entry, property) : undefined;
  return name === unknown || (typeof name === "string" && name !== "");
}

/** A place that a property names, and whose property it is. */
interface Place extends Found {
  readonly isOfProvider: boolean;
}

/**
 * What stands at the path of a property that names a place. Where one name belongs, a list is no name, nor is an empty
 * one: only a property in the plural holds a list of names.
 */
function placesAt(of: Pick<Resource, "inputs">, path: string, isOfProvider = false): readonly Place[] {
  const end = path.lastIndexOf(".");
  const name = path.slice(end + 1);
  const holders: readonly Found[] =
    end < 0 ? [{ path: "", value: of.inputs, isMalformed: false }] : valuesAt(of.inputs, path.slice(0, end));
  return holders.flatMap((holder): readonly Place[] => {
    if (holder.isMalformed || !isInputs(holder.value)) {
      return [{ ...holder, isMalformed: holder.value !== unknown, isOfProvider }];
    }
    const prefix = holder.path === "" ? "" : `${holder.path}.`;
    const value = ownValue(holder.value, name);
    if (isList(value) && name.endsWith("s")) {
      const names = valuesAt(holder.value, name);
      return names.map((found) => ({ ...found, path: `${prefix}${found.path}`, isOfProvider }));
    }
    return isPresent(value)
      ? [{ path: `${prefix}${name}`, value, isMalformed: isList(value), isOfProvider }]
      : [];
  });
}

/** Inputs of providers that place what does not say itself where it lies. */
const placingInputs: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws", ["region"]],
  ["azure-native", ["location"]],
  ["openstack", ["region"]],
  ["scaleway", ["region", "zone"]],
]);

function providerPlaces(
  { type, provider }: Resource,
  inputs: readonly string[] = placingInputs.get(packageOf(type)) ?? [],
): readonly Place[] {
  return provider === undefined ? [] : inputs.flatMap((path) => placesAt(provider, path, true));
}

function named(
  resource: Resource,
  approval: Approval,
  paths: readonly string[],
  isFree: (name: string) => boolean = () => false,
): readonly Finding[] {
  return paths
    .flatMap((path) => placesAt(resource, path))
    .flatMap((place) =>
      typeof place.value === "string" && isFree(place.value) ? [] : judged(resource, approval, place),
    );
}

/** What Azure calls the location of things that lie nowhere. */
function isGlobalName(name: string): boolean {
  return name.toLowerCase() === "global";
}

function judged(resource: Resource, approval: Approval, place: Place): readonly Finding[] {
  const { path, value, isMalformed, isOfProvider } = place;
  const whose = isOfProvider ? `'${path}' of its provider` : `'${path}'`;
  if (value === unknown) {
    return [
      denied(`${whose} names its place and cannot be known yet`, approval, path, "give it as plain text"),
    ];
  }
  if (isMalformed || typeof value !== "string") {
    return [
      denied(`${whose} names no place: ${shown(value)}`, approval, path, "set it to the name of a location"),
    ];
  }
  const { isApproved, said, approved } = judgePlace(approval, resource, path, value);
  if (isApproved) return [];
  const what = `placed in ${value === "" ? '""' : said} by ${whose}`;
  return [denial({ what, approved, fix: `set ${path}`, property: path })];
}

function unknownType({ type }: Resource, approval: Approval): Finding {
  return denied(`'${printable(type)}' is no type that is known, so nobody can tell where it lies`, approval);
}

function missing(resource: Resource, approval: Approval, { by, provider = [] }: Placed): Finding {
  const first = by[0] ?? "";
  const { approved } = judgePlace(approval, resource, first, "");
  const places = [...by.map((path) => `'${path}'`), ...provider.map((path) => `'${path}' of its provider`)];
  const what = `names no place: ${places.join(", ")} ${places.length > 1 ? "are" : "is"} missing`;
  return denial({ what, approved, fix: `set ${first}`, property: first });
}

function dead(resource: Resource, approval: Approval, placed: Placed, path: string): readonly Finding[] {
  const [by = ""] = placed.by;
  return valuesAt(resource.inputs, path).map(({ value, path: property }) =>
    denied(
      `'${property}' ${shown(value)} is ignored by the provider and places nothing`,
      approval,
      property,
      `remove it and set '${by}'`,
    ),
  );
}

function isReference({ value, isMalformed }: Found): boolean {
  if (isMalformed) return false;
  return value === unknown || typeof value === "number" || (typeof value === "string" && value !== "");
}

function noReference({ path, value }: Found, approval: Approval): Finding {
  return denied(`'${path}' names no resource that it could follow: ${shown(value)}`, approval, path);
}

function denied(what: string, approval: Approval, property?: string, fix = "use another type"): Finding {
  return denial({
    what,
    approved: approvedCountries(approval),
    fix,
    ...(property === undefined ? {} : { property }),
  });
}
