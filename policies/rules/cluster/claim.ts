import { isCountry, locationOf, operatorAt, type CloudName } from "../../../infra/catalogue";
import { shownAddress } from "../../approval/address";
import type { Approval } from "../../approval/approval";
import {
  approvedCountries,
  countriesOfLocation,
  judgeCountry,
  judgeLocation,
  siteOfLocation,
  type CloudPackage,
  type LocationVerdict,
} from "../../approval/judgeLocation";
import { remembered, rememberedOf } from "../../remembered";
import { isPresent, ownValue, shown, unknown, type Inputs } from "../../values";
import type { ServerLocation } from "./serverLocation";

/** Who runs something, and whose law binds that. */
export interface Controller {
  readonly operator: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** Where something lies, judged, and under whose law. */
export interface Place {
  readonly verdict: LocationVerdict;
  /** ISO 3166-1 alpha-2; several where a name is not unique. */
  readonly countries: readonly string[];
  readonly controllers: readonly Controller[];
}

/** What the `clusterIdentifier` of a provider claims: `domicile:<cloud>/<location>`. */
export interface Claim extends Place {
  readonly text: string;
  readonly cloud: string;
  readonly location: string;
}

/** Clouds that a claim may name, beside `existing` and `local`, whose location is a country. */
const packageOfCloud: ReadonlyMap<string, CloudPackage> = new Map([
  ["hetzner", "hcloud"],
  ["aws", "aws"],
  ["azure", "azure-native"],
  ["scaleway", "scaleway"],
  ["ovh", "ovh"],
  ["openstack", "openstack"],
]);

/** Reads a provider's claim; undefined when it makes none, since an identifier of another form is the user's own. */
export function claimOf(
  approval: Approval,
  provider: Inputs,
): Claim | { readonly problem: string } | undefined {
  const text = ownValue(provider, "clusterIdentifier");
  if (!isPresent(text)) return undefined;
  if (text === unknown) return { problem: "'clusterIdentifier' names its place and cannot be known yet" };
  if (typeof text !== "string") return { problem: `'clusterIdentifier' is no text: ${shown(text)}` };
  if (!text.startsWith("domicile:")) return undefined;
  return claimsOf(approval)(text);
}

/** All objects of a cluster are judged by the same claim. */
const claimsOf = rememberedOf((approval: Approval) =>
  remembered(256, (text: string): Claim | { readonly problem: string } => readClaim(approval, text)),
);

function readClaim(approval: Approval, text: string): Claim | { readonly problem: string } {
  const [, cloud, location] = /^domicile:([a-z]+)\/(.+)$/.exec(text) ?? [];
  const place =
    cloud === undefined || location === undefined ? undefined : placeOf(approval, cloud, location);
  return place === undefined || cloud === undefined || location === undefined
    ? { problem: `'clusterIdentifier' ${shown(text)} names no cloud and location that are known` }
    : { ...place, text, cloud, location };
}

/** Whether a claim and the location that the server's name tells cannot both be true. */
export function contradictsServer(
  { cloud, location, countries }: Claim,
  server: ServerLocation,
  place: Place,
): boolean {
  if (cloud === "existing") return !sameCountries(countries, place.countries);
  const pkg = packageOfCloud.get(cloud);
  return pkg !== server.pkg || siteOfLocation(pkg, location) !== siteOfLocation(pkg, server.name);
}

/** Where a location of a package lies, and who runs it. */
export function placeOfLocation(approval: Approval, pkg: CloudPackage, name: string): Place {
  return {
    verdict: judgeLocation(approval, pkg, name),
    countries: countriesOfLocation(approval, pkg, name),
    controllers: controllersOf(approval, pkg, name),
  };
}

function placeOf(approval: Approval, cloud: string, location: string): Place | undefined {
  if (cloud === "existing" || cloud === "local") {
    if (!isCountry(location)) return undefined;
    return {
      verdict: {
        isApproved: judgeCountry(approval, location),
        said: location,
        approved: approvedCountries(approval),
      },
      countries: [location],
      controllers: [{ operator: `the operator of the ${cloud} cluster`, country: location }],
    };
  }
  const pkg = packageOfCloud.get(cloud);
  return pkg === undefined ? undefined : placeOfLocation(approval, pkg, location);
}

function controllersOf(approval: Approval, pkg: CloudPackage, name: string): readonly Controller[] {
  switch (pkg) {
    case "aws":
      return operator("aws", name);
    case "azure-native":
      return operator("azure", name);
    case "ovh":
      return operator("ovh", name);
    case "hcloud":
      return operator("hetzner", name);
    case "scaleway":
      return operator("scaleway", name);
    case "openstack":
      return [
        ...(["stackit", "otc"] as const).flatMap((cloud) =>
          locationOf(cloud, name) ? operator(cloud, name) : [],
        ),
        ...approval.clouds.flatMap(({ authUrl, controller, regions }) =>
          Object.hasOwn(regions, name) ? [{ operator: shownAddress(authUrl), country: controller }] : [],
        ),
      ];
  }
}

function operator(cloud: CloudName, location: string): readonly Controller[] {
  const { entity, controller } = operatorAt(cloud, location);
  return [{ operator: entity, country: controller }];
}

/** Whether two lists name the same countries. */
export function sameCountries(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((country) => other.includes(country));
}
