import { machineTypes, type Gpu, type MachineType, type Row } from "./machineType";

/** Flavours with GPUs for Managed Kubernetes. */
export const ovhMachineTypes: readonly MachineType[] = [
  ...offered(
    { vendor: "NVIDIA", model: "H100", memoryMiB: 81_920 },
    ["GRA11"],
    [
      ["h100-380", 1],
      ["h100-760", 2],
      ["h100-1520", 4],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "A100", memoryMiB: 81_920 },
    ["GRA11"],
    [
      ["a100-180", 1],
      ["a100-360", 2],
      ["a100-720", 4],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "L40S", memoryMiB: 49_152 },
    ["GRA11"],
    [
      ["l40s-90", 1],
      ["l40s-180", 2],
      ["l40s-360", 4],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "L4", memoryMiB: 24_576 },
    ["GRA11"],
    [
      ["l4-90", 1],
      ["l4-180", 2],
      ["l4-360", 4],
    ],
  ),
  ...offered({ vendor: "NVIDIA", model: "A10", memoryMiB: 24_576 }, undefined, [
    ["a10-45", 1],
    ["a10-90", 2],
    ["a10-180", 4],
  ]),
  ...offered(
    { vendor: "NVIDIA", model: "V100S", memoryMiB: 32_768 },
    ["BHS5", "DE1", "GRA5", "GRA7", "GRA9", "GRA11", "UK1", "WAW1"],
    [
      ["t2-45", 1],
      ["t2-90", 2],
      ["t2-180", 4],
    ],
  ),
  ...offered(
    { vendor: "NVIDIA", model: "V100", memoryMiB: 16_384 },
    ["BHS5", "GRA5", "GRA7", "GRA11"],
    [
      ["t1-45", 1],
      ["t1-90", 2],
      ["t1-180", 4],
    ],
  ),
  ...offered({ vendor: "NVIDIA", model: "Quadro RTX 5000", memoryMiB: 16_384 }, undefined, [
    ["rtx5000-28", 1],
    ["rtx5000-56", 2],
    ["rtx5000-84", 3],
  ]),
];

function offered(
  gpu: Gpu,
  locations: readonly string[] | undefined,
  rows: readonly Row[],
): readonly MachineType[] {
  const source = "OVHcloud, documentation of GPU nodes in Managed Kubernetes, 14 August 2024 (ovh/docs)";
  return machineTypes({ cloud: "ovh", source }, { gpu, locations }, rows);
}
