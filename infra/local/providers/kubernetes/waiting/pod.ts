import { textAt } from "../manifest/json";
import { isPodReady, podProblems } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";

/** A Pod is ready when it is scheduled, initialised and ready, or has succeeded. */
export const podWaiter: Waiter = { collections: {}, judge: judgePod };

/** Judges a Pod. */
export function judgePod({ self }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  if (isPodReady(self)) return isReady;
  return {
    ready: false,
    status: `the Pod is ${textAt(self, "status", "phase").toLowerCase() || "pending"}`,
    reasons: podProblems(self),
  };
}
