import type { CloudName } from "../location";
import { scalewayRegionOf } from "../scaleway";
import { awsMachineTypes } from "./aws";
import { azureMachineTypes } from "./azure";
import { hetznerMachineTypes } from "./hetzner";
import type { MachineType } from "./machineType";
import { ovhMachineTypes } from "./ovh";
import { scalewayMachineTypes } from "./scaleway";

export type { Gpu, MachineType } from "./machineType";

/** All machine types with GPUs that the catalogue knows. It has none of clouds that publish families without their places. */
export const gpuMachineTypes: readonly MachineType[] = [
  ...scalewayMachineTypes,
  ...ovhMachineTypes,
  ...awsMachineTypes,
  ...azureMachineTypes,
  ...hetznerMachineTypes,
];

const byName: ReadonlyMap<string, MachineType> = new Map(
  gpuMachineTypes.map((type) => [keyOf(type.cloud, type.name), type]),
);

function keyOf(cloud: CloudName, name: string): string {
  return `${cloud} ${name}`;
}

/** The machine type of this name; undefined for one without GPUs, and for one that is not known. Names match exactly. */
export function gpuMachineType(cloud: CloudName, name: string): MachineType | undefined {
  return byName.get(keyOf(cloud, name));
}

/**
 * Whether a machine type is offered at a location, which may be the region of a zone; undefined where no publication
 * tells.
 */
export function isOfferedAt({ locations }: MachineType, location: string): boolean | undefined {
  return locations?.some((place) => place === location || scalewayRegionOf(place) === location);
}

/** The machine types with GPUs that a cloud offers at a location, as far as publications tell. */
export function gpuMachineTypesAt(cloud: CloudName, location: string): readonly MachineType[] {
  return gpuMachineTypes.filter((type) => type.cloud === cloud && isOfferedAt(type, location) === true);
}
