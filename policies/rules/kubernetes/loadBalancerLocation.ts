import type { CloudName } from "../../../infra/catalogue";
import { isInputs, isPresent, ownValue, shown, unknown, type Inputs } from "../../values";
import type { Approval } from "../../approval/approval";
import type { Finding } from "../rule";
import { finding, kubernetesRule } from "./kubernetesRule";
import { locate } from "./located";
import { isService } from "./object";
import { approvedPlaces, placeProblems } from "./places";

/** Annotations that tell a cloud where to make the load balancer of a Service. Sources: the clouds' controller managers. */
const placeAnnotations: ReadonlyMap<string, CloudName> = new Map<string, CloudName>([
  ["load-balancer.hetzner.cloud/location", "hetzner"],
  ["service.beta.kubernetes.io/scw-loadbalancer-zone", "scaleway"],
  ["service.beta.kubernetes.io/scw-loadbalancer-id", "scaleway"],
]);

const hetznerLocation = "load-balancer.hetzner.cloud/location";
const hetznerZone = "load-balancer.hetzner.cloud/network-zone";

/** Where the load balancers lie that Services make. */
export const loadBalancerLocation = kubernetesRule({
  id: "kubernetes-load-balancer-location",
  title: "Load balancers of Services lie in approved locations",
  why: "An annotation makes a load balancer in any location of the cloud, and all requests pass through it.",
  fix: "Name an approved location in the annotation.",
  concerns: isService,
  check: ({ inputs }, approval) =>
    locate(inputs, "metadata.annotations").flatMap(({ path, value }) =>
      isInputs(value)
        ? annotationProblems(path, value, approval)
        : unknownAnnotations(path, inputs, approval),
    ),
});

function annotationProblems(base: string, annotations: Inputs, approval: Approval): Finding[] {
  const places = [...placeAnnotations].flatMap(([name, cloud]) => {
    const value = ownValue(annotations, name);
    // The identifier of a load balancer is `<zone>/<id>`.
    const place = typeof value === "string" ? value.split("/")[0] : value;
    return placeProblems(approval, cloud, { path: `${base}.${name}`, value: place });
  });
  const zone = ownValue(annotations, hetznerZone);
  if (!isPresent(zone) || isPresent(ownValue(annotations, hetznerLocation))) return places;
  const path = `${base}.${hetznerZone}`;
  const approved = `approved: ${approvedPlaces(approval, "hetzner")} - set ${hetznerLocation} instead`;
  return [
    ...places,
    ...finding("mandatory", path, `${said(zone)} by '${path}' is a zone of several locations; ${approved}`),
  ];
}

function said(value: unknown): string {
  return typeof value === "string" ? shown(value) : "a value that cannot be read";
}

function unknownAnnotations(path: string, inputs: Inputs, approval: Approval): Finding[] {
  const [type] = locate(inputs, "spec.type");
  if (type?.value !== "LoadBalancer" && type?.value !== unknown) return [];
  return placeProblems(approval, undefined, { path, value: unknown });
}
