import type { Component } from "./labels";

/** A NetworkPolicy's spec, as far as we use it. */
export interface NetworkPolicySpec {
  readonly podSelector: { readonly matchLabels?: Record<string, string> };
  readonly policyTypes: ("Ingress" | "Egress")[];
  readonly ingress?: { readonly from?: Peer[]; readonly ports: Port[] }[];
  readonly egress?: { readonly to: Peer[]; readonly ports: Port[] }[];
}

interface Peer {
  readonly podSelector: { readonly matchLabels: Record<string, string> };
}

interface Port {
  readonly port: number;
  readonly protocol: "TCP";
}

/**
 * Hard limits that an endpoint stays far below and a runaway does not: a bound on what can be created, no sizing.
 * One load balancer and a node port for it are the gateway's.
 */
export const defaultQuota: Readonly<Record<string, string>> = {
  pods: "200",
  services: "400",
  "services.loadbalancers": "1",
  "services.nodeports": "2",
  persistentvolumeclaims: "50",
  secrets: "50",
  configmaps: "50",
};

/** Ports between the parts of an endpoint. */
export interface EndpointPorts {
  /** On which gateway pods take requests. */
  readonly gatewayPort: number;
  /** On which inference servers take requests from the gateway. */
  readonly enginePort: number;
  /** On which the quota service is asked by the gateway, and its store by it. @default there is none */
  readonly quotas?: { readonly counterPort: number; readonly storePort: number } | undefined;
}

/**
 * The network policies of an endpoint's namespace, by name. Everything is denied but these flows: anyone → gateway,
 * gateway → inference server, and where there is a quota service, gateway → its counter → its store. Not even the
 * cluster's DNS is allowed, since a name that is looked up can carry data out: all of them know each other by address.
 */
export function endpointFlows(ports: EndpointPorts): Readonly<Record<string, NetworkPolicySpec>> {
  const { gatewayPort, enginePort, quotas } = ports;
  const toEngines = { to: [pods("inference-server")], ports: [tcp(enginePort)] };
  if (quotas === undefined) {
    return {
      "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      gateway: policy("gateway", { ingress: [{ ports: [tcp(gatewayPort)] }], egress: [toEngines] }),
      "inference-server": policy("inference-server", { ingress: [from("gateway", enginePort)] }),
    };
  }
  const { counterPort, storePort } = quotas;
  const toCounter = { to: [pods("quota-counter")], ports: [tcp(counterPort)] };
  const toStore = { to: [pods("quota-store")], ports: [tcp(storePort)] };
  return {
    ...endpointFlows({ gatewayPort, enginePort }),
    gateway: policy("gateway", { ingress: [{ ports: [tcp(gatewayPort)] }], egress: [toEngines, toCounter] }),
    "quota-counter": policy("quota-counter", {
      ingress: [from("gateway", counterPort)],
      egress: [toStore],
    }),
    "quota-store": policy("quota-store", { ingress: [from("quota-counter", storePort)] }),
  };
}

function policy(
  component: Component,
  flows: Pick<NetworkPolicySpec, "ingress" | "egress">,
): NetworkPolicySpec {
  return { ...pods(component), policyTypes: ["Ingress", "Egress"], ...flows };
}

function from(component: Component, port: number) {
  return { from: [pods(component)], ports: [tcp(port)] };
}

function pods(component: Component): Peer {
  return { podSelector: { matchLabels: { "app.kubernetes.io/component": component } } };
}

function tcp(port: number): Port {
  return { port, protocol: "TCP" };
}
