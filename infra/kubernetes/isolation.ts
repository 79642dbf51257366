import { isIP } from "node:net";
import type { Component } from "./labels";

/** A NetworkPolicy's spec, as far as we use it. */
export interface NetworkPolicySpec {
  readonly podSelector: { readonly matchLabels?: Record<string, string> };
  readonly policyTypes: ("Ingress" | "Egress")[];
  readonly ingress?: { readonly from?: Peer[]; readonly ports: Port[] }[];
  readonly egress?: { readonly to: Peer[]; readonly ports: Port[] }[];
}

type Peer =
  | { readonly podSelector: { readonly matchLabels: Record<string, string> } }
  | { readonly namespaceSelector: { readonly matchLabels?: Record<string, string> } }
  | { readonly ipBlock: { readonly cidr: string } };

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

/** What denies the pods of a namespace every flow that no other policy allows. */
export const nothingAllowed: NetworkPolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** Ports between the parts of an endpoint. */
export interface EndpointPorts {
  /** On which gateway pods take requests. */
  readonly gatewayPort: number;
  /** The CIDR blocks outside the cluster that may connect to the gateway. @default any */
  readonly callers?: readonly string[] | undefined;
  /** On which inference servers take requests from the gateway. */
  readonly enginePort: number;
  /** On which the quota service is asked by the gateway, and its store by it. @default there is none */
  readonly quotas?: { readonly counterPort: number; readonly storePort: number } | undefined;
  /** The namespace whose pods may ask the gateway for metrics, and on which port. @default none may */
  readonly metrics?: { readonly port: number; readonly namespace: string } | undefined;
  /** Addresses outside the cluster where the gateway fetches the keys of who signs tokens. @default none */
  readonly issuers?: readonly Outside[] | undefined;
}

/** A port of one address outside the cluster. */
interface Outside {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/**
 * The network policies of an endpoint's namespace, by name. Everything is denied but these flows: callers → gateway,
 * gateway → inference server, where there is a quota service, gateway → its counter → its store, for metrics, the
 * namespace that collects them → gateway, and where keys of issuers are fetched, gateway → just these addresses. Not even
 * the cluster's DNS is allowed, since a name that is looked up can carry data out: all of them know each other by address.
 */
export function endpointFlows(ports: EndpointPorts): Readonly<Record<string, NetworkPolicySpec>> {
  const { gatewayPort, callers, enginePort, quotas, metrics, issuers = [] } = ports;
  const clients = { ...(callers === undefined ? {} : { from: outside(callers) }), ports: [tcp(gatewayPort)] };
  const collectors = metrics === undefined ? [] : [fromNamespace(metrics.namespace, metrics.port)];
  return {
    "default-deny": nothingAllowed,
    gateway: policy("gateway", {
      ingress: [clients, ...collectors],
      egress: [
        to("inference-server", enginePort),
        ...(quotas === undefined ? [] : [to("quota-counter", quotas.counterPort)]),
        ...issuers.map(toAddress),
      ],
    }),
    "inference-server": policy("inference-server", { ingress: [from("gateway", enginePort)] }),
    ...(quotas === undefined ? {} : quotaFlows(quotas)),
  };
}

function quotaFlows({ counterPort, storePort }: NonNullable<EndpointPorts["quotas"]>) {
  return {
    "quota-counter": policy("quota-counter", {
      ingress: [from("gateway", counterPort)],
      egress: [to("quota-store", storePort)],
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

/** Pods are let in beside the blocks: network plug-ins differ in whether a block holds them, and the gateway decides itself. */
function outside(blocks: readonly string[]): Peer[] {
  return [...blocks.map((cidr) => ({ ipBlock: { cidr } })), { namespaceSelector: {} }];
}

function fromNamespace(namespace: string, port: number) {
  // The API server gives each namespace this label.
  const matchLabels = { "kubernetes.io/metadata.name": namespace };
  return { from: [{ namespaceSelector: { matchLabels } }], ports: [tcp(port)] };
}

function to(component: Component, port: number) {
  return { to: [pods(component)], ports: [tcp(port)] };
}

function toAddress({ address, port }: Outside) {
  const cidr = `${address}/${isIP(address) === 6 ? 128 : 32}`;
  return { to: [{ ipBlock: { cidr } }], ports: [tcp(port)] };
}

function pods(component: Component) {
  return { podSelector: { matchLabels: { "app.kubernetes.io/component": component } } };
}

function tcp(port: number): Port {
  return { port, protocol: "TCP" };
}
