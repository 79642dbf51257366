import { listed, type Location } from "../location";

/** Regions. */
export const stackitLocations: readonly Location[] = listed(
  { cloud: "stackit", source: "docs.stackit.cloud, regions and availability zones" },
  [
    ["eu01", "DE", "Germany South"],
    ["eu02", "AT", "Austria West"],
  ],
);
