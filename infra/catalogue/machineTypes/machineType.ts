import type { CloudName } from "../location";

/** The GPUs of a machine type: all of one kind. */
export interface Gpu {
  readonly vendor: "NVIDIA" | "AMD";
  /** As the cloud writes it, e.g. `L40S` or `H100 SXM`. */
  readonly model: string;
  /** Of each, in MiB, as the cloud states it: what a program can use is somewhat less. */
  readonly memoryMiB: number;
}

/** A kind of machines with GPUs that a cloud rents. */
export interface MachineType {
  readonly cloud: CloudName;
  /** Exactly as the cloud writes it, e.g. `g6.2xlarge`. */
  readonly name: string;
  readonly gpu: Gpu;
  /** Whole GPUs in each machine. */
  readonly gpus: number;
  /** Where the cloud offers it, by the codes of the catalogue or names of zones; undefined where no publication tells. */
  readonly locations: readonly string[] | undefined;
  /** Where all this was read. */
  readonly source: string;
}

/** One row of a table of machine types: name, GPUs in each machine. */
export type Row = readonly [name: string, gpus: number];

/** The machine types that `rows` list, all of one origin, with the same GPU, offered at the same places. */
export function machineTypes(
  origin: Pick<MachineType, "cloud" | "source">,
  common: Pick<MachineType, "gpu" | "locations">,
  rows: readonly Row[],
): readonly MachineType[] {
  return rows.map(([name, gpus]) => ({ ...origin, ...common, name, gpus }));
}
