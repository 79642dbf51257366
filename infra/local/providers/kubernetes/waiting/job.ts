import { numberAt, textAt } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";
import { conditionOf, isOwnedBy, isTrue, podProblems } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";
import { selectorOf } from "./selector";

/** A Job is ready when it has completed; a failed one ends the waiting. */
export function jobWaiter(live: Manifest): Waiter {
  return { collections: { pods: { apiVersion: "v1", kind: "Pod", ...selectorOf(live) } }, judge: judgeJob };
}

/** Judges a Job with its `pods`. */
export function judgeJob({ self, related }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  if (isTrue(self, "Complete")) return isReady;
  const failed = isTrue(self, "Failed");
  const failure = conditionOf(self, "Failed");
  const counts = ["active", "succeeded", "failed"].map(
    (field) => `${numberAt(self, 0, "status", field)} ${field}`,
  );
  return {
    ready: false,
    failed,
    status: `waiting for the Job to complete: ${counts.join(", ")}`,
    reasons: [
      ...(failed ? [`[${textAt(failure, "reason")}] ${textAt(failure, "message")}`] : [counts.join(", ")]),
      ...(related["pods"] ?? []).filter((pod) => isOwnedBy(pod, self)).flatMap(podProblems),
    ],
  };
}
