import { isInputs, isList, isPresent, ownValue, shown, unknown, type Inputs, type Value } from "../../values";
import type { Finding } from "../rule";
import { finding, kubernetesRule } from "./kubernetesRule";
import { isService, type KubernetesKind, type KubernetesObject } from "./object";
import { locate, locateAll, type Located } from "./located";
import { makesPods, podTemplatesOf, type PodTemplate } from "./pods";

/** The label of the gateway's pods; see the component `Gateway`. */
export const gatewayLabel = { name: "app.kubernetes.io/component", value: "gateway" } as const;

/** The name of the gateway's Service; see the component `Gateway`. */
export const gatewayService = "gateway";

/** What may be reached from outside the cluster. */
export const exposure = kubernetesRule({
  id: "kubernetes-exposure",
  title: "Only the gateway is reached from outside",
  why: "What is reached past the gateway is reached without keys, quotas and an access log.",
  fix: "Make it a Service of type ClusterIP, or select the gateway's pods by app.kubernetes.io/component: gateway.",
  levels: ["hardening"],
  concerns: (kind) => isService(kind) || backendPathsOf(kind).length > 0 || makesPods(kind),
  check: (object) => [
    ...(isService(object) ? exposedService(object) : []),
    ...routedBackends(object),
    ...podTemplatesOf(object).flatMap(hostPorts),
  ],
});

/** Whether labels or a selector are the gateway's. */
export function isGateway(labels: Value): boolean {
  return isInputs(labels) && ownValue(labels, gatewayLabel.name) === gatewayLabel.value;
}

const approvedService = "approved: ClusterIP, or a selector app.kubernetes.io/component: gateway";

function exposedService({ inputs }: KubernetesObject): Finding[] {
  const spec = ownValue(inputs, "spec");
  if (!isInputs(spec) || isGateway(ownValue(spec, "selector"))) return [];
  const type = ownValue(spec, "type");
  const addresses = ownValue(spec, "externalIPs");
  const isOpen = isPresent(type) && type !== "ClusterIP" && type !== "ExternalName";
  const hasAddresses = isPresent(addresses) && !(isList(addresses) && addresses.length === 0);
  const past = "leads past the gateway";
  return [
    ...(isOpen
      ? finding(
          "hardening",
          "spec.type",
          `'spec.type' ${said(type)} ${past}; ${approvedService} - change either`,
        )
      : []),
    ...(hasAddresses
      ? finding(
          "hardening",
          "spec.externalIPs",
          `'spec.externalIPs' ${said(addresses)} ${past}; ${approvedService} - remove them`,
        )
      : []),
  ];
}

function said(value: Value): string {
  return value === unknown ? "cannot be known yet and perhaps" : shown(value);
}

/** Where Ingresses and the routes of Gateway API keep the names of Services. */
const backendPaths: readonly {
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly paths: readonly string[];
}[] = [
  {
    groups: ["networking.k8s.io", "extensions"],
    kinds: ["Ingress"],
    paths: [
      "spec.defaultBackend.service.name",
      "spec.rules.http.paths.backend.service.name",
      "spec.backend.serviceName",
      "spec.backend.service.name",
      "spec.rules.http.paths.backend.serviceName",
    ],
  },
  {
    groups: ["gateway.networking.k8s.io"],
    kinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"],
    paths: ["spec.rules.backendRefs.name", "spec.rules.filters.requestMirror.backendRef.name"],
  },
];

/** The names of the Services that an Ingress or a route leads to. */
export function backendsOf(object: KubernetesObject): Located[] {
  return locateAll(object.inputs, backendPathsOf(object));
}

function backendPathsOf({ group, kind }: KubernetesKind): readonly string[] {
  return backendPaths
    .filter((places) => places.groups.includes(group) && places.kinds.includes(kind))
    .flatMap(({ paths }) => paths);
}

function routedBackends(object: KubernetesObject): Finding[] {
  return backendsOf(object)
    .filter(({ value }) => value !== gatewayService)
    .flatMap(({ path, value }) =>
      finding(
        "hardening",
        path,
        `'${path}' ${said(value)} leads past the gateway; approved: ${gatewayService} - route to the gateway's Service`,
      ),
    );
}

function hostPorts({ labels, containers }: PodTemplate): Finding[] {
  if (isGateway(labels)) return [];
  return containers.flatMap(({ path, value }) => (isInputs(value) ? portsOf(value, path) : []));
}

function portsOf(container: Inputs, base: string): Finding[] {
  return locate(container, "ports.hostPort", base)
    .filter(({ value }) => value !== 0)
    .flatMap(({ path, value }) =>
      finding(
        "hardening",
        path,
        `'${path}' ${said(value)} leads past the gateway; approved: none - use a Service of type ClusterIP`,
      ),
    );
}
