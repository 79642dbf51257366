import { listed, type Location } from "../location";

/** Zones. */
export const upcloudLocations: readonly Location[] = listed(
  { cloud: "upcloud", source: "UpCloud documentation, availability of zones; sparecores-crawler 0.10.2" },
  [
    ["de-fra1", "DE", "Frankfurt"],
    ["dk-cph1", "DK", "Copenhagen"],
    ["es-mad1", "ES", "Madrid"],
    ["fi-hel1", "FI", "Helsinki"],
    ["fi-hel2", "FI", "Helsinki"],
    ["nl-ams1", "NL", "Amsterdam"],
    ["no-svg1", "NO", "Stavanger"],
    ["pl-waw1", "PL", "Warsaw"],
    ["se-sto1", "SE", "Stockholm"],
    ["uk-lon1", "GB", "London"],
    ["au-syd1", "AU", "Sydney"],
    ["sg-sin1", "SG", "Singapore"],
    ["us-chi1", "US", "Chicago"],
    ["us-nyc1", "US", "New York"],
    ["us-sjo1", "US", "San José"],
  ],
);
