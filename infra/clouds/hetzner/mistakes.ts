import { hetznerZoneOf } from "../../catalogue";
import type { SpecMistake } from "../adapter";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { existingMistakes } from "./existingMistakes";
import { isCloudMachine } from "./machines";
import { isHttps, mirrorMistakes } from "./mirrorMistakes";
import { networkMistakes } from "./networkMistakes";
import { poolMistakes } from "./poolMistakes";

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
    ...(zones.length === 0
      ? []
      : [{ path: ["zones"], input: zones, message: "are not known to Hetzner - leave them out" }]),
    ...(existing.vSwitch === undefined || zone === undefined || zone === "eu-central"
      ? []
      : [
          {
            path: ["existing", "vSwitch"],
            input: existing.vSwitch.id,
            message: `reaches no machine in ${location}; allowed in: fsn1, nbg1, hel1`,
          },
        ]),
  ];
}

function serverMistakes({ servers }: ClusterSpec): SpecMistake[] {
  if (servers === undefined) {
    return [
      {
        path: ["servers"],
        input: undefined,
        message: "is missing; Hetzner runs no Kubernetes - give the machines that do: 1, or 3 that may fail",
      },
    ];
  }
  const { count, machineType, replacements } = servers;
  return [
    ...(isCloudMachine(machineType)
      ? []
      : [
          {
            path: ["servers", "machineType"],
            input: machineType,
            message: "is no machine of Hetzner Cloud; allowed: cx…, cpx…, ccx… and cax…, for example ccx13",
          },
        ]),
    ...(Number.isInteger(replacements) && replacements >= 0
      ? []
      : [
          {
            path: ["servers", "replacements"],
            input: replacements,
            message: "is no number of machines; allowed: 0 and more, one more for each that is replaced",
          },
        ]),
    ...(count === 1 && replacements > 0
      ? [
          {
            path: ["servers", "replacements"],
            input: replacements,
            message:
              "would lose the cluster's data with its only server; allowed: 0 - with 3 servers any can be replaced",
          },
        ]
      : []),
  ];
}

function administratorMistakes({ administrators, signIn }: ClusterSpec): SpecMistake[] {
  return [
    ...(administrators.length > 0 && signIn === undefined
      ? [
          {
            path: ["administrators"],
            input: administrators,
            message: "are groups that nobody vouches for - give 'signIn' as well",
          },
        ]
      : []),
    ...(signIn === undefined || isHttps(signIn.issuer)
      ? []
      : [
          {
            path: ["signIn", "issuer"],
            input: signIn.issuer,
            message: 'is no https:// address; allowed: for example "https://login.example.de/realms/staff"',
          },
        ]),
  ];
}
