import type { Registration } from "../../cli/domicile/engine/recording";
import { gpuMachineType } from "../../infra/catalogue";
import { nodeLabels, nodeTaints } from "../../infra/clouds/nodeMarks";
import {
  isJsonObject,
  listAt,
  parseJson,
  textAt,
  type JsonObject,
} from "../../infra/local/providers/kubernetes/manifest/json";
import { unknownSentinels } from "../../policies/toInputs";
import { nodePoolSpecs } from "../../stacks/clusterSpec";
import type { MadeSite } from "../../stacks/siteSchema";

/** Processors and GiB of memory of the machine types that shipped stacks use, as their clouds state them. */
const machines: Readonly<Record<string, readonly [processors: number, memoryGiB: number]>> = {
  "m7i.large": [2, 8],
  "g6.2xlarge": [8, 32],
  "g6e.2xlarge": [8, 64],
  Standard_D4as_v5: [4, 16],
  Standard_NC24ads_A100_v4: [24, 220],
};

/** What pods may use of a machine: the kubelet and the system keep about a tenth. @throws Error for a type without a size */
function allocatable(machineType: string): Record<string, string> {
  const size = machines[machineType];
  if (size === undefined) throw new Error(`add the size of ${machineType}`);
  const [processors, memory] = size;
  return { cpu: `${processors * 900}m`, memory: `${Math.floor(memory * 0.9 * 1024)}Mi`, pods: "110" };
}

/** The nodes that the pools of a site would have joined: ready, and with their GPUs told. */
export function nodesOf(site: MadeSite): JsonObject[] {
  return nodePoolSpecs(site).flatMap((pool) => {
    const type = gpuMachineType(site.cloud, pool.machineType);
    const resources = {
      ...allocatable(pool.machineType),
      ...(type === undefined ? {} : { "nvidia.com/gpu": String(type.gpus) }),
    };
    return Array.from({ length: pool.count }, (_, index) => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: `${site.name}-${pool.name}-${index}`, labels: nodeLabels(pool, type?.gpu) },
      spec: { taints: nodeTaints(pool, type?.gpu).map(({ value = "", ...taint }) => ({ ...taint, value })) },
      status: {
        capacity: resources,
        allocatable: resources,
        conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
      },
    }));
  });
}

/** Kinds of objects without which a pod is not made. */
const kinds = ["Namespace", "ServiceAccount", "StatefulSet", "Deployment", "DaemonSet"];

/** What makes pods in a stack, in the order in which it can be made, as manifests in which everything is known. */
export function workloadsOf(registrations: readonly Registration[], namespace: string): JsonObject[] {
  const manifests = registrations
    .filter(({ type }) => type.startsWith("kubernetes:"))
    // The namespace is told by outputs, so that nothing is made before it is closed.
    .map(({ inputs }) => parseJson(known(JSON.stringify(inputs), namespace)))
    .filter(isJsonObject);
  return kinds.flatMap((kind) => manifests.filter((manifest) => textAt(manifest, "kind") === kind));
}

function known(text: string, value: string): string {
  return [...unknownSentinels].map(String).reduce((done, sentinel) => done.replaceAll(sentinel, value), text);
}

/** The claims that pods mount, and volumes for them that lie nowhere. */
export function claimsOf(workloads: readonly JsonObject[]): JsonObject[] {
  const claims = workloads.flatMap((workload) =>
    listAt(workload, "spec", "template", "spec", "volumes").flatMap((volume) => {
      const name = textAt(volume, "persistentVolumeClaim", "claimName");
      return name === "" ? [] : [{ name, namespace: textAt(workload, "metadata", "namespace") }];
    }),
  );
  return claims.flatMap(({ name, namespace }) => {
    const volume = `${namespace}-${name}`;
    const spec = { accessModes: ["ReadOnlyMany"], storageClassName: "" };
    return [
      {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: volume },
        spec: { ...spec, capacity: { storage: "1Gi" }, hostPath: { path: "/nowhere" } },
      },
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name, namespace },
        spec: { ...spec, volumeName: volume, resources: { requests: { storage: "1Gi" } } },
      },
    ];
  });
}
