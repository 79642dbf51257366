import { ApiError } from "../../infra/local/providers/kubernetes/api/apiError";
import type { Objects } from "../../infra/local/providers/kubernetes/api/objects";
import { follow } from "../../infra/local/providers/kubernetes/api/watch";
import { listAt, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Json, JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import { nameOf, namespaceOf } from "../../infra/local/providers/kubernetes/manifest/manifest";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";

/** The node that Pods are bound to; it exists as an object only. */
const nodeName = "node-1";

/**
 * Does to Pods what a scheduler and a kubelet would, without running anything. The name of a Pod's first image says how
 * it goes: `broken…` cannot be pulled, `crash…` crashes, `slow…` never becomes ready, `failing…` ends with exit code 3,
 * `finishing…` ends well; all others are ready at once. Ends when the signal is aborted.
 */
export async function runPods(objects: Objects, signal: AbortSignal): Promise<void> {
  await objects.create(
    { apiVersion: "v1", kind: "Node", metadata: { name: nodeName } },
    { fieldManager: "test", dryRun: false },
  );
  const done = new Set<string>();
  const writes = new Set<Promise<void>>();
  await follow(objects.client, "/api/v1/pods", {}, signal, (pods) => {
    for (const [uid, pod] of pods) {
      const ending = textAt(pod, "metadata", "deletionTimestamp") !== "";
      const step = `${uid} ${ending ? "end" : "start"}`;
      if (done.has(step)) continue;
      done.add(step);
      const write = (ending ? endPod(objects, pod) : startPod(objects, pod)).catch(ignoreGone).finally(() => {
        writes.delete(write);
      });
      writes.add(write);
    }
  });
  await Promise.all(writes);
}

/** The Pod may be gone again, or have changed. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof ApiError) || (error.code !== 404 && error.code !== 409)) throw error;
}

async function startPod(objects: Objects, pod: Manifest): Promise<void> {
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;
  if (textAt(pod, "spec", "nodeName") === "") {
    await objects.client.request({
      method: "POST",
      path: `${path}/binding`,
      body: {
        apiVersion: "v1",
        kind: "Binding",
        metadata: { name: nameOf(pod) },
        target: { apiVersion: "v1", kind: "Node", name: nodeName },
      },
    });
  }
  await objects.client.request({
    method: "PATCH",
    path: `${path}/status`,
    body: { status: statusOf(pod) },
    contentType: "application/strategic-merge-patch+json",
  });
}

async function endPod(objects: Objects, pod: Manifest): Promise<void> {
  await objects.client.request({
    method: "DELETE",
    path: `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`,
    body: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: 0,
      preconditions: { uid: textAt(pod, "metadata", "uid") },
    },
  });
}

const states: Readonly<
  Record<string, { readonly phase: string; readonly state: (image: string) => JsonObject }>
> = {
  broken: {
    phase: "Pending",
    state: (image) => ({
      waiting: { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}"` },
    }),
  },
  crash: {
    phase: "Running",
    state: () => ({
      waiting: { reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container" },
    }),
  },
  slow: { phase: "Running", state: () => ({ running: {} }) },
  failing: { phase: "Failed", state: () => ({ terminated: { exitCode: 3, reason: "Error" } }) },
  finishing: { phase: "Succeeded", state: () => ({ terminated: { exitCode: 0, reason: "Completed" } }) },
};

function statusOf(pod: Manifest): Json {
  const image = textAt(pod, "spec", "containers", 0, "image");
  const trouble = Object.entries(states).find(([name]) => image.startsWith(name))?.[1];
  const ready = trouble === undefined;
  const condition = (type: string, status: boolean): Json => ({
    type,
    status: status ? "True" : "False",
    ...(status ? {} : { reason: "ContainersNotReady", message: "containers with unready status: [main]" }),
  });
  return {
    phase: trouble?.phase ?? "Running",
    podIP: "10.251.0.1",
    podIPs: [{ ip: "10.251.0.1" }],
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", true),
      condition("ContainersReady", ready),
      condition("Ready", ready),
    ],
    containerStatuses: listAt(pod, "spec", "containers").map((container) => ({
      name: textAt(container, "name"),
      image: textAt(container, "image"),
      imageID: "",
      ready,
      restartCount: 0,
      state: trouble?.state(textAt(container, "image")) ?? { running: {} },
    })),
  };
}
