import type { JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";

/** A kind that makes pods. */
export interface PodMaker {
  /** As paths name it, e.g. `deployments`. */
  readonly resource: string;
  /** The path of its API group, e.g. `/apis/apps/v1`. */
  readonly api: string;
  /** An object of the kind whose pods have a given spec. It makes none by itself where that can be said. */
  readonly manifest: (spec: JsonObject, name?: string) => JsonObject;
}

const selector = { matchLabels: { app: "it" } };

/** Everything of Kubernetes that makes pods. */
export const podMakers: readonly PodMaker[] = [
  { resource: "pods", api: "/api/v1", manifest: (spec, name) => ({ ...named(name), spec }) },
  {
    resource: "podtemplates",
    api: "/api/v1",
    manifest: (spec, name) => ({ ...named(name), template: template(spec) }),
  },
  workload("replicationcontrollers", "/api/v1", (spec) => ({ replicas: 0, template: template(spec) })),
  workload("replicasets", "/apis/apps/v1", (spec) => ({ replicas: 0, selector, template: template(spec) })),
  workload("deployments", "/apis/apps/v1", (spec) => ({ replicas: 0, selector, template: template(spec) })),
  workload("daemonsets", "/apis/apps/v1", (spec) => ({ selector, template: template(spec) })),
  workload("statefulsets", "/apis/apps/v1", (spec) => ({
    replicas: 0,
    selector,
    serviceName: "it",
    template: template(spec),
  })),
  workload("jobs", "/apis/batch/v1", (spec) => ({ parallelism: 0, template: template(once(spec)) })),
  workload("cronjobs", "/apis/batch/v1", (spec) => ({
    schedule: "* * * * *",
    suspend: true,
    jobTemplate: { spec: { template: template(once(spec)) } },
  })),
];

function workload(resource: string, api: string, made: (spec: JsonObject) => JsonObject): PodMaker {
  return { resource, api, manifest: (spec, name) => ({ ...named(name), spec: made(spec) }) };
}

function named(name = "it"): JsonObject {
  return { metadata: { name } };
}

function template(spec: JsonObject): JsonObject {
  return { metadata: { labels: { app: "it" } }, spec };
}

/** Pods of a Job are not started anew. */
function once(spec: JsonObject): JsonObject {
  return { ...spec, restartPolicy: "Never" };
}

/** A pod of one container. */
export function podOf(image: string, name = "it"): JsonObject {
  return { ...named(name), spec: specOf(image) };
}

/** A pod's spec with a container of each image. */
export function specOf(...images: readonly string[]): JsonObject {
  return { containers: images.map((image, index) => ({ name: `c${index}`, image })) };
}

/** A Service that stands for a name. */
export function externalName(name: string) {
  return { ...named(), spec: { type: "ExternalName", externalName: name } };
}
