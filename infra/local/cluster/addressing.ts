/** The two ends of the veth pair that joins host and node. */
export interface LinkAddresses {
  readonly host: string;
  readonly node: string;
}

/** Addresses inside the cluster. They are seen in its network namespace only, so they cannot meet the host's. */
export const clusterNetwork = {
  /** Pods get theirs from here; the node has the first /24. */
  pods: "10.244.0.0/16",
  services: "10.96.0.0/16",
  /** The API server as a service; Kubernetes gives it the first address of the range. */
  apiServer: "10.96.0.1",
  /** The cluster's name server. */
  dns: "10.96.0.10",
  domain: "cluster.local",
  /** Bits of the link's networks. */
  linkPrefix: 30,
} as const;

/** The node's name, which is its host name too. */
export const nodeName = "domicile";

/** Port of the API server on the node. */
export const apiServerPort = 6443;

/**
 * Private networks to take the link's /30 from, in order of preference. They avoid the ranges that Docker, libvirt,
 * k3s and common home routers take.
 */
const linkRanges = ["10.214.0.0/16", "172.29.0.0/16", "192.168.214.0/24"];

/**
 * Chooses a /30 for the link that meets no route of the host.
 * Different deployments begin their search at different places, so that they seldom meet either.
 * @param id the deployment's id, hexadecimal
 * @param routes destinations of the host's routes, e.g. `192.0.2.0/24` or `10.1.2.3`; `default` is ignored
 */
export function chooseLinkAddresses(id: string, routes: readonly string[]): LinkAddresses {
  const taken = routes.filter((route) => route !== "default").map(parseNetwork);
  for (const range of linkRanges.map(parseNetwork)) {
    const count = (range.last - range.first + 1) / 4;
    const start = Number.parseInt(id, 16) % count;
    for (let step = 0; step < count; step++) {
      const first = range.first + ((start + step) % count) * 4;
      if (!taken.some((network) => network.first <= first + 3 && first <= network.last)) {
        return { host: formatAddress(first + 1), node: formatAddress(first + 2) };
      }
    }
  }
  throw new Error(
    `this machine has routes to all of ${linkRanges.join(", ")}, so no network is left to reach the cluster by; ` +
      "disconnect a VPN that routes all private networks, or use an existing cluster with --kubeconfig",
  );
}

/** Whether addresses chosen earlier still meet no route of the host. */
export function isLinkFree(addresses: LinkAddresses, routes: readonly string[]): boolean {
  const host = parseNetwork(addresses.host).first;
  const node = parseNetwork(addresses.node).first;
  return routes
    .filter((route) => route !== "default")
    .map(parseNetwork)
    .every((network) => node < network.first || network.last < host);
}

interface Network {
  readonly first: number;
  readonly last: number;
}

function parseNetwork(text: string): Network {
  const [address = "", prefix = "32"] = text.split("/");
  const value = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}
