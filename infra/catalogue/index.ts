export { adequacyDecisions, type AdequacyDecision } from "./adequacy";
export { awsPartitionOf, awsZone } from "./aws";
export {
  azureEnvironment,
  azureEnvironmentOf,
  azureLocationCode,
  azurePairOf,
  isAzureLogicalName,
  type AzureEnvironment,
} from "./azure";
export { hetznerZone, hetznerZoneOf } from "./hetzner";
export { countriesOf, isCountry, isJurisdiction, jurisdictionGroups } from "./jurisdictions";
export { cloudNames, type CloudName, type Location } from "./location";
export { locationOf, locationsOf } from "./locations";
export {
  gpuMachineType,
  gpuMachineTypes,
  gpuMachineTypesAt,
  isOfferedAt,
  type Gpu,
  type MachineType,
} from "./machineTypes";
export { openStackCloudOf, type OpenStackCloud } from "./openStack";
export { operatorAt } from "./operatorAt";
export { operatorOf, type Exposure, type Operator } from "./operators";
export { ovhEndpoint, ovhSiteOf, type OvhEndpoint } from "./ovh";
export { cloudOfPackage } from "./packages";
export { scalewayRegionOf } from "./scaleway";
