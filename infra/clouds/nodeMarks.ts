import type { Gpu } from "../catalogue";
import { poolLabel, type NodePoolSpec, type Taint, type Toleration } from "./spec";

/** What keeps pods that use no GPU off nodes with GPUs: the mark that device plug-ins and clouds know. */
export const gpuTaint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;

/** What lets a pod onto nodes with GPUs. */
export const gpuToleration = { key: gpuTaint.key, operator: "Exists", effect: gpuTaint.effect } as const;

/** What AKS keeps pods off spot machines by, and gives to each of them: other clouds mark theirs in no way. */
export const spotTaint = {
  key: "kubernetes.azure.com/scalesetpriority",
  value: "spot",
  effect: "NoSchedule",
} as const;

/** What lets a pod onto the nodes of pools, as far as their taints are a user's or a spot machine's. */
export function poolTolerations(pools: readonly NodePoolSpec[]): Toleration[] {
  const taints = pools.flatMap(({ taints: own, isSpot }) => (isSpot ? [...own, spotTaint] : own));
  const tolerations = taints.map(({ key, effect }): Toleration => ({ key, operator: "Exists", effect }));
  return [...new Map(tolerations.map((one) => [`${one.key} ${one.effect}`, one])).values()];
}

/** By what pods choose GPUs of a model, e.g. `L40S`, and of a vendor. */
export const gpuLabel = "domicile/gpu";
export const gpuVendorLabel = "domicile/gpu-vendor";

/** The labels of a pool's nodes, by which pods choose them. A user's own are kept beside ours. */
export function nodeLabels({ name, labels }: NodePoolSpec, gpu: Gpu | undefined): Record<string, string> {
  return {
    ...labels,
    [poolLabel]: name,
    ...(gpu === undefined ? {} : { [gpuLabel]: labelValue(gpu.model), [gpuVendorLabel]: gpu.vendor }),
  };
}

/** The taints of a pool's nodes. */
export function nodeTaints({ taints }: NodePoolSpec, gpu: Gpu | undefined): readonly Taint[] {
  return gpu === undefined || taints.some(({ key }) => key === gpuTaint.key) ? taints : [gpuTaint, ...taints];
}

/** A text as the value of a label: what may not stand in one becomes a dash. */
function labelValue(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 63);
}
