import type { Approval } from "../../approval/approval";
import { isInputs, isPresent, ownValue, shown, unknown, type Value } from "../../values";
import type { Finding } from "../rule";
import { destinationProblems } from "./addresses";
import { hostOf, isApprovedEndpoint, isClusterName } from "./hosts";
import { finding, kubernetesRule } from "./kubernetesRule";
import { isService, type KubernetesKind, type KubernetesObject } from "./object";
import { locateAll } from "./located";

/** Where Services lead that select no pods. */
export const serviceTarget = kubernetesRule({
  id: "kubernetes-service-target",
  title: "Services lead to hosts inside the cluster or to approved ones",
  why: "Pods that speak to a Service believe to speak to the cluster, and an ExternalName or an address of its own sends what they say anywhere.",
  fix: "Name a host under .svc.cluster.local, or add the host to 'endpoints' of the approval.",
  levels: ["mandatory", "advisory"],
  concerns: (kind) => isService(kind) || addressPathsOf(kind).length > 0,
  check: (object, approval) =>
    isService(object)
      ? externalName(object, approval)
      : locateAll(object.inputs, addressPathsOf(object)).flatMap((address) =>
          destinationProblems(approval, address, "let the Service select pods"),
        ),
});

function externalName({ inputs }: KubernetesObject, approval: Approval): Finding[] {
  const spec = ownValue(inputs, "spec");
  if (!isPresent(spec)) return [];
  const approved = externalNames(approval);
  if (!isInputs(spec)) {
    return finding(
      "mandatory",
      "spec",
      `'spec' ${isOrUnknown(spec)}, and so not where it leads; ${approved}`,
    );
  }
  const name = ownValue(spec, "externalName");
  const path = "spec.externalName";
  const isWanted = ownValue(spec, "type") === "ExternalName";
  if (!isPresent(name) || name === "") {
    return isWanted
      ? finding("mandatory", path, `'${path}' is missing; ${approved} - name a host or change 'type'`)
      : [];
  }
  const host = typeof name === "string" ? hostOf(name) : undefined;
  const isName = host !== undefined && host.port === undefined && isSameName(name, host.name);
  if (isName && (isClusterName(host.name) || isApprovedEndpoint(approval, host))) return [];
  return finding(
    "mandatory",
    path,
    `'${path}' ${isOrUnknown(name)}; ${approved} - name a Service of the cluster or add the host to 'endpoints' of the approval`,
  );
}

function externalNames({ endpoints }: Approval): string {
  return `approved: ${["names under .svc.cluster.local", ...endpoints].join(", ")}`;
}

/** Whether a value is nothing but the host that was read from it, not an address with more in it. */
function isSameName(value: Value, host: string): boolean {
  return typeof value === "string" && value.toLowerCase().replace(/\.$/, "") === host;
}

function isOrUnknown(value: Value): string {
  return value === unknown ? "cannot be known yet" : `is ${shown(value)}`;
}

/** Where an EndpointSlice or its forerunner, Endpoints, keeps the addresses that it gives a Service. */
function addressPathsOf({ kind, isBuiltIn }: KubernetesKind): readonly string[] {
  if (!isBuiltIn) return [];
  switch (kind) {
    case "EndpointSlice":
      return ["endpoints.addresses"];
    case "Endpoints":
      return ["subsets.addresses.ip", "subsets.notReadyAddresses.ip"];
    default:
      return [];
  }
}
