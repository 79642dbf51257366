import {
  gpuMachineType,
  gpuMachineTypes,
  gpuMachineTypesAt,
  isOfferedAt,
  type CloudName,
} from "../catalogue";

/** A machine type that a stack asks for at a location. */
export interface AskedMachineType {
  readonly cloud: CloudName;
  readonly location: string;
  readonly machineType: string;
  /** Whether its name is one of an accelerated machine. */
  readonly isAccelerated: boolean;
}

/**
 * Why a machine type cannot be had, in the user's terms; undefined when it can, as far as publications tell. Machines
 * without GPUs are in no catalogue: the cloud itself refuses what it does not know.
 */
export function machineTypeMistake(asked: AskedMachineType): string | undefined {
  const { cloud, location, machineType, isAccelerated } = asked;
  const known = gpuMachineType(cloud, machineType);
  if (known === undefined) {
    return isAccelerated
      ? `is no machine type with GPUs that the catalogue knows; ${offeredAt(cloud, location)}`
      : undefined;
  }
  // Of some locations nothing is published.
  const isListed = gpuMachineTypesAt(cloud, location).length > 0;
  if (!isListed || isOfferedAt(known, location) !== false) return undefined;
  return `is not offered in ${location}, but in ${(known.locations ?? []).join(", ")}; ${offeredAt(cloud, location)}`;
}

function offeredAt(cloud: CloudName, location: string): string {
  const there = gpuMachineTypesAt(cloud, location);
  const types = there.length > 0 ? there : gpuMachineTypes.filter((type) => type.cloud === cloud);
  const where =
    there.length > 0 ? `offered in ${location}` : `no list of ${location} is published; known elsewhere`;
  return `${where}: ${types.map(({ name }) => name).join(", ")}`;
}
