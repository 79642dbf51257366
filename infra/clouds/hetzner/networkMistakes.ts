import { overlap, parseBlock } from "../addressing";
import type { SpecMistake } from "../adapter";
import { podBlock, serviceBlock } from "../k3s";
import type { ClusterSpec } from "../spec";

/** Blocks that a network of Hetzner may lie in (RFC 1918). */
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Bits of the smallest network that has room for machines and dedicated servers. */
const mostBits = 24;

/** What is wrong with a cluster's network, and with whom its API lets in from outside. */
export function networkMistakes({ network, apiAccess, existing }: ClusterSpec): SpecMistake[] {
  const callers = apiAccess === "private" ? [] : apiAccess;
  return [
    ...networkBlockMistakes(network),
    ...callers.flatMap((caller, index) =>
      parseBlock(caller) !== undefined && caller !== "0.0.0.0/0"
        ? []
        : [
            {
              path: ["apiAccess", index],
              input: caller,
              message: 'is no block of IPv4 addresses, or all of them; allowed: for example "203.0.113.0/24"',
            },
          ],
    ),
    ...(callers.length > 0 && existing.proxy !== undefined
      ? [
          {
            path: ["apiAccess"],
            input: apiAccess,
            message:
              "needs the gateway server, which is not made where 'existing.proxy' is given - give \"private\", or no proxy",
          },
        ]
      : []),
  ];
}

function networkBlockMistakes(network: string): SpecMistake[] {
  const bits = parseBlock(network)?.bits;
  const said = (message: string): SpecMistake[] => [{ path: ["network"], input: network, message }];
  if (bits === undefined || bits > mostBits || !privateBlocks.some((block) => overlap(block, network))) {
    return said('is no private block of 256 addresses or more; allowed: for example "10.64.0.0/16"');
  }
  const taken = [podBlock, serviceBlock].filter((block) => overlap(block, network));
  return taken.length === 0
    ? []
    : said(`overlaps ${taken.join(" and ")}, which pods and services have - give another block`);
}
