import { listed, type Location } from "../location";

/** Locations. */
export const ionosLocations: readonly Location[] = [
  ...listed({ cloud: "ionos", source: "IONOS Cloud, documentation of sdk-go 6.3.11" }, [
    ["de/fra", "DE", "Frankfurt"],
    ["de/fra/2", "DE", "Frankfurt"],
    ["de/txl", "DE", "Berlin"],
    ["gb/lhr", "GB", "London"],
    ["es/vit", "ES", "Logroño"],
    ["us/las", "US", "Las Vegas"],
    ["us/ewr", "US", "Newark"],
  ]),
  ...listed({ cloud: "ionos", source: "general knowledge", isVerified: false }, [
    ["fr/par", "FR", "Paris"],
    ["gb/bhx", "GB", "Worcester"],
    ["us/mci", "US", "Lenexa"],
  ]),
];
