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

/** What a machine has beside its GPUs: the catalogue knows no more of it, and a stack's pods need less. */
const machine = { cpu: "16", memory: "128Gi", pods: "110" };

/** The nodes that the pools of a site would have joined: ready, and with their GPUs told. */
export function nodesOf(site: MadeSite): JsonObject[] {
  return nodePoolSpecs(site).flatMap((pool) => {
    const type = gpuMachineType(site.cloud, pool.machineType);
    const resources = { ...machine, ...(type === undefined ? {} : { "nvidia.com/gpu": String(type.gpus) }) };
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
