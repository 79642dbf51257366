import { isEverywhere, overlap } from "../../addressBlocks";
import { networkBlock } from "../addressing";
import type { SpecMistake } from "../adapter";
import { apiCallers, isPrivateBlock } from "../apiAccess";
import { podBlock, serviceBlock } from "../k3s";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec } from "../spec";

/** Bits of the smallest network that has room for machines and dedicated servers. */
const mostBits = 24;

/** What is wrong with a cluster's network, and with whom its API lets in from outside. */
export function networkMistakes(spec: ClusterSpec): SpecMistake[] {
  const callers = apiCallers(spec);
  return [
    ...networkBlockMistakes(spec.network),
    ...callers.flatMap((caller, index) =>
      mistakeIf(
        networkBlock(caller) === undefined || isEverywhere(caller),
        ["apiAccess", index],
        caller,
        'is no block of IPv4 addresses, or all of them; allowed: for example "203.0.113.0/24"',
      ),
    ),
    ...mistakeIf(
      callers.length > 0 && spec.existing.proxy !== undefined,
      ["apiAccess"],
      spec.apiAccess,
      "needs the gateway server, which is not made where 'existing.proxy' is given - give \"private\", or no proxy",
    ),
  ];
}

function networkBlockMistakes(network: string): SpecMistake[] {
  if ((networkBlock(network)?.bits ?? 32) > mostBits || !isPrivateBlock(network)) {
    const message = 'is no private block of 256 addresses or more; allowed: for example "10.64.0.0/16"';
    return mistakeIf(true, ["network"], network, message);
  }
  const taken = [podBlock, serviceBlock].filter((block) => overlap(block, network));
  const message = `overlaps ${taken.join(" and ")}, which pods and services have - give another block`;
  return mistakeIf(taken.length > 0, ["network"], network, message);
}
