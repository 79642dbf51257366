import { listAt, numberAt, textAt } from "../manifest/json";
import { annotationOf, nameOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { conditionOf, isOwnedBy, isTrue, podProblems } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";
import { selectorOf } from "./selector";

const revision = "deployment.kubernetes.io/revision";

/**
 * A Deployment is ready when its controller has seen this generation, it is available, its newest ReplicaSet has all
 * its Pods ready (and, past the first revision, the roll-out has ended), and the claims its Pods name are bound.
 */
export function deploymentWaiter(live: Manifest): Waiter {
  const labels = selectorOf(live);
  return {
    collections: {
      replicaSets: { apiVersion: "apps/v1", kind: "ReplicaSet", ...labels },
      pods: { apiVersion: "v1", kind: "Pod", ...labels },
      ...(claimNames(live).length === 0
        ? {}
        : { claims: { apiVersion: "v1", kind: "PersistentVolumeClaim" } }),
    },
    judge: judgeDeployment,
  };
}

/** Judges a Deployment with its `replicaSets`, `pods` and `claims`. */
export function judgeDeployment({ self, related }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const current = annotationOf(self, revision);
  const replicaSet = related["replicaSets"]?.find(
    (candidate) => annotationOf(candidate, revision) === current && isOwnedBy(candidate, self),
  );
  const wanted = numberAt(replicaSet, 1, "spec", "replicas");
  const ready = numberAt(replicaSet, 0, "status", "readyReplicas");
  const unbound = (related["claims"] ?? [])
    .filter((claim) => claimNames(self).includes(nameOf(claim)))
    .filter((claim) => textAt(claim, "status", "phase") !== "Bound")
    .map(nameOf);
  const available = isTrue(self, "Available");
  const rolledOut =
    current === "1" ||
    (isTrue(self, "Progressing") &&
      textAt(conditionOf(self, "Progressing"), "reason") === "NewReplicaSetAvailable");
  const observed = isObserved(self);
  const complete = replicaSet !== undefined && current !== "" && ready >= wanted;
  if (observed && available && rolledOut && complete && unbound.length === 0) return isReady;
  const pods = (related["pods"] ?? []).filter(
    (pod) => replicaSet !== undefined && isOwnedBy(pod, replicaSet),
  );
  return {
    ready: false,
    status: observed
      ? `waiting for Pods: ${ready} of ${wanted} ready`
      : "waiting for the Deployment's controller",
    reasons: [
      ...["Progressing", "Available"].flatMap((type) => conditionProblem(self, type, "True")),
      ...conditionProblem(self, "ReplicaFailure", "False"),
      ...(unbound.length === 0 ? [] : [`claims are not bound: ${unbound.join(", ")}`]),
      observed
        ? `${ready} of ${wanted} Pods of the newest revision are ready`
        : "the Deployment's controller has not seen the change",
      ...pods.flatMap(podProblems),
    ],
  };
}

/** Whether the controller's status is about the present generation of the object. */
export function isObserved(object: Manifest): boolean {
  return (
    numberAt(object, -1, "status", "observedGeneration") >= numberAt(object, 0, "metadata", "generation")
  );
}

function conditionProblem(object: Manifest, type: string, good: "True" | "False"): readonly string[] {
  const condition = conditionOf(object, type);
  if (condition === undefined || textAt(condition, "status") === good) return [];
  return [`[${textAt(condition, "reason")}] ${textAt(condition, "message")}`];
}

function claimNames(deployment: Manifest): readonly string[] {
  return listAt(deployment, "spec", "template", "spec", "volumes")
    .map((volume) => textAt(volume, "persistentVolumeClaim", "claimName"))
    .filter((name) => name !== "");
}
