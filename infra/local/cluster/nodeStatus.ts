import { at, listAt, textAt } from "../providers/kubernetes/manifest/json";
import type { Json } from "../providers/kubernetes/manifest/json";

/**
 * Whether a Node says that it is ready, and said so after `since`. What is stored may be of an earlier start.
 * @param since milliseconds since 1970
 */
export function isNodeReady(node: Json, since: number): boolean {
  return listAt(node, "status", "conditions").some(
    (condition) =>
      textAt(condition, "type") === "Ready" &&
      textAt(condition, "status") === "True" &&
      isAfter(textAt(condition, "lastHeartbeatTime"), since),
  );
}

/** Whether some pod of the list is ready and its containers were started after `since`. */
export function hasReadyPod(pods: Json, since: number): boolean {
  return listAt(pods, "items").some((pod) => {
    const isReady = listAt(pod, "status", "conditions").some(
      (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
    );
    return isReady && !isStale(pod, since);
  });
}

/**
 * Whether none of the pods still shows containers as running that were started before `since`: a kubelet that has just
 * been started corrects what an earlier one said, one pod after the other.
 */
export function areUpToDate(pods: Json, since: number): boolean {
  return listAt(pods, "items").every((pod) => !isStale(pod, since));
}

function isStale(pod: Json, since: number): boolean {
  return listAt(pod, "status", "containerStatuses").some(
    (container) =>
      at(container, "state", "running") !== undefined &&
      !isAfter(textAt(container, "state", "running", "startedAt"), since),
  );
}

/** Kubernetes' times have whole seconds. */
function isAfter(time: string, since: number): boolean {
  return Date.parse(time) >= Math.floor(since / 1_000) * 1_000;
}
