import { awsZone, hetznerZone } from "../../infra/catalogue";
import type { Approval } from "../approval/approval";
import {
  approvedLocations,
  isAmongLocations,
  isCloudPackage,
  judgeCountry,
  judgeLocation,
  type LocationVerdict,
} from "../approval/judgeLocation";
import type { Resource } from "../resource";
import { packageOf } from "../token";
import { shownName } from "../values";
import { openStackVerdict } from "./openStack";

/**
 * Judges what a property of a resource, or of its provider, names as a place.
 * @param property the property's path, which tells zones from locations
 */
export function judgePlace(
  approval: Approval,
  resource: Resource,
  property: string,
  name: string,
): LocationVerdict {
  const pkg = packageOf(resource.type);
  if (!isCloudPackage(pkg)) {
    return {
      isApproved: false,
      said: `${shownName(name)} (${shownName(pkg)} has no locations)`,
      approved: approval.jurisdiction.written.join(", "),
    };
  }
  if (pkg === "openstack") return openStackVerdict(approval, resource, name);
  if (pkg === "hcloud" && property.endsWith("networkZone")) return judgeNetworkZone(approval, name);
  if (pkg === "aws" && /[aA]vailabilityZones?(\[|$)/.test(property)) return judgeAwsZone(approval, name);
  return judgeLocation(approval, pkg, name);
}

/** A network zone spans locations: it is approved when one of them is, since what holds data in it is judged itself. */
function judgeNetworkZone(approval: Approval, zone: string): LocationVerdict {
  const locations = hetznerZone(zone) ?? [];
  const countries = [...new Set(locations.map(({ country }) => country))];
  return {
    isApproved: locations.some(({ code }) => judgeLocation(approval, "hcloud", code).isApproved),
    said: `${shownName(zone)} (${countries.length > 0 ? countries.join(", ") : "no network zone of hcloud that is known"})`,
    approved: approvedLocations(approval, "hcloud"),
  };
}

/** A Local Zone may lie in another country than its region, and is narrowed by its own name. */
function judgeAwsZone(approval: Approval, zone: string): LocationVerdict {
  const location = awsZone(zone);
  return {
    isApproved:
      location !== undefined &&
      judgeCountry(approval, location.country) &&
      (isAmongLocations(approval, "aws", location.code) || isAmongLocations(approval, "aws", zone)),
    said: `${shownName(zone)} (${location?.country ?? "no zone of aws that is known"})`,
    approved: approvedLocations(approval, "aws"),
  };
}
