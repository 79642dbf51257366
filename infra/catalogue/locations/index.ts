import { cloudNames, type CloudName, type Location } from "../location";
import { awsLocations } from "./aws";
import { azureLocations } from "./azure";
import { exoscaleLocations } from "./exoscale";
import { gcpLocations } from "./gcp";
import { hetznerLocations } from "./hetzner";
import { ionosLocations } from "./ionos";
import { nebiusLocations } from "./nebius";
import { otcLocations } from "./otc";
import { ovhLocations } from "./ovh";
import { scalewayLocations } from "./scaleway";
import { stackitLocations } from "./stackit";
import { upcloudLocations } from "./upcloud";

const locations: Readonly<Record<CloudName, readonly Location[]>> = {
  hetzner: hetznerLocations,
  scaleway: scalewayLocations,
  ovh: ovhLocations,
  stackit: stackitLocations,
  otc: otcLocations,
  exoscale: exoscaleLocations,
  upcloud: upcloudLocations,
  ionos: ionosLocations,
  nebius: nebiusLocations,
  aws: awsLocations,
  azure: azureLocations,
  gcp: gcpLocations,
};

/** Maps, not objects: `constructor` and `__proto__` are no codes. */
const byCode: ReadonlyMap<CloudName, ReadonlyMap<string, Location>> = new Map(
  cloudNames.map((cloud) => [cloud, new Map(locations[cloud].map((location) => [location.code, location]))]),
);

/** The locations of `cloud` that are known. */
export function locationsOf(cloud: CloudName): readonly Location[] {
  return locations[cloud];
}

/** The location that `cloud` names `code`, to the letter; undefined when it is not known, which says nothing about where it lies. */
export function locationOf(cloud: CloudName, code: string): Location | undefined {
  return byCode.get(cloud)?.get(code);
}
