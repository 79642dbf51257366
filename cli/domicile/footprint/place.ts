import { hetznerZone } from "../../../infra/catalogue";
import type { Approval } from "../../../policies/approval/approval";
import { countriesOfLocation, isCloudPackage } from "../../../policies/approval/judgeLocation";
import { placementOf } from "../../../policies/placement";
import type { Resource } from "../../../policies/resource";
import { bindingOf } from "../../../policies/rules/cluster/binding";
import { openStackBinding } from "../../../policies/rules/openStack";
import { operatorsOf } from "../../../policies/rules/operator";
import { packageOf } from "../../../policies/token";
import { unknown, valuesAt, type Inputs, type Value } from "../../../policies/values";
import type { PlacedResource } from "../report/report";

/** Where a resource lies and who runs it. */
export type Place = Pick<PlacedResource, "location" | "countries" | "operators">;

const nowhere: Place = { location: null, countries: [], operators: [] };

/** What is called a location while it cannot be known. */
const unknownLocation = "unknown";

/** Where a resource lies, as far as its inputs and its provider's tell. */
export function placeOf(resource: Resource, approval: Approval): Place {
  const pkg = packageOf(resource.type);
  if (pkg === "kubernetes") return placeOfCluster(resource, approval);
  if (!isCloudPackage(pkg)) return nowhere;
  const names = namesOf(resource);
  const locations = [...new Set(names.map(({ name }) => name))];
  const countries = [...new Set(names.flatMap((named) => countriesOf(resource, named, approval)))];
  return {
    location: locations.length === 0 ? null : locations.join(", "),
    countries,
    operators: operatorsOf(resource, approval).map(({ entity, controller }) => ({
      name: entity,
      controller,
    })),
  };
}

function placeOfCluster({ provider }: Resource, approval: Approval): Place {
  if (provider === undefined) return nowhere;
  const binding = bindingOf(approval, provider);
  if (binding.kind !== "placed") {
    return binding.kind === "unknown" ? { ...nowhere, location: unknownLocation } : nowhere;
  }
  const { verdict, countries, controllers } = binding.place;
  return {
    // What is said of it is its name, followed by its country in brackets where that differs.
    location: verdict.said.replace(/ \(.*\)$/, ""),
    countries,
    operators: controllers.map(({ operator, country }) => ({ name: operator, controller: country })),
  };
}

/** A location that an input names. */
interface Named {
  readonly property: string;
  readonly name: string;
}

/** Inputs of providers that place what says nothing itself. */
const providerInputs = ["region", "zone"];

/**
 * The locations that a resource names: those that place it, or its provider's where none does, and whatever else of it
 * names one, e.g. a zone.
 */
function namesOf({ type, inputs, provider }: Resource): readonly Named[] {
  const placement = placementOf(type)?.placement;
  if (placement === undefined) return [];
  const also = "also" in placement ? (placement.also ?? []).flatMap((path) => named(inputs, path)) : [];
  if (placement.class !== "placed" && placement.class !== "inherits") return also;
  const own = placement.class === "placed" ? placement.by.flatMap((path) => named(inputs, path)) : [];
  if (own.length > 0) return [...own, ...also];
  const inherited = placement.class === "placed" ? (placement.provider ?? []) : providerInputs;
  return [
    ...(provider === undefined ? [] : inherited.flatMap((path) => named(provider.inputs, path))),
    ...also,
  ];
}

function named(inputs: Inputs, path: string): readonly Named[] {
  return valuesAt(inputs, path).flatMap(({ path: property, value }) => {
    const name = nameOf(value);
    return name === undefined ? [] : [{ property, name }];
  });
}

function nameOf(value: Value): string | undefined {
  if (value === unknown) return unknownLocation;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function countriesOf(resource: Resource, { property, name }: Named, approval: Approval): readonly string[] {
  const pkg = packageOf(resource.type);
  if (!isCloudPackage(pkg)) return [];
  if (pkg === "openstack") {
    const binding = openStackBinding(approval, resource.provider);
    const country = "problem" in binding ? undefined : binding.countryOf(name);
    return country === undefined ? [] : [country];
  }
  if (pkg === "hcloud" && property.endsWith("networkZone")) {
    return (hetznerZone(name) ?? []).map(({ country }) => country);
  }
  return countriesOfLocation(approval, pkg, name);
}
