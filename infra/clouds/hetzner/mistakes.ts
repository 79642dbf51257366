import { hetznerZoneOf } from "../../catalogue";
import type { SpecMistake } from "../adapter";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { existingMistakes } from "./existingMistakes";
import { isCloudMachine } from "./machines";
import { isHttps, mirrorMistakes } from "./mirrorMistakes";
import { networkMistakes } from "./networkMistakes";
import { isCount, poolMistakes } from "./poolMistakes";

/** What of the specs Hetzner cannot do. */
export function hetznerMistakes(
  cluster: ClusterSpec,
  pools: readonly NodePoolSpec[],
): readonly SpecMistake[] {
  return [
    ...zoneMistakes(cluster),
    ...networkMistakes(cluster),
    ...existingMistakes(cluster),
    ...serverMistakes(cluster),
    ...mirrorMistakes(cluster, pools),
    ...administratorMistakes(cluster),
    ...poolMistakes(cluster, pools),
  ];
}

function zoneMistakes({ zones, location, existing }: ClusterSpec): SpecMistake[] {
  const zone = hetznerZoneOf(location);
  return [
    ...mistakeIf(zones.length > 0, ["zones"], zones, "are not known to Hetzner - leave them out"),
    ...mistakeIf(
      existing.vSwitch !== undefined && zone !== undefined && zone !== "eu-central",
      ["existing", "vSwitch"],
      existing.vSwitch?.id,
      `reaches no machine in ${location}; allowed in: fsn1, nbg1, hel1`,
    ),
  ];
}

function serverMistakes({ servers }: ClusterSpec): SpecMistake[] {
  if (servers === undefined) {
    const message =
      "is missing; Hetzner runs no Kubernetes - give the machines that do: 1, or 3 that may fail";
    return mistakeIf(true, ["servers"], servers, message);
  }
  const { count, machineType, replacements } = servers;
  return [
    ...mistakeIf(
      !isCloudMachine(machineType),
      ["servers", "machineType"],
      machineType,
      "is no machine of Hetzner Cloud; allowed: cx…, cpx…, ccx… and cax…, for example ccx13",
    ),
    ...mistakeIf(
      !isCount(replacements),
      ["servers", "replacements"],
      replacements,
      "is no number of machines; allowed: 0 and more, one more for each that is replaced",
    ),
    ...mistakeIf(
      count === 1 && replacements > 0,
      ["servers", "replacements"],
      replacements,
      "would lose the cluster's data with its only server; allowed: 0 - with 3 servers any can be replaced",
    ),
  ];
}

function administratorMistakes({ administrators, signIn }: ClusterSpec): SpecMistake[] {
  return [
    ...mistakeIf(
      administrators.length > 0 && signIn === undefined,
      ["administrators"],
      administrators,
      "are groups that nobody vouches for - give 'signIn' as well",
    ),
    ...mistakeIf(
      signIn !== undefined && !isHttps(signIn.issuer),
      ["signIn", "issuer"],
      signIn?.issuer,
      'is no https:// address; allowed: for example "https://login.example.de/realms/staff"',
    ),
  ];
}
