import { networkBlock } from "../addressing";
import type { SpecMistake } from "../adapter";
import { machineTypeMistake } from "../machineTypeMistake";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { dedicatedAddress } from "./dedicatedSetup";
import { networkLayout } from "./layout";
import { isCloudMachine, isDedicated, machineTypeForms } from "./machines";

/** What is wrong with node pools. */
export function poolMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): SpecMistake[] {
  const mistakes = pools.flatMap((pool, index) => {
    const at = (field: string) => ["nodePools", index, field];
    const { machineType, isSpot, capacityReservation, replacements = 0 } = pool;
    const unknown = "is not known to Hetzner - leave it out";
    return [
      ...machineTypeMistakes(cluster, pool, at("machineType")),
      ...mistakeIf(isSpot, at("spot"), true, unknown),
      ...mistakeIf(
        capacityReservation !== undefined,
        at("capacityReservation"),
        capacityReservation,
        unknown,
      ),
      ...mistakeIf(
        !isCount(replacements) || (isDedicated(machineType) && replacements > 0),
        at("replacements"),
        replacements,
        "is no number of machines that can be replaced; allowed: 0 and more, and 0 for dedicated servers",
      ),
    ];
  });
  return [...mistakes, ...addressMistakes(cluster, pools)];
}

/** Whether a number is one of things: whole, and not below zero. */
export function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0;
}

/** Dedicated servers whose addresses are the same: by chance, seldom, and no network would work with both. */
function addressMistakes({ network }: ClusterSpec, pools: readonly NodePoolSpec[]): SpecMistake[] {
  if ((networkBlock(network)?.bits ?? 32) > 24) return [];
  const { dedicated } = networkLayout(network);
  const taken = new Map<string, string>();
  return pools.flatMap(({ name, machineType, count }, pool) => {
    const indices = isDedicated(machineType) ? Array.from({ length: count }, (_, index) => index) : [];
    const others = indices.flatMap((index) => {
      const address = dedicatedAddress(name, index, dedicated);
      const other = taken.get(address);
      taken.set(address, name);
      return other ?? [];
    });
    const message = `gives a server the address of another of ${[...new Set(others)].join(", ")} - give it another name`;
    return mistakeIf(others.length > 0, ["nodePools", pool, "name"], name, message);
  });
}

function machineTypeMistakes(
  { location, existing }: ClusterSpec,
  { machineType }: NodePoolSpec,
  path: readonly (string | number)[],
): SpecMistake[] {
  if (!isCloudMachine(machineType) && !isDedicated(machineType)) {
    const message = `is no machine type of Hetzner; allowed: ${machineTypeForms}`;
    return mistakeIf(true, path, machineType, message);
  }
  const isAccelerated = machineType.startsWith("gex");
  const unknown = machineTypeMistake({ cloud: "hetzner", location, machineType, isAccelerated });
  if (unknown !== undefined) return mistakeIf(true, path, machineType, unknown);
  return mistakeIf(
    isDedicated(machineType) && existing.vSwitch === undefined,
    path,
    machineType,
    "is a dedicated server, which joins by a vSwitch; Hetzner Cloud has no GPUs and orders none - order it, and give 'existing.vSwitch'",
  );
}
