import type { SpecMistake } from "../adapter";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, VSwitch } from "../spec";

/** Tags of a vSwitch's frames. Source: Hetzner's interface for dedicated servers. */
const [firstTag, lastTag] = [4_000, 4_091];

/** What is wrong with what an organisation has already. */
export function existingMistakes({ existing }: ClusterSpec): SpecMistake[] {
  const { network, subnets, key, registry, permissionsBoundary, proxy, vSwitch } = existing;
  const mistake = (isOne: boolean, field: string, input: unknown, message: string) =>
    mistakeIf(isOne, ["existing", field], input, message);
  const unused = (field: string, input: unknown, message: string) =>
    mistake(input !== undefined, field, input, message);
  return [
    ...mistake(
      network !== undefined && !/^\d+$/.test(network),
      "network",
      network,
      'is no number of a network; allowed: for example "4711"',
    ),
    ...unused("subnets", subnets, "are made in the network - give 'network' only, and its free block"),
    ...unused("key", key, "has no use: Hetzner keeps no keys, and nodes encrypt by one of their own"),
    ...unused("registry", registry, "has no use: nodes start from the mirror - give 'mirror' only"),
    ...unused("permissionsBoundary", permissionsBoundary, "has no use: Hetzner has no roles"),
    ...mistake(
      proxy !== undefined && !/^https?:\/\/[a-z0-9.-]+:\d+$/.test(proxy),
      "proxy",
      proxy,
      'is no address of a proxy; allowed: for example "http://10.64.0.9:3128"',
    ),
    ...(vSwitch === undefined ? [] : vSwitchMistakes(vSwitch)),
  ];
}

function vSwitchMistakes({ id, vlan }: VSwitch): SpecMistake[] {
  return [
    ...mistakeIf(
      !Number.isInteger(id) || id <= 0,
      ["existing", "vSwitch", "id"],
      id,
      "is no number of a vSwitch",
    ),
    ...mistakeIf(
      !Number.isInteger(vlan) || vlan < firstTag || vlan > lastTag,
      ["existing", "vSwitch", "vlan"],
      vlan,
      `is no tag of a vSwitch; allowed: ${firstTag} to ${lastTag}`,
    ),
  ];
}
