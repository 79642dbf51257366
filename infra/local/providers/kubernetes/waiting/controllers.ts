import { numberAt, objectAt, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";
import { sameQuantity } from "../manifest/quantity";

/** A quota is ready when its controller has taken over its limits. */
export const quotaWaiter: Waiter = { limitMs: 60_000, collections: {}, judge: judgeQuota };

/** Judges a ResourceQuota. */
export function judgeQuota({ self }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const [wanted, seen] = [objectAt(self, "spec", "hard"), objectAt(self, "status", "hard")];
  const taken = Object.entries(wanted).every(([name, limit]) => {
    const other = seen[name];
    return other !== undefined && sameLimit(limit, other);
  });
  if (taken && Object.keys(wanted).length === Object.keys(seen).length) return isReady;
  const reason = "the quota's controller has not taken over its limits";
  return { ready: false, status: reason, reasons: [reason] };
}

function sameLimit(left: Json, right: Json): boolean {
  return left === right || (isAmount(left) && isAmount(right) && sameQuantity(left, right));
}

function isAmount(value: Json): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** A Secret for a service account's token is ready when the token is in it; other Secrets are ready at once. */
export const secretWaiter: Waiter = { limitMs: 5_000, collections: {}, judge: judgeSecret };

/** Judges a Secret. */
export function judgeSecret({ self }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const waits = textAt(self, "type") === "kubernetes.io/service-account-token";
  if (!waits || Object.keys(objectAt(self, "data")).length > 0) return isReady;
  const reason = "the service account's token has not been made";
  return { ready: false, status: reason, reasons: [reason] };
}

/** A ReplicationController is ready when all replicas are available. */
export const replicationControllerWaiter: Waiter = {
  limitMs: 600_000,
  collections: {},
  judge: judgeReplicationController,
};

/** Judges a ReplicationController. */
export function judgeReplicationController({ self }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const wanted = numberAt(self, 1, "spec", "replicas");
  const available = numberAt(self, 0, "status", "availableReplicas");
  if (available === wanted) return isReady;
  const status = `${available} of ${wanted} replicas are available`;
  return { ready: false, status, reasons: [status] };
}
