import { listed, type Location } from "../location";

/** A location with the one that its geo-redundant copies go to, where it has one. */
type PairedRow = readonly [code: string, country: string, name: string, pair?: string];

/** As `az account list-locations` lists them, with the place that Azure names; the two `euap` are canaries without one. */
const publicRows: readonly PairedRow[] = [
  ["australiacentral", "AU", "Australia Central (Canberra)", "australiacentral2"],
  ["australiacentral2", "AU", "Australia Central 2 (Canberra)", "australiacentral"],
  ["australiaeast", "AU", "Australia East (New South Wales)", "australiasoutheast"],
  ["australiasoutheast", "AU", "Australia Southeast (Victoria)", "australiaeast"],
  ["austriaeast", "AT", "Austria East (Vienna)"],
  ["belgiumcentral", "BE", "Belgium Central (Brussels)"],
  ["brazilsouth", "BR", "Brazil South (Sao Paulo State)", "southcentralus"],
  ["brazilsoutheast", "BR", "Brazil Southeast (Rio)", "brazilsouth"],
  ["canadacentral", "CA", "Canada Central (Toronto)", "canadaeast"],
  ["canadaeast", "CA", "Canada East (Quebec)", "canadacentral"],
  ["centralindia", "IN", "Central India (Pune)", "southindia"],
  ["centralus", "US", "Central US (Iowa)", "eastus2"],
  ["centraluseuap", "US", "Central US EUAP", "eastus2euap"],
  ["chilecentral", "CL", "Chile Central (Santiago)"],
  ["denmarkeast", "DK", "Denmark East (Copenhagen)"],
  ["eastasia", "HK", "East Asia (Hong Kong)", "southeastasia"],
  ["eastus", "US", "East US (Virginia)", "westus"],
  ["eastus2", "US", "East US 2 (Virginia)", "centralus"],
  ["eastus2euap", "US", "East US 2 EUAP", "centraluseuap"],
  ["eastusstg", "US", "East US STG (Virginia)", "southcentralusstg"],
  ["francecentral", "FR", "France Central (Paris)", "francesouth"],
  ["francesouth", "FR", "France South (Marseille)", "francecentral"],
  ["germanynorth", "DE", "Germany North (Berlin)", "germanywestcentral"],
  ["germanywestcentral", "DE", "Germany West Central (Frankfurt)", "germanynorth"],
  ["indonesiacentral", "ID", "Indonesia Central (Jakarta)"],
  ["israelcentral", "IL", "Israel Central (Israel)"],
  ["italynorth", "IT", "Italy North (Milan)"],
  ["japaneast", "JP", "Japan East (Tokyo, Saitama)", "japanwest"],
  ["japanwest", "JP", "Japan West (Osaka)", "japaneast"],
  ["jioindiacentral", "IN", "Jio India Central (Nagpur)", "jioindiawest"],
  ["jioindiawest", "IN", "Jio India West (Jamnagar)", "jioindiacentral"],
  ["koreacentral", "KR", "Korea Central (Seoul)", "koreasouth"],
  ["koreasouth", "KR", "Korea South (Busan)", "koreacentral"],
  ["malaysiawest", "MY", "Malaysia West (Kuala Lumpur)"],
  ["mexicocentral", "MX", "Mexico Central (Querétaro State)"],
  ["newzealandnorth", "NZ", "New Zealand North (Auckland)"],
  ["northcentralus", "US", "North Central US (Illinois)", "southcentralus"],
  ["northeurope", "IE", "North Europe (Ireland)", "westeurope"],
  ["norwayeast", "NO", "Norway East (Norway)", "norwaywest"],
  ["norwaywest", "NO", "Norway West (Norway)", "norwayeast"],
  ["polandcentral", "PL", "Poland Central (Warsaw)"],
  ["qatarcentral", "QA", "Qatar Central (Doha)"],
  ["southafricanorth", "ZA", "South Africa North (Johannesburg)", "southafricawest"],
  ["southafricawest", "ZA", "South Africa West (Cape Town)", "southafricanorth"],
  ["southcentralus", "US", "South Central US (Texas)", "northcentralus"],
  ["southcentralusstg", "US", "South Central US STG (Texas)", "eastusstg"],
  ["southeastasia", "SG", "Southeast Asia (Singapore)", "eastasia"],
  ["southindia", "IN", "South India (Chennai)", "centralindia"],
  ["spaincentral", "ES", "Spain Central (Madrid)"],
  ["swedencentral", "SE", "Sweden Central (Gävle)", "swedensouth"],
  ["switzerlandnorth", "CH", "Switzerland North (Zurich)", "switzerlandwest"],
  ["switzerlandwest", "CH", "Switzerland West (Geneva)", "switzerlandnorth"],
  ["uaecentral", "AE", "UAE Central (Abu Dhabi)", "uaenorth"],
  ["uaenorth", "AE", "UAE North (Dubai)", "uaecentral"],
  ["uksouth", "GB", "UK South (London)", "ukwest"],
  ["ukwest", "GB", "UK West (Cardiff)", "uksouth"],
  ["westcentralus", "US", "West Central US (Wyoming)", "westus2"],
  ["westeurope", "NL", "West Europe (Netherlands)", "northeurope"],
  ["westindia", "IN", "West India (Mumbai)", "southindia"],
  ["westus", "US", "West US (California)", "eastus"],
  ["westus2", "US", "West US 2 (Washington)", "westcentralus"],
  ["westus3", "US", "West US 3 (Phoenix)", "eastus"],
];

/** No list shows it: it is open to customers of `swedencentral` for recovery only. */
const hiddenRows: readonly PairedRow[] = [["swedensouth", "SE", "Sweden South", "swedencentral"]];

/** Azure Government. */
const governmentRows: readonly PairedRow[] = [
  ["usdodcentral", "US", "US DoD Central", "usdodeast"],
  ["usdodeast", "US", "US DoD East", "usdodcentral"],
  ["usgovarizona", "US", "US Gov Arizona", "usgovtexas"],
  ["usgovtexas", "US", "US Gov Texas", "usgovarizona"],
  ["usgovvirginia", "US", "US Gov Virginia", "usgovtexas"],
];

/** Azure China. */
const chinaRows: readonly PairedRow[] = [
  ["chinaeast", "CN", "China East (Shanghai)", "chinanorth"],
  ["chinaeast2", "CN", "China East 2 (Shanghai)", "chinanorth2"],
  ["chinaeast3", "CN", "China East 3", "chinanorth3"],
  ["chinanorth", "CN", "China North (Beijing)", "chinaeast"],
  ["chinanorth2", "CN", "China North 2 (Beijing)", "chinaeast2"],
  ["chinanorth3", "CN", "China North 3 (Hebei)", "chinaeast3"],
];

const listLocations =
  "az account list-locations, as kept by Azure/terraform-azurerm-avm-utl-regions 9064b20 of 21 August 2026";
const secondHand = "second-hand lists of Azure Government and Azure China";

function locationsOfRows(
  rows: readonly PairedRow[],
  source: string,
  isVerified: boolean,
): readonly Location[] {
  return listed(
    { cloud: "azure", source, isVerified },
    rows.map(([code, country, name]) => [code, country, name]),
  );
}

/** Every location of every environment that is a place. */
export const azureLocations: readonly Location[] = [
  ...locationsOfRows(publicRows, listLocations, true),
  ...locationsOfRows(hiddenRows, `${listLocations}, as the pair of swedencentral`, false),
  ...locationsOfRows(governmentRows, secondHand, false),
  ...locationsOfRows(chinaRows, secondHand, false),
];

/** The pair of each location that has one; not always the other way round too. */
export const azurePairs: ReadonlyMap<string, string> = new Map(
  [...publicRows, ...hiddenRows, ...governmentRows, ...chinaRows].flatMap(
    ([code, , , pair]): [string, string][] => (pair === undefined ? [] : [[code, pair]]),
  ),
);

/** The environment of each location. */
export const azureEnvironmentByCode: ReadonlyMap<string, string> = new Map([
  ...[...publicRows, ...hiddenRows].map(([code]): [string, string] => [code, "public"]),
  ...governmentRows.map(([code]): [string, string] => [code, "usgovernment"]),
  ...chinaRows.map(([code]): [string, string] => [code, "china"]),
]);

/** Names that Azure takes for a location and that are no place: geographies, stages and `global`. Source: the same list. */
export const azureLogicalNames: ReadonlySet<string> = new Set(
  (
    "asia asiapacific australia brazil canada centralusstage eastasiastage eastus2stage " +
    "eastusstage europe france germany global india indonesia israel italy japan korea malaysia " +
    "mexico newzealand northcentralusstage norway poland qatar singapore southafrica " +
    "southcentralusstage southeastasiastage spain sweden switzerland taiwan uae uk unitedstates " +
    "unitedstateseuap westus2stage westusstage"
  ).split(" "),
);
