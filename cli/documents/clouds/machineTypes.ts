import {
  cloudNames,
  countriesOf,
  gpuMachineTypes,
  locationOf,
  scalewayRegionOf,
} from "../../../infra/catalogue";
import type { MachineType } from "../../../infra/catalogue";
import { code, table } from "../table";

/** Places that most readers may use: what is offered elsewhere is counted only. */
const nearby = countriesOf(["EU", "EEA", "EU-adequate"]);

/** The GPUs that each cloud rents, and where. */
export function machineTypeSections(): string {
  const byCloud = Map.groupBy(gpuMachineTypes, ({ cloud }) => cloud);
  return cloudNames
    .flatMap((cloud) => {
      const types = byCloud.get(cloud);
      return types === undefined
        ? []
        : [`### ${cloud}\n\n${sourceLine(types)}\n\n${machineTypeTable(types)}`];
    })
    .join("\n\n");
}

function sourceLine(types: readonly MachineType[]): string {
  return `Source: ${[...new Set(types.map(({ source }) => source))].join("; ")}.`;
}

/** A row for all types with the same GPU that are offered at the same places. */
function machineTypeTable(types: readonly MachineType[]): string {
  const rows = Map.groupBy(types, ({ gpu, locations }) => JSON.stringify([gpu, locations]));
  return table(
    ["GPU", "memory of each", "machine types, with their GPUs", "offered at"],
    [...rows.values()].flatMap((alike) => {
      const [first] = alike;
      if (first === undefined) return [];
      const { gpu, locations } = first;
      return [
        [
          `${gpu.vendor} ${gpu.model}`,
          `${gpu.memoryMiB.toLocaleString("en")} MiB`,
          alike.map(({ name, gpus }) => `${code(name)} ${gpus}`).join(", "),
          locations === undefined ? "not published" : placesOf(first, locations),
        ],
      ];
    }),
  );
}

function placesOf({ cloud }: MachineType, locations: readonly string[]): string {
  const places = locations.map((place) => ({
    place,
    country: locationOf(cloud, scalewayRegionOf(place) ?? place)?.country ?? "",
  }));
  const near = Map.groupBy(
    places.filter(({ country }) => nearby.has(country)),
    ({ country }) => country,
  );
  const told = [...near]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([country, here]) => `${country} ${here.map(({ place }) => code(place)).join(", ")}`);
  const others = places.length - [...near.values()].flat().length;
  return [...told, ...(others > 0 ? [`elsewhere: ${others}`] : [])].join("; ");
}
