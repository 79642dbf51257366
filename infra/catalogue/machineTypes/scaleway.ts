import { machineTypes, type Gpu, type MachineType, type Row } from "./machineType";

/** GPU Instances, by the zones that offer them. */
export const scalewayMachineTypes: readonly MachineType[] = [
  ...offered(
    { vendor: "NVIDIA", model: "L4", memoryMiB: 24_576 },
    ["fr-par-2", "pl-waw-2"],
    [
      ["L4-1-24G", 1],
      ["L4-2-24G", 2],
      ["L4-4-24G", 4],
      ["L4-8-24G", 8],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "L40S", memoryMiB: 49_152 },
    ["fr-par-2", "pl-waw-2"],
    [
      ["L40S-1-48G", 1],
      ["L40S-2-48G", 2],
      ["L40S-4-48G", 4],
      ["L40S-8-48G", 8],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "H100 PCIe", memoryMiB: 81_920 },
    ["fr-par-2", "pl-waw-2"],
    [
      ["H100-1-80G", 1],
      ["H100-2-80G", 2],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "H100 SXM", memoryMiB: 81_920 },
    ["fr-par-2"],
    [
      ["H100-SXM-2-80G", 2],
      ["H100-SXM-4-80G", 4],
      ["H100-SXM-8-80G", 8],
    ],
  ),
  ...offered({ vendor: "NVIDIA", model: "B300", memoryMiB: 294_912 }, ["fr-par-2"], [["B300-SXM-8-288G", 8]]),
  ...offered({ vendor: "NVIDIA", model: "P100", memoryMiB: 16_384 }, ["fr-par-1"], [["RENDER-S", 1]]),
];

function offered(gpu: Gpu, locations: readonly string[], rows: readonly Row[]): readonly MachineType[] {
  const source = "Scaleway, documentation of GPU Instances, 4 December 2025";
  return machineTypes({ cloud: "scaleway", source }, { gpu, locations }, rows);
}
