import { setTimeout } from "node:timers/promises";
import type { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import { ApiError } from "../../infra/local/providers/kubernetes/api/apiError";
import {
  isJsonObject,
  listAt,
  textAt,
  type JsonObject,
} from "../../infra/local/providers/kubernetes/manifest/json";
import { referenceTo } from "../../infra/local/providers/kubernetes/api/objects";
import { startApiServer } from "./apiServer";

/** Each pod by its name, with the node that it was given, or why it was given none. */
export type Placement = Readonly<Record<string, string>>;

/** A real control plane whose scheduler gives pods to nodes that are objects only. */
export interface SchedulerRun {
  readonly make: (objects: readonly JsonObject[]) => Promise<void>;
  /** Changes an object by a merge patch. */
  readonly change: (object: JsonObject, patch: JsonObject) => Promise<void>;
  readonly placement: () => Promise<Placement>;
  /** Ends a pod as the drain of its node does. */
  readonly evict: (namespace: string, pod: string) => Promise<void>;
  /** Removes nodes, what makes pods, and the pods: no kubelet says that they have ended. */
  readonly clear: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const cleared = ["Deployment", "StatefulSet", "DaemonSet", "Node"];

export async function startSchedulerRun(): Promise<SchedulerRun> {
  const server = await startApiServer({ schedules: true });
  const { objects } = server;
  const { client } = objects;
  const options = { fieldManager: "test", dryRun: false };
  let made: JsonObject[] = [];
  const pods = async (): Promise<readonly JsonObject[]> =>
    listAt(await client.request({ method: "GET", path: "/api/v1/pods" }), "items").filter(isJsonObject);
  const end = (namespace: string, pod: string) =>
    client.request({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/pods/${pod}`,
      body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 },
    });
  return {
    stop: () => server.stop(),
    make: async (manifests) => {
      for (const manifest of manifests) {
        // The status of a node counts at its creation only.
        if (textAt(manifest, "kind") === "Node") await objects.create(manifest, options);
        else await objects.apply(manifest, { ...options, force: true });
      }
      made = [...made, ...manifests];
    },
    change: async (object, patch) => {
      await objects.merge(referenceTo(object), patch, options);
    },
    placement: async () =>
      Object.fromEntries((await pods()).map((pod) => [textAt(pod, "metadata", "name"), placeOf(pod)])),
    evict: async (namespace, pod) => {
      await end(namespace, pod).catch(ignoreGone);
    },
    clear: async () => {
      for (const object of made.filter((one) => cleared.includes(textAt(one, "kind")))) {
        await objects.remove(referenceTo(object), "Foreground");
      }
      made = [];
      // What makes pods goes once they have gone.
      while (
        await hasAny(
          client,
          "/apis/apps/v1/replicasets",
          "/apis/apps/v1/statefulsets",
          "/apis/apps/v1/daemonsets",
        )
      ) {
        for (const { metadata } of await pods()) {
          await end(textAt(metadata, "namespace"), textAt(metadata, "name")).catch(ignoreGone);
        }
        await setTimeout(200);
      }
    },
  };
}

async function hasAny(client: ApiClient, ...paths: readonly string[]): Promise<boolean> {
  const lists = await Promise.all(paths.map((path) => client.request({ method: "GET", path })));
  return lists.some((list) => listAt(list, "items").length > 0);
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 404) throw error;
}

function placeOf(pod: JsonObject): string {
  const node = textAt(pod, "spec", "nodeName");
  if (node !== "") return node;
  return `pending: ${listAt(pod, "status", "conditions")
    .map((condition) => textAt(condition, "message"))
    .join("; ")}`;
}
