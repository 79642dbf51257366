import { listed, type Location } from "../location";

/** Zones. */
export const exoscaleLocations: readonly Location[] = listed(
  { cloud: "exoscale", source: "Exoscale, OpenAPI document in exoscale 0.16.4 (Python)" },
  [
    ["at-vie-1", "AT", "Vienna"],
    ["at-vie-2", "AT", "Vienna"],
    ["bg-sof-1", "BG", "Sofia"],
    ["ch-dk-2", "CH", "Zurich"],
    ["ch-gva-2", "CH", "Geneva"],
    ["de-fra-1", "DE", "Frankfurt"],
    ["de-muc-1", "DE", "Munich"],
    ["hr-zag-1", "HR", "Zagreb"],
  ],
);
