import { overlap } from "../addressBlocks";
import { networkBlock } from "./addressing";
import type { ClusterSpec } from "./spec";

/** Networks that no address of the internet is in: RFC 1918. */
const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/** Whether all of a block lies in a private network. */
export function isPrivateBlock(block: string): boolean {
  const bits = networkBlock(block)?.bits ?? 0;
  return privateNetworks.some(
    (network) => overlap(network, block) && bits >= (networkBlock(network)?.bits ?? 32),
  );
}

/** The blocks beside a cluster's own network from which its API is reached. */
export function apiCallers({ apiAccess }: Pick<ClusterSpec, "apiAccess">): readonly string[] {
  return apiAccess === "private" ? [] : apiAccess;
}

/** From where a cluster's API is reached beside its own network, by the way that leads there. */
export interface ApiSources {
  /** Blocks of private networks: through a peering or a VPN. */
  readonly inside: readonly string[];
  /** Blocks of the internet. */
  readonly outside: readonly string[];
}

/** Parts what a stack says by the ways that lead to the API. */
export function apiSources(spec: Pick<ClusterSpec, "apiAccess">): ApiSources {
  const callers = apiCallers(spec);
  return {
    inside: callers.filter(isPrivateBlock),
    outside: callers.filter((block) => !isPrivateBlock(block)),
  };
}
