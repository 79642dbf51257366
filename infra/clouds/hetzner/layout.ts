import { addressIn, partsOfBlock } from "../addressing";

/** The port at which the gateway server leads to what nodes may speak to outside. */
const proxyPort = 8888;

/** What stands where in a cluster's network. */
export interface NetworkLayout {
  /** The block of machines of Hetzner Cloud. */
  readonly machines: string;
  /** The block of dedicated servers. */
  readonly dedicated: string;
  /** The load balancer before the API. */
  readonly api: string;
  /** The gateway server. */
  readonly gateway: string;
  /** The gateway server's proxy. */
  readonly proxy: string;
  readonly proxyPort: number;
}

/**
 * Hetzner itself has the first address of a block, and gives machines those that follow: what has to have a certain
 * address stands at the end. @throws Error when the network is too small
 */
export function networkLayout(network: string): NetworkLayout {
  const [machines = "", dedicated = ""] = partsOfBlock(network, 2);
  const [api, gateway] = [addressIn(machines, -2), addressIn(machines, -3)];
  return { machines, dedicated, api, gateway, proxy: `http://${gateway}:${proxyPort}`, proxyPort };
}
