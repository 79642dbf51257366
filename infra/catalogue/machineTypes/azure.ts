import { machineTypes, type Gpu, type MachineType, type Row } from "./machineType";

/**
 * Sizes with whole GPUs. Which location offers which is told by Azure's own interface only (Resource SKUs), by subscription:
 * none is listed.
 */
export const azureMachineTypes: readonly MachineType[] = [
  ...offered({ vendor: "NVIDIA", model: "T4", memoryMiB: 16_384 }, [
    ["Standard_NC4as_T4_v3", 1],
    ["Standard_NC8as_T4_v3", 1],
    ["Standard_NC16as_T4_v3", 1],
    ["Standard_NC64as_T4_v3", 4],
  ]),
  ...offered({ vendor: "NVIDIA", model: "A100", memoryMiB: 81_920 }, [
    ["Standard_NC24ads_A100_v4", 1],
    ["Standard_NC48ads_A100_v4", 2],
    ["Standard_NC96ads_A100_v4", 4],
    ["Standard_ND96amsr_A100_v4", 8],
  ]),
  ...offered({ vendor: "NVIDIA", model: "H100 NVL", memoryMiB: 96_256 }, [
    ["Standard_NC40ads_H100_v5", 1],
    ["Standard_NC80adis_H100_v5", 2],
  ]),
  ...offered({ vendor: "NVIDIA", model: "A100", memoryMiB: 40_960 }, [["Standard_ND96asr_v4", 8]]),
  ...offered({ vendor: "NVIDIA", model: "H100", memoryMiB: 81_920 }, [["Standard_ND96isr_H100_v5", 8]]),
  ...offered({ vendor: "NVIDIA", model: "H200", memoryMiB: 144_384 }, [["Standard_ND96isr_H200_v5", 8]]),
  ...offered({ vendor: "NVIDIA", model: "V100", memoryMiB: 32_768 }, [["Standard_ND40rs_v2", 8]]),
  ...offered({ vendor: "AMD", model: "MI300X", memoryMiB: 196_608 }, [["Standard_ND96isr_MI300X_v5", 8]]),
  ...offered({ vendor: "NVIDIA", model: "A10", memoryMiB: 24_576 }, [["Standard_NV72ads_A10_v5", 2]]),
];

function offered(gpu: Gpu, rows: readonly Row[]): readonly MachineType[] {
  const source = "the catalogues of gpuhunt, Hugging Face and aspire, read in November 2026";
  return machineTypes({ cloud: "azure", source }, { gpu, locations: undefined }, rows);
}
