import { machineTypes, type Gpu, type MachineType } from "./machineType";

/**
 * Dedicated servers with GPUs, which no interface of Hetzner lists and no resource orders. Where each is offered is not
 * published in a form that could be read.
 */
export const hetznerMachineTypes: readonly MachineType[] = [
  ...dedicated("gex44", { vendor: "NVIDIA", model: "RTX 4000 SFF Ada", memoryMiB: 20_480 }),
  ...dedicated("gex45", { vendor: "NVIDIA", model: "RTX PRO 4000 Blackwell SFF", memoryMiB: 24_576 }),
  ...dedicated("gex63", { vendor: "NVIDIA", model: "RTX PRO 6000 Blackwell Max-Q", memoryMiB: 98_304 }),
  ...dedicated("gex130", { vendor: "NVIDIA", model: "RTX 6000 Ada", memoryMiB: 49_152 }),
  ...dedicated("gex131", { vendor: "NVIDIA", model: "RTX PRO 6000 Blackwell Max-Q", memoryMiB: 98_304 }),
];

function dedicated(name: string, gpu: Gpu): readonly MachineType[] {
  const source =
    "Hetzner's product pages of dedicated servers, as several public repositories cite them, October 2026";
  return machineTypes({ cloud: "hetzner", source }, { gpu, locations: undefined }, [[name, 1]]);
}
