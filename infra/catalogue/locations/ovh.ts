import { listed, type Location } from "../location";

/** A site and everything that OVH's interfaces call it: capitals for Public Cloud, small letters elsewhere. */
interface Site {
  readonly code: string;
  readonly country: string;
  readonly city: string;
  readonly names: readonly string[];
}

/** Sites of the endpoints `ovh-eu` and `ovh-ca`. */
const sites: readonly Site[] = [
  {
    code: "gra",
    country: "FR",
    city: "Gravelines",
    names: ["GRA", "GRA1", "GRA3", "GRA5", "GRA7", "GRA9", "GRA11", "eu-west-gra"],
  },
  {
    code: "rbx",
    country: "FR",
    city: "Roubaix",
    names: ["RBX", "RBX-A", "RBX-ARCHIVE", "rbx-archive", "eu-west-rbx"],
  },
  { code: "sbg", country: "FR", city: "Strasbourg", names: ["SBG", "SBG5", "SBG7", "eu-west-sbg"] },
  {
    code: "eu-west-par",
    country: "FR",
    city: "Paris",
    names: ["EU-WEST-PAR", "eu-west-par-a", "eu-west-par-b", "eu-west-par-c"],
  },
  {
    code: "eu-south-mil",
    country: "IT",
    city: "Milan",
    names: ["EU-SOUTH-MIL", "eu-south-mil-a", "eu-south-mil-b", "eu-south-mil-c"],
  },
  { code: "de", country: "DE", city: "Limburg", names: ["DE", "DE1", "eu-west-lim"] },
  { code: "uk", country: "GB", city: "Erith", names: ["UK", "UK1", "eu-west-eri"] },
  { code: "waw", country: "PL", city: "Warsaw", names: ["WAW", "WAW1", "eu-central-waw"] },
  {
    code: "bhs",
    country: "CA",
    city: "Beauharnois",
    names: ["BHS", "BHS1", "BHS3", "BHS5", "ca-east-bhs"],
  },
  { code: "ca-east-tor", country: "CA", city: "Toronto", names: ["CA-EAST-TOR"] },
  { code: "sgp", country: "SG", city: "Singapore", names: ["SGP", "SGP1", "ap-southeast-sgp"] },
  {
    code: "ap-southeast-syd",
    country: "AU",
    city: "Sydney",
    names: ["AP-SOUTHEAST-SYD", "AP-SOUTHEAST-SYD-2", "SYD", "SYD1"],
  },
  { code: "ap-south-mum", country: "IN", city: "Mumbai", names: ["AP-SOUTH-MUM", "AP-SOUTH-MUM-1"] },
];

/** Sites of OVH's company in the US, behind the endpoint `ovh-us` only. */
const usSites: readonly Site[] = [
  {
    code: "us-east-va",
    country: "US",
    city: "Vint Hill",
    names: ["US-EAST-VA", "US-EAST-VA-1", "us-east-vin"],
  },
  {
    code: "us-west-or",
    country: "US",
    city: "Hillsboro",
    names: ["US-WEST-OR", "US-WEST-OR-1", "us-west-hil"],
  },
];

/** Local Zones: each in the city of its name, far from the region that it belongs to. More exist than were seen. */
const localZones: readonly Site[] = [
  { code: "af-north-lz-rba", country: "MA", city: "Rabat", names: ["AF-NORTH-LZ-RBA-A"] },
  { code: "eu-central-lz-buh", country: "RO", city: "Bucharest", names: ["EU-CENTRAL-LZ-BUH-A"] },
  {
    code: "eu-central-lz-prg",
    country: "CZ",
    city: "Prague",
    names: ["EU-CENTRAL-LZ-PRG-A", "eu-east-lz-prg"],
  },
  { code: "eu-north-lz-cph", country: "DK", city: "Copenhagen", names: ["EU-NORTH-LZ-CPH-A"] },
  { code: "eu-south-lz-lis", country: "PT", city: "Lisbon", names: ["EU-SOUTH-LZ-LIS-A"] },
  { code: "eu-south-lz-mad", country: "ES", city: "Madrid", names: ["EU-SOUTH-LZ-MAD-A"] },
  { code: "eu-south-lz-mil", country: "IT", city: "Milan", names: ["EU-SOUTH-LZ-MIL-A"] },
  { code: "eu-west-lz-bru", country: "BE", city: "Brussels", names: ["EU-WEST-LZ-BRU-A"] },
  { code: "eu-west-lz-lux", country: "LU", city: "Luxembourg", names: ["EU-WEST-LZ-LUX-A"] },
  { code: "eu-west-lz-mnc", country: "GB", city: "Manchester", names: ["EU-WEST-LZ-MNC-A"] },
  { code: "eu-west-lz-mrs", country: "FR", city: "Marseille", names: ["EU-WEST-LZ-MRS-A"] },
];

/** Local Zones whose country OVH's own sources did not tell: it follows from the airport's or city's abbreviation. */
const inferredLocalZones: readonly Site[] = [
  { code: "eu-west-lz-zrh", country: "CH", city: "Zurich", names: ["EU-WEST-LZ-ZRH-A"] },
];

const storage =
  "ovh/docs, Object Storage endpoints, 3 February 2026; Public Cloud regions in OVH's documentation and control panel";

function locationsOfSites(list: readonly Site[], source: string, isVerified: boolean): readonly Location[] {
  return list.flatMap(({ code, country, city, names }) =>
    listed(
      { cloud: "ovh", source, isVerified },
      [code, ...names].map((name) => [name, country, city]),
    ),
  );
}

/** Sites, their other names and Local Zones, of all endpoints. */
export const ovhLocations: readonly Location[] = [
  ...locationsOfSites(sites, storage, true),
  ...locationsOfSites(usSites, "OVH, documentation of Public Cloud and support.us.ovhcloud.com", true),
  ...locationsOfSites(
    localZones,
    "OVH, documentation of its Terraform provider and control panel (ovh/manager)",
    true,
  ),
  ...locationsOfSites(inferredLocalZones, "second-hand host names for the code", false),
];

/** The site of each name. */
export const ovhSiteByCode: ReadonlyMap<string, string> = new Map(
  [...sites, ...usSites, ...localZones, ...inferredLocalZones].flatMap(({ code, names }) =>
    [code, ...names].map((name): [string, string] => [name, code]),
  ),
);

/** Names that only the US company's OpenStack offers. */
export const ovhUsCodes: ReadonlySet<string> = new Set(
  usSites.flatMap(({ code, names }) => [code, ...names]),
);
