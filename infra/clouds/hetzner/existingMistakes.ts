import type { SpecMistake } from "../adapter";
import type { ClusterSpec, VSwitch } from "../spec";

/** Tags of a vSwitch's frames. Source: Hetzner's interface for dedicated servers. */
const [firstTag, lastTag] = [4_000, 4_091];

/** What is wrong with what an organisation has already. */
export function existingMistakes({ existing }: ClusterSpec): SpecMistake[] {
  const { network, subnets, key, registry, permissionsBoundary, proxy, vSwitch } = existing;
  const mistake = (field: string, input: unknown, message: string): SpecMistake => ({
    path: ["existing", field],
    input,
    message,
  });
  return [
    ...(network === undefined || /^\d+$/.test(network)
      ? []
      : [mistake("network", network, 'is no number of a network; allowed: for example "4711"')]),
    ...(subnets === undefined
      ? []
      : [mistake("subnets", subnets, "are made in the network - give 'network' only, and its free block")]),
    ...(key === undefined
      ? []
      : [mistake("key", key, "has no use: Hetzner keeps no keys, and nodes encrypt by one of their own")]),
    ...(registry === undefined
      ? []
      : [mistake("registry", registry, "has no use: nodes start from the mirror - give 'mirror' only")]),
    ...(permissionsBoundary === undefined
      ? []
      : [mistake("permissionsBoundary", permissionsBoundary, "has no use: Hetzner has no roles")]),
    ...(proxy === undefined || /^https?:\/\/[a-z0-9.-]+:\d+$/.test(proxy)
      ? []
      : [mistake("proxy", proxy, 'is no address of a proxy; allowed: for example "http://10.64.0.9:3128"')]),
    ...(vSwitch === undefined ? [] : vSwitchMistakes(vSwitch)),
  ];
}

function vSwitchMistakes({ id, vlan }: VSwitch): SpecMistake[] {
  return [
    ...(Number.isInteger(id) && id > 0
      ? []
      : [{ path: ["existing", "vSwitch", "id"], input: id, message: "is no number of a vSwitch" }]),
    ...(Number.isInteger(vlan) && vlan >= firstTag && vlan <= lastTag
      ? []
      : [
          {
            path: ["existing", "vSwitch", "vlan"],
            input: vlan,
            message: `is no tag of a vSwitch; allowed: ${firstTag} to ${lastTag}`,
          },
        ]),
  ];
}
