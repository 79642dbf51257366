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

const gateway = { "app.kubernetes.io/component": "gateway" };
const inferenceServer = { "app.kubernetes.io/component": "inference-server" };

/**
 * The network policies of an endpoint's namespace, by name. Everything is denied but two flows: anyone → gateway,
 * gateway → inference server. Not even the cluster's DNS is allowed, since a name that is looked up can carry data
 * out: the gateway knows its inference servers by address.
 */
export function endpointFlows(ports: {
  readonly gatewayPort: number;
  readonly enginePort: number;
}): Record<"default-deny" | "gateway" | "inference-server", NetworkPolicySpec> {
  const gatewayPorts: Port[] = [{ port: ports.gatewayPort, protocol: "TCP" }];
  const enginePorts: Port[] = [{ port: ports.enginePort, protocol: "TCP" }];
  return {
    "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    gateway: {
      podSelector: { matchLabels: gateway },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ ports: gatewayPorts }],
      egress: [{ to: [{ podSelector: { matchLabels: inferenceServer } }], ports: enginePorts }],
    },
    "inference-server": {
      podSelector: { matchLabels: inferenceServer },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: { matchLabels: gateway } }], ports: enginePorts }],
    },
  };
}
