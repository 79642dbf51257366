import { numberAt, textAt } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";
import { isObserved } from "./deployment";
import { isOwnedBy, podProblems } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";
import { selectorOf } from "./selector";

/**
 * A StatefulSet is ready when its controller has seen this generation, all replicas are ready and of the newest
 * revision. With the `OnDelete` strategy an update is ready once all replicas are, of whatever revision.
 */
export function statefulSetWaiter(live: Manifest): Waiter {
  return {
    collections: { pods: { apiVersion: "v1", kind: "Pod", ...selectorOf(live) } },
    judge: judgeStatefulSet,
  };
}

/** Judges a StatefulSet with its `pods`. */
export function judgeStatefulSet({ self, related }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const wanted = numberAt(self, 1, "spec", "replicas");
  const count = (field: string): number => numberAt(self, 0, "status", field);
  const [current, update] = [
    textAt(self, "status", "currentRevision"),
    textAt(self, "status", "updateRevision"),
  ];
  const byHand =
    textAt(self, "spec", "updateStrategy", "type") === "OnDelete" &&
    numberAt(self, 1, "metadata", "generation") > 1;
  const observed = isObserved(self);
  const sameRevision = byHand || (current !== "" && current === update);
  const replicas =
    count("replicas") === wanted &&
    count("readyReplicas") === wanted &&
    (byHand || count("currentReplicas") === wanted);
  if (observed && sameRevision && replicas) return isReady;
  const ready = sameRevision
    ? count("readyReplicas")
    : Math.min(count("readyReplicas"), count("updatedReplicas"));
  return {
    ready: false,
    status: observed
      ? `waiting for Pods: ${ready} of ${wanted} ready`
      : "waiting for the StatefulSet's controller",
    reasons: [
      observed
        ? `${ready} of ${wanted} replicas are ready`
        : "the StatefulSet's controller has not seen the change",
      ...(sameRevision ? [] : [`the roll-out from revision ${current} to ${update} has not ended`]),
      ...(related["pods"] ?? []).filter((pod) => isOwnedBy(pod, self)).flatMap(podProblems),
    ],
  };
}
