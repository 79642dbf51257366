import { azureEnvironmentOf, gpuMachineType } from "../../catalogue";
import type { SpecMistake } from "../adapter";
import { overlap } from "../../addressBlocks";
import { machineTypeMistake } from "../machineTypeMistake";
import { managedMistakes } from "../managedMistakes";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { existingMistakes } from "./existingMistakes";
import { exampleGroup, reservationForm } from "./identifiers";
import { isAccelerated, isMachineType } from "./machines";
import { podBlock, serviceBlock } from "./network";
import { systemPool } from "./nodePool";

/** What of the specs Azure cannot do. */
export function azureMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): readonly SpecMistake[] {
  return [
    ...managedMistakes(cluster, pools),
    ...clusterMistakes(cluster),
    ...existingMistakes(cluster),
    ...systemMistakes(pools),
    ...pools.flatMap(poolMistakes(cluster)),
  ];
}

function clusterMistakes({ location, zones, network, administrators, existing }: ClusterSpec): SpecMistake[] {
  const environment = azureEnvironmentOf(location) ?? "public";
  const taken =
    existing.subnets === undefined && [podBlock, serviceBlock].some((own) => overlap(own, network));
  return [
    ...mistakeIf(
      environment !== "public",
      ["location"],
      location,
      `belongs to Azure's environment '${environment}'; allowed: locations of the public one`,
    ),
    ...mistakeIf(
      taken,
      ["network"],
      network,
      `has addresses of pods or services; allowed: a block outside ${podBlock} and ${serviceBlock}, for example "10.64.0.0/16"`,
    ),
    ...mistakeIf(
      administrators.length === 0,
      ["administrators"],
      administrators,
      "are none, so that nobody could get in; allowed: object ids of Entra groups - give one that whoever runs the stack is in",
    ),
    ...administrators.flatMap((id, index) =>
      mistakeIf(
        !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id),
        ["administrators", index],
        id,
        'is no object id of an Entra group; allowed: for example "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"',
      ),
    ),
    ...zones.flatMap((zone, index) =>
      mistakeIf(
        !/^[123]$/.test(zone),
        ["zones", index],
        zone,
        `is no zone of ${location}; allowed: "1", "2" and "3"`,
      ),
    ),
  ];
}

function systemMistakes(pools: readonly NodePoolSpec[]): SpecMistake[] {
  return mistakeIf(
    systemPool(pools) === undefined,
    ["nodePools"],
    pools.map(({ name }) => name),
    'have none that AKS can run its own services on; allowed: at least one without GPUs, spot and taints - add one, for example of "Standard_D4as_v5"',
  );
}

function poolMistakes({ location }: ClusterSpec) {
  return (pool: NodePoolSpec, index: number): SpecMistake[] => {
    const { name, machineType, capacityReservation, isSpot } = pool;
    const at = (field: string) => ["nodePools", index, field];
    const asked = {
      cloud: "azure",
      location,
      machineType,
      isAccelerated: isAccelerated(machineType),
    } as const;
    const unknown = machineTypeMistake(asked);
    return [
      ...mistakeIf(
        !/^[a-z][a-z0-9]{0,11}$/.test(name),
        at("name"),
        name,
        "is no name of a node pool on Azure; allowed: up to twelve small letters and digits, a letter first",
      ),
      ...mistakeIf(unknown !== undefined, at("machineType"), machineType, unknown ?? ""),
      ...mistakeIf(
        gpuMachineType("azure", machineType)?.gpu.vendor === "AMD",
        at("machineType"),
        machineType,
        "has GPUs of AMD, for which AKS brings no driver - choose a machine type with GPUs of NVIDIA",
      ),
      ...mistakeIf(
        unknown === undefined && !isMachineType(machineType),
        at("machineType"),
        machineType,
        'is no machine type of Azure; allowed: for example "Standard_D4as_v5"',
      ),
      ...mistakeIf(
        capacityReservation !== undefined && !reservationForm.test(capacityReservation),
        at("capacityReservation"),
        capacityReservation,
        `is no group of capacity reservations; allowed: for example "${exampleGroup}/providers/Microsoft.Compute/capacityReservationGroups/gpus"`,
      ),
      ...mistakeIf(
        capacityReservation !== undefined && isSpot,
        at("spot"),
        true,
        "contradicts 'capacityReservation' - give either",
      ),
    ];
  };
}
