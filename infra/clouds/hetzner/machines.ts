import type { Architecture } from "../k3s";

/** Families of the machines that Hetzner Cloud starts. Source: the server types of its interface. */
const cloudFamily = /^(?:cx|cpx|ccx|cax)\d+$/;

/** Families of dedicated servers, which nothing but a person orders; `gex` are those with GPUs. */
const dedicatedFamily = /^(?:gex|ax|ex|rx|sx)\d+(?:-[a-z0-9-]+)?$/;

/** The forms of names of machine types, for messages. */
export const machineTypeForms =
  "cx…, cpx…, ccx… and cax… of Hetzner Cloud, for example ccx33; ax…, ex…, rx…, sx… and, with GPUs, gex… of its dedicated servers";

/** What the driver of Hetzner's volumes asks the metadata service: the number of its machine. Source: its cmd/main.go. */
export const machineFacts: readonly string[] = ["/hetzner/v1/metadata/instance-id"];

export function isCloudMachine(machineType: string): boolean {
  return cloudFamily.test(machineType);
}

export function isDedicated(machineType: string): boolean {
  return dedicatedFamily.test(machineType);
}

/** `cax` and `rx` have processors of the ARM architecture. */
export function architectureOf(machineType: string): Architecture {
  return /^(?:cax|rx)/.test(machineType) ? "arm64" : "amd64";
}
