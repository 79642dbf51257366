import type { Location } from "./location";
import { locationOf } from "./locations";
import { awsPartitionByRegion } from "./locations/aws";
import { awsLocalZones, awsZoneIdentifiers } from "./locations/awsZones";

/** The partition of a region, e.g. `aws-eusc`; undefined for a region that is not known. */
export function awsPartitionOf(region: string): string | undefined {
  return awsPartitionByRegion.get(region);
}

/** AWS names the zones of a region by one letter more; none has come further than `f`. */
const zoneLetters = ["a", "b", "c", "d", "e", "f"] as const;

const zones: ReadonlyMap<string, Location> = new Map([
  ...[...awsPartitionByRegion.keys()].flatMap((region) =>
    zonesOfRegion(
      region,
      zoneLetters.map((letter) => `${region}${letter}`),
    ),
  ),
  ...Object.entries(awsZoneIdentifiers).flatMap(([prefix, region]) =>
    zonesOfRegion(
      region,
      zoneLetters.map((_, index) => `${prefix}-az${index + 1}`),
    ),
  ),
  ...awsLocalZones.map((zone): [string, Location] => [zone.code, zone]),
]);

function zonesOfRegion(region: string, codes: readonly string[]): [string, Location][] {
  const location = locationOf("aws", region);
  return location === undefined ? [] : codes.map((code) => [code, location]);
}

/**
 * Where an Availability Zone lies, by name (`eu-central-1a`) or identifier (`euc1-az1`): its region. A Local Zone is a
 * location of its own, as its country may be another than the region's: `eu-central-1-waw-1a` is in Poland. Undefined
 * for every other name, Wavelength Zones and Outposts included.
 */
export function awsZone(zone: string): Location | undefined {
  return zones.get(zone);
}
