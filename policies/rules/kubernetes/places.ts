import {
  awsZone,
  azureLocationCode,
  cloudNames,
  locationOf,
  scalewayRegionOf,
  type CloudName,
  type Location,
} from "../../../infra/catalogue";
import type { Approval } from "../../approval/approval";
import {
  approvedCountries,
  approvedLocations,
  countriesOfLocation,
  isAmongLocations,
  judgeCountry,
  type CloudPackage,
} from "../../approval/judgeLocation";
import { isPresent, shown, shownName, unknown } from "../../values";
import type { Finding } from "../rule";
import { finding } from "./kubernetesRule";
import type { Located } from "./located";

/** The Pulumi package under which an approval's `locations` name those of a cloud. */
const packages: Partial<Readonly<Record<CloudName, CloudPackage>>> = {
  aws: "aws",
  azure: "azure-native",
  hetzner: "hcloud",
  ovh: "ovh",
  scaleway: "scaleway",
};

/**
 * Judges a region or zone that a manifest names. Without a cloud, a name that any cloud knows must be approved for each
 * that does, and one that none knows is a name of one's own: racks and rooms say nothing of a country.
 */
export function placeProblems(approval: Approval, cloud: CloudName | undefined, place: Located): Finding[] {
  const { path, value } = place;
  const approved = `approved: ${approvedPlaces(approval, cloud)}`;
  if (value === unknown) {
    return finding("mandatory", path, `'${path}' cannot be known yet; ${approved} - write it as plain text`);
  }
  if (!isPresent(value) || value === "") return [];
  if (typeof value !== "string") {
    return finding(
      "mandatory",
      path,
      `'${path}' is ${shown(value)}, no location; ${approved} - name a location`,
    );
  }
  const countries = cloud === undefined ? countriesAnywhere(approval, value) : countriesAt(cloud, value);
  if (countries === undefined) {
    return finding(
      "mandatory",
      path,
      `placed in ${shownName(value)} (no location of ${cloud ?? "any cloud"} that is known) by '${path}'; ${approved} - name an approved location`,
    );
  }
  return countries.every((country) => judgeCountry(approval, country)) && isPermitted(approval, cloud, value)
    ? []
    : finding(
        "mandatory",
        path,
        `placed in ${shownName(value)} (${countries.join(", ")}) by '${path}'; ${approved} - name an approved location`,
      );
}

/** What is approved, e.g. `DE (hcloud: fsn1, nbg1)`. */
export function approvedPlaces(approval: Approval, cloud: CloudName | undefined): string {
  const pkg = cloud === undefined ? undefined : packages[cloud];
  return pkg === undefined ? approvedCountries(approval) : approvedLocations(approval, pkg);
}

/** The location of a cloud that a region or zone lies in, as labels of nodes and parameters of drivers write it. */
export function locationAt(cloud: CloudName, name: string): Location | undefined {
  switch (cloud) {
    case "aws":
      return locationOf(cloud, name) ?? awsZone(name);
    case "azure":
      return locationOf(cloud, azureLocationCode(name).replace(/-\d$/, ""));
    case "scaleway":
      return locationOf(cloud, scalewayRegionOf(name) ?? name);
    default:
      return locationOf(cloud, name) ?? locationOf(cloud, name.replace(/-(?:dc\d+|[a-z]|\d{1,2})$/, ""));
  }
}

function countriesAt(cloud: CloudName, name: string): readonly string[] | undefined {
  const location = locationAt(cloud, name);
  return location === undefined ? undefined : [location.country];
}

function countriesAnywhere(approval: Approval, name: string): readonly string[] {
  const known = cloudNames.flatMap((cloud) => countriesAt(cloud, name) ?? []);
  return [...new Set([...known, ...countriesOfLocation(approval, "openstack", name)])];
}

/** Whether the approval's `locations`, which only narrow, have the place itself or the region that it lies in. */
function isPermitted(approval: Approval, cloud: CloudName | undefined, name: string): boolean {
  const pkg = cloud === undefined ? undefined : packages[cloud];
  if (cloud === undefined || pkg === undefined) return true;
  const region = locationAt(cloud, name)?.code ?? name;
  return isAmongLocations(approval, pkg, name) || isAmongLocations(approval, pkg, region);
}
