import { overlap, parseBlock } from "./addressing";
import type { ClusterSpec } from "./spec";

/** Networks that no address of the internet is in: RFC 1918. */
const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/** Whether all of a block lies in a private network. */
export function isPrivateBlock(block: string): boolean {
  const bits = parseBlock(block)?.bits ?? 0;
  return privateNetworks.some((network) => overlap(network, block) && bits >= Number(network.split("/")[1]));
}

/** From where a cluster's API is reached beside its own network, by the way that leads there. */
export interface ApiSources {
  /** Blocks of private networks: through a peering or a VPN. */
  readonly inside: readonly string[];
  /** Blocks of the internet. */
  readonly outside: readonly string[];
}

/** Parts what a stack says by the ways that lead to the API. */
export function apiSources({ apiAccess }: Pick<ClusterSpec, "apiAccess">): ApiSources {
  const blocks = apiAccess === "private" ? [] : apiAccess;
  return {
    inside: blocks.filter(isPrivateBlock),
    outside: blocks.filter((block) => !isPrivateBlock(block)),
  };
}
