import { scalewayRegionByZone } from "./locations/scaleway";

/** The region of a zone, e.g. `fr-par` of `fr-par-2`; undefined for a zone that is not known. */
export function scalewayRegionOf(zone: string): string | undefined {
  return scalewayRegionByZone.get(zone);
}
