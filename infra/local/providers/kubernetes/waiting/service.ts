import { at, listAt, objectAt, textAt } from "../manifest/json";
import { nameOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";

/** How long a Service that has no Pods at all is given to find some, in milliseconds; the official plug-in's figure. */
const settleMs = 10_000;

/**
 * A Service is ready when it has Pods and all of them are ready, and a `LoadBalancer` has its address. Headless Services,
 * Services without a selector and `ExternalName` wait for no Pods. A selector that matches nothing for ten seconds is ready
 * too, as with the official plug-in: Pods may come later.
 */
export function serviceWaiter(live: Manifest): Waiter {
  return {
    collections: {
      slices: {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        labels: `kubernetes.io/service-name=${nameOf(live)}`,
      },
    },
    judge: judgeService,
  };
}

/** Judges a Service with its endpoint `slices`. */
export function judgeService({ self, related, quietMs }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const type = textAt(self, "spec", "type");
  const addressed = type !== "LoadBalancer" || listAt(self, "status", "loadBalancer", "ingress").length > 0;
  const endpoints = (related["slices"] ?? []).flatMap((slice) => listAt(slice, "endpoints"));
  // A Pod on its way out is no reason to wait.
  const pending = endpoints.filter(
    (endpoint) =>
      at(endpoint, "conditions", "ready") === false && at(endpoint, "conditions", "terminating") !== true,
  ).length;
  const ready = endpoints.filter((endpoint) => at(endpoint, "conditions", "ready") !== false).length;
  const served = !needsPods(self) || (pending === 0 && (ready > 0 || quietMs >= settleMs));
  if (addressed && served) return isReady;
  return {
    ready: false,
    status: served
      ? "waiting for the load balancer's address"
      : `waiting for Pods: ${ready} of ${ready + pending} ready`,
    reasons: [
      ...(addressed ? [] : ["the Service has no address: does the cluster have a load balancer?"]),
      ...(served || pending > 0 ? [] : ["no Pod matches the Service's selector"]),
      ...(pending === 0 ? [] : [`${ready} of ${ready + pending} Pods behind the Service are ready`]),
    ],
  };
}

function needsPods(service: Manifest): boolean {
  return (
    textAt(service, "spec", "type") !== "ExternalName" &&
    textAt(service, "spec", "clusterIP") !== "None" &&
    Object.keys(objectAt(service, "spec", "selector")).length > 0
  );
}
