import { listAt, textAt } from "../manifest/json";
import { nameOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { isMissing, isReady } from "./readiness";
import type { Readiness, Snapshot, Waiter } from "./readiness";

/** How long a path may name a Service that is not there before it is taken as meant so, in milliseconds. */
const settleMs = 10_000;

/** An Ingress is ready when it has an address, and the Services that its paths name are there. */
export const ingressWaiter: Waiter = {
  collections: { services: { apiVersion: "v1", kind: "Service" } },
  judge: judgeIngress,
};

/** Judges an Ingress with the `services` of its namespace. */
export function judgeIngress({ self, related, quietMs }: Snapshot): Readiness {
  if (self === undefined) return isMissing;
  const services = (related["services"] ?? []).map(nameOf);
  const missing = backends(self).filter((name) => !services.includes(name));
  const addressed = listAt(self, "status", "loadBalancer", "ingress").length > 0;
  if (addressed && (missing.length === 0 || quietMs >= settleMs)) return isReady;
  return {
    ready: false,
    status: addressed ? "waiting for the Services behind the Ingress" : "waiting for the Ingress's address",
    reasons: [
      ...(missing.length === 0
        ? []
        : [`there is no Service ${missing.map((name) => `"${name}"`).join(", ")}`]),
      ...(addressed ? [] : ["the Ingress has no address: does the cluster have an Ingress controller?"]),
    ],
  };
}

function backends(ingress: Manifest): readonly string[] {
  const names = listAt(ingress, "spec", "rules")
    .flatMap((rule) => listAt(rule, "http", "paths"))
    .map((path) => textAt(path, "backend", "service", "name"));
  return [...new Set(names)].filter((name) => name !== "");
}
