import { gpuMachineType } from "../../catalogue";

/** The kind of a machine image that EKS knows for a machine type: with GPU drivers where it has GPUs. */
export function amiType(machineType: string): string {
  const processor = isArm(machineType) ? "ARM_64" : "x86_64";
  return `AL2023_${processor}_${gpuMachineType("aws", machineType) === undefined ? "STANDARD" : "NVIDIA"}`;
}

/**
 * Whether machines have processors of the ARM architecture: AWS writes a `g` behind the number of the generation
 * (`m7g.large`, `c8gn.xlarge`, `g5g.xlarge`), and `gb` for Grace.
 */
export function isArm(machineType: string): boolean {
  return /^[a-z]+\d+g[a-z]*\.|-gb\d/.test(machineType);
}

/** Families of accelerated machines: their types are in the catalogue, or no engine runs on them. */
const acceleratedFamily = /^(?:g|gr|p|trn|inf|dl|f|vt)\d/;

/** Whether a name is one of an accelerated machine. */
export function isAccelerated(machineType: string): boolean {
  return acceleratedFamily.test(machineType);
}
