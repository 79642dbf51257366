import {
  azureLocationCode,
  cloudOfPackage,
  locationOf,
  locationsOf,
  ovhSiteOf,
  scalewayRegionOf,
} from "../../infra/catalogue";
import { remembered, rememberedOf } from "../remembered";
import { shownName } from "../values";
import type { Approval } from "./approval";

/** Pulumi packages whose resources lie in locations that have names: the catalogue's, or of `clouds` in the approval. */
export const cloudPackages = ["aws", "azure-native", "hcloud", "scaleway", "ovh", "openstack"] as const;

/** A Pulumi package of a cloud. */
export type CloudPackage = (typeof cloudPackages)[number];

/** Whether a location may be used, in words that messages are made of. */
export interface LocationVerdict {
  readonly isApproved: boolean;
  /** The location with its country, e.g. `us-east-1 (US)`, or `mars-1 (no location of aws that is known)`. */
  readonly said: string;
  /** What is approved, e.g. `DE (aws: eu-central-1)`. */
  readonly approved: string;
}

/** OpenStack is many clouds: those of the catalogue whose regions have names of their own. */
const openStackClouds = ["stackit", "otc", "ovh"] as const;

/** More names than this are counted, not listed. */
const listedNames = 12;

/** Whether `pkg` is a package of a cloud. */
export function isCloudPackage(pkg: string): pkg is CloudPackage {
  return cloudPackages.some((name) => name === pkg);
}

/**
 * Judges a location by its name: its country must be in the jurisdiction, and where the approval's `locations` name the
 * package, it must be one of them. Names match as the provider takes them: Azure ignores case and spaces, all others are
 * exact. A zone of Scaleway lies in its region, a code of OVH at its site. An OpenStack region that several clouds have
 * must be approved in all of them: whoever can tell the cloud judges by that cloud alone.
 */
export function judgeLocation(approval: Approval, pkg: CloudPackage, name: string): LocationVerdict {
  return verdictsOf(approval)[pkg](name);
}

type Verdicts = Readonly<Record<CloudPackage, (name: string) => LocationVerdict>>;

/** Verdicts are the same for as long as an approval lives, and most resources lie in the same few locations. */
const verdictsOf = rememberedOf((approval: Approval): Verdicts => {
  const verdicts = (pkg: CloudPackage): Verdicts[CloudPackage] =>
    remembered(500, (name) => verdictOf(approval, pkg, name));
  return {
    aws: verdicts("aws"),
    "azure-native": verdicts("azure-native"),
    hcloud: verdicts("hcloud"),
    scaleway: verdicts("scaleway"),
    ovh: verdicts("ovh"),
    openstack: verdicts("openstack"),
  };
});

function verdictOf(approval: Approval, pkg: CloudPackage, name: string): LocationVerdict {
  const countries = countriesOfLocation(approval, pkg, name);
  return {
    isApproved:
      countries.length > 0 &&
      countries.every((country) => judgeCountry(approval, country)) &&
      isAmongLocations(approval, pkg, name),
    said: `${shownName(name)} (${countries.length > 0 ? countries.join(", ") : `no location of ${pkg} that is known`})`,
    approved: approvedLocations(approval, pkg),
  };
}

/** Whether `country` (ISO 3166-1 alpha-2) is in the jurisdiction. */
export function judgeCountry(approval: Approval, country: string): boolean {
  return approval.jurisdiction.countries.has(country);
}

/** Whether `controller` (ISO 3166-1 alpha-2), whose law binds an operator, is approved. */
export function judgeController(approval: Approval, controller: string): boolean {
  return approval.operators === "any" || approval.operators.countries.has(controller);
}

/** The countries that a name stands for: none when it is not known, several only for a region of OpenStack clouds. */
export function countriesOfLocation(
  { clouds }: Pick<Approval, "clouds">,
  pkg: CloudPackage,
  name: string,
): readonly string[] {
  if (pkg === "openstack") {
    return [
      ...new Set([
        ...openStackClouds.flatMap((cloud) => locationOf(cloud, name)?.country ?? []),
        ...clouds.flatMap(({ regions }) => (Object.hasOwn(regions, name) ? (regions[name] ?? []) : [])),
      ]),
    ];
  }
  const cloud = cloudOfPackage(pkg);
  const code = locationCode(pkg, name);
  const location =
    cloud === undefined ? undefined : (locationOf(cloud, code) ?? locationOf(cloud, siteOf(pkg, code)));
  return location === undefined ? [] : [location.country];
}

/** Whether the approval's `locations` leave room for a name: they only narrow. */
export function isAmongLocations({ locations }: Approval, pkg: string, name: string): boolean {
  const narrowed = Object.hasOwn(locations, pkg) ? locations[pkg] : undefined;
  if (narrowed === undefined) return true;
  const code = locationCode(pkg, name);
  const site = siteOf(pkg, code);
  return narrowed.some((entry) => {
    const permitted = locationCode(pkg, entry);
    return permitted === code || permitted === site;
  });
}

/** Answers are the same for as long as an approval lives, and every message needs one. */
const approvedByPackage = new WeakMap<Approval, Map<CloudPackage, string>>();

/** What is approved for `pkg`, e.g. `DE (aws: eu-central-1)`. */
export function approvedLocations(approval: Approval, pkg: CloudPackage): string {
  const known = approvedByPackage.get(approval) ?? new Map<CloudPackage, string>();
  approvedByPackage.set(approval, known);
  const text = known.get(pkg) ?? `${approvedCountries(approval)} (${pkg}: ${approvedNames(approval, pkg)})`;
  known.set(pkg, text);
  return text;
}

/** The approved jurisdiction as it is written, e.g. `DE, FR`. */
export function approvedCountries({ jurisdiction }: Approval): string {
  return jurisdiction.written.length > 0 ? jurisdiction.written.join(", ") : "nothing";
}

/** The approved operators as they are written, e.g. `EU`. */
export function approvedControllers({ operators }: Approval): string {
  if (operators === "any") return "any";
  return operators.written.length > 0 ? operators.written.join(", ") : "none";
}

function approvedNames(approval: Approval, pkg: CloudPackage): string {
  const names = (approval.locations[pkg] ?? knownNames(approval, pkg)).filter((name) => {
    const countries = countriesOfLocation(approval, pkg, name);
    return countries.length > 0 && countries.every((country) => judgeCountry(approval, country));
  });
  if (names.length === 0) return "none";
  const rest = names.length - listedNames;
  return [...names.slice(0, listedNames), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function knownNames({ clouds }: Approval, pkg: CloudPackage): string[] {
  if (pkg === "openstack") return [...new Set(clouds.flatMap(({ regions }) => Object.keys(regions)))];
  const cloud = cloudOfPackage(pkg);
  return cloud === undefined ? [] : locationsOf(cloud).map(({ code }) => code);
}

/** What tells whether two names of a package mean the same place: a zone's region, a code's site, else the name itself. */
export function siteOfLocation(pkg: CloudPackage, name: string): string {
  return siteOf(pkg, locationCode(pkg, name));
}

function locationCode(pkg: string, name: string): string {
  return pkg === "azure-native" ? azureLocationCode(name) : name;
}

function siteOf(pkg: string, code: string): string {
  if (pkg === "scaleway") return scalewayRegionOf(code) ?? code;
  return pkg === "ovh" ? (ovhSiteOf(code) ?? code) : code;
}
