import { textAt } from "../manifest/json";
import { nameOf } from "../manifest/manifest";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";

/** How long claims and volumes are waited for, in milliseconds. */
const limitMs = 300_000;

/** A claim is ready when it is bound, or pending if its StorageClass binds only when a Pod uses it. */
export const claimWaiter: Waiter = {
  limitMs,
  collections: { classes: { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", namespaced: false } },
  judge: judgeClaim,
};

/** Judges a PersistentVolumeClaim with the cluster's storage `classes`. */
export function judgeClaim({ self, related }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const phase = textAt(self, "status", "phase");
  const wanted = textAt(self, "spec", "storageClassName");
  const storageClass = related["classes"]?.find((candidate) => nameOf(candidate) === wanted);
  const late = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
  if (phase === "Bound" || (late && phase === "Pending")) return isReady;
  return {
    ready: false,
    status: `the claim is ${phase.toLowerCase() || "new"}`,
    reasons: [
      storageClass === undefined && wanted !== ""
        ? `the claim is ${phase} and there is no StorageClass "${wanted}"`
        : `the claim is ${phase}`,
    ],
  };
}

/** A volume is ready when it is available or bound. */
export const volumeWaiter: Waiter = { limitMs, collections: {}, judge: judgeVolume };

/** Judges a PersistentVolume. */
export function judgeVolume({ self }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const phase = textAt(self, "status", "phase");
  if (phase === "Available" || phase === "Bound") return isReady;
  return {
    ready: false,
    status: `the volume is ${phase.toLowerCase() || "new"}`,
    reasons: [`the volume is ${phase}`],
  };
}
