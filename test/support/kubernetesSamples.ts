import type { DiffResult, PropertyObject } from "../../infra/local/providers/protocol";
import { configuredProvider, KubernetesResource } from "./kubernetesCalls";
import type { ResourceState } from "./kubernetesCalls";

/** A kubeconfig of a server that is not there: what is told from it needs none. */
const kubeconfig = JSON.stringify({
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "u", user: { token: "t" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace: "home" } }],
  "current-context": "c",
});

/** The resource `web` of a type like `core/v1:ConfigMap`, of a provider whose context has the namespace `home`. */
export async function sampleResource(type: string, config: PropertyObject = {}): Promise<KubernetesResource> {
  return new KubernetesResource(
    await configuredProvider({ kubeconfig, ...config }),
    `kubernetes:${type}`,
    "web",
  );
}

/** The inputs of an object `web` in the namespace `default`. */
export function sampleObject(apiVersion: string, kind: string, parts: PropertyObject): PropertyObject {
  return { apiVersion, kind, metadata: { name: "web", namespace: "default" }, ...parts };
}

/** The inputs of an object `web` of a kind without namespaces. */
export function clusterObject(apiVersion: string, kind: string, parts: PropertyObject): PropertyObject {
  return { apiVersion, kind, metadata: { name: "web" }, ...parts };
}

/** The state after `inputs` were made, with what the server added. */
export function sampleState(inputs: PropertyObject, added: PropertyObject = {}): ResourceState {
  return {
    id: "default/web",
    inputs,
    outputs: { ...inputs, ...added, __inputs: inputs, __fieldManager: "m" },
  };
}

/** What `news` change in the state after `olds`. */
export async function sampleDiff(
  type: string,
  olds: PropertyObject,
  news: PropertyObject,
  added: PropertyObject = {},
  config: PropertyObject = {},
): Promise<DiffResult> {
  return (await sampleResource(type, config)).diff(sampleState(olds, added), news);
}
