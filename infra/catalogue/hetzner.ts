import type { Location } from "./location";
import { locationOf } from "./locations";
import { hetznerZones } from "./locations/hetzner";

/** The locations of a network zone, e.g. Germany's and Finland's for `eu-central`; undefined for a zone that is not known. */
export function hetznerZone(zone: string): readonly Location[] | undefined {
  return hetznerZones.get(zone)?.flatMap((code) => locationOf("hetzner", code) ?? []);
}

/** The network zone that a location is in; undefined for a location that is not known. */
export function hetznerZoneOf(location: string): string | undefined {
  return [...hetznerZones].find(([, codes]) => codes.includes(location))?.[0];
}
