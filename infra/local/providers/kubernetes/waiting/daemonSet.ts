import { numberAt } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";
import { isObserved } from "./deployment";
import { isOwnedBy, podProblems } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";
import { selectorOf } from "./selector";

/** A DaemonSet is ready when every node that should has a Pod of the newest revision, available and ready. */
export function daemonSetWaiter(live: Manifest): Waiter {
  return {
    collections: { pods: { apiVersion: "v1", kind: "Pod", ...selectorOf(live) } },
    judge: judgeDaemonSet,
  };
}

/** Judges a DaemonSet with its `pods`. */
export function judgeDaemonSet({ self, related }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const wanted = numberAt(self, -1, "status", "desiredNumberScheduled");
  const counts = ["currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady"].map(
    (field) => numberAt(self, 0, "status", field),
  );
  const reached = Math.min(...counts);
  const observed = isObserved(self) && wanted >= 0;
  if (observed && reached >= wanted) return isReady;
  return {
    ready: false,
    status: observed
      ? `waiting for Pods: ${reached} of ${wanted} ready`
      : "waiting for the DaemonSet's controller",
    reasons: [
      observed
        ? `${reached} of ${wanted} nodes have a ready Pod`
        : "the DaemonSet's controller has not seen the change",
      ...(related["pods"] ?? []).filter((pod) => isOwnedBy(pod, self)).flatMap(podProblems),
    ],
  };
}
