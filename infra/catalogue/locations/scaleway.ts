import { listed, type Location } from "../location";

/** Regions. */
export const scalewayLocations: readonly Location[] = listed(
  { cloud: "scaleway", source: "scaleway-sdk-go 1.39.0, scw/locality.go" },
  [
    ["fr-par", "FR", "Paris"],
    ["nl-ams", "NL", "Amsterdam"],
    ["pl-waw", "PL", "Warsaw"],
    ["it-mil", "IT", "Milan"],
  ],
);

const zonesByRegion: Readonly<Record<string, readonly string[]>> = {
  "fr-par": ["fr-par-1", "fr-par-2", "fr-par-3"],
  "nl-ams": ["nl-ams-1", "nl-ams-2", "nl-ams-3"],
  "pl-waw": ["pl-waw-1", "pl-waw-2", "pl-waw-3"],
  "it-mil": ["it-mil-1", "it-mil-2", "it-mil-3"],
};

/** The region of each zone. Source: the same file. */
export const scalewayRegionByZone: ReadonlyMap<string, string> = new Map(
  Object.entries(zonesByRegion).flatMap(([region, zones]) =>
    zones.map((zone): [string, string] => [zone, region]),
  ),
);
