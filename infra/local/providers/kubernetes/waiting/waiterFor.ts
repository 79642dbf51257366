import { annotations } from "../manifest/annotations";
import { isJsonList, parseJson, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";
import { annotationOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { quotaWaiter, replicationControllerWaiter, secretWaiter } from "./controllers";
import { daemonSetWaiter } from "./daemonSet";
import { deploymentWaiter } from "./deployment";
import { ingressWaiter } from "./ingress";
import { jobWaiter } from "./job";
import { matchesJsonPath, parseJsonPath } from "./jsonPath";
import { podWaiter } from "./pod";
import { conditionOf } from "./podProblems";
import { isMissing, isReady } from "./readiness";
import type { Waiter } from "./readiness";
import { serviceWaiter } from "./service";
import { statefulSetWaiter } from "./statefulSet";
import { claimWaiter, volumeWaiter } from "./storage";

const kinds: Readonly<Record<string, (live: Manifest) => Waiter>> = {
  "apps/v1/DaemonSet": daemonSetWaiter,
  "apps/v1/Deployment": deploymentWaiter,
  "apps/v1/StatefulSet": statefulSetWaiter,
  "batch/v1/Job": jobWaiter,
  "networking.k8s.io/v1/Ingress": () => ingressWaiter,
  "v1/PersistentVolume": () => volumeWaiter,
  "v1/PersistentVolumeClaim": () => claimWaiter,
  "v1/Pod": () => podWaiter,
  "v1/ReplicationController": () => replicationControllerWaiter,
  "v1/ResourceQuota": () => quotaWaiter,
  "v1/Secret": () => secretWaiter,
  "v1/Service": serviceWaiter,
};
const kindsJudgedByRead: readonly string[] = [
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
  "networking.k8s.io/v1/Ingress",
  "v1/Pod",
  "v1/Service",
];

function kindOf(manifest: Manifest): string {
  return `${textAt(manifest, "apiVersion")}/${textAt(manifest, "kind")}`;
}

/** Whether the program asked not to wait for the object. */
export function skipsWaiting(inputs: Manifest): boolean {
  return annotationOf(inputs, annotations.skipAwait) === "true";
}

/**
 * How to tell that `live` is ready after a creation or an update; undefined when there is nothing to wait for.
 * The annotation `pulumi.com/waitFor` goes before the kind's own way. Throws when the annotation is wrong.
 */
export function waiterFor(inputs: Manifest, live: Manifest): Waiter | undefined {
  if (skipsWaiting(inputs)) return undefined;
  const wanted = annotationOf(inputs, annotations.waitFor);
  return wanted === "" ? kinds[kindOf(live)]?.(live) : customWaiter(wanted);
}

/** As `waiterFor`, for a refresh, which judges fewer kinds and never a program's own conditions. */
export function readWaiterFor(inputs: Manifest, live: Manifest): Waiter | undefined {
  const kind = kindOf(live);
  return skipsWaiting(inputs) || !kindsJudgedByRead.includes(kind) ? undefined : kinds[kind]?.(live);
}

function customWaiter(wanted: string): Waiter {
  const expressions = expressionsIn(wanted);
  const checks = expressions.map((expression) => ({ expression, holds: checkOf(expression) }));
  return {
    collections: {},
    judge: ({ self }) => {
      if (self === undefined) return isMissing;
      const open = checks
        .filter(({ holds }) => !holds(self))
        .map(({ expression }) => `waiting for ${expression}`);
      return open.length === 0 ? isReady : { ready: false, status: open[0] ?? "", reasons: open };
    },
  };
}

function expressionsIn(wanted: string): readonly string[] {
  if (!wanted.trimStart().startsWith("[")) return [wanted];
  const list: Json = parseJson(wanted);
  const expressions = isJsonList(list) ? list.filter((item) => typeof item === "string") : [];
  if (expressions.length === 0)
    throw new Error(`${annotations.waitFor} must hold one condition or more, not ${wanted}`);
  return expressions;
}

function checkOf(expression: string): (object: Manifest) => boolean {
  if (expression.startsWith("jsonpath=")) {
    const query = parseJsonPath(expression);
    return (object) => matchesJsonPath(query, object);
  }
  const match = /^condition=([^=]+)(?:=(.+))?$/.exec(expression);
  if (match === null) {
    throw new Error(`${annotations.waitFor} takes "condition=…" or "jsonpath=…", not "${expression}"`);
  }
  const [, type = "", status = "True"] = match;
  return (object) => textAt(conditionOf(object, type), "status").toLowerCase() === status.toLowerCase();
}
