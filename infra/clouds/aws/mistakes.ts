import type { SpecMistake } from "../adapter";
import { machineTypeMistake } from "../machineTypeMistake";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { isAccelerated } from "./machines";

/** What of the specs AWS cannot do. */
export function awsMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): readonly SpecMistake[] {
  return [...existingMistakes(cluster), ...zoneMistakes(cluster), ...pools.flatMap(poolMistakes(cluster))];
}

/** A VPC is known by its subnets: the cluster needs those. */
function existingMistakes({ existing, zones }: ClusterSpec): SpecMistake[] {
  const { network, subnets, key, registry, permissionsBoundary } = existing;
  const path = (field: string) => ["existing", field];
  return [
    ...(network === undefined
      ? []
      : [
          {
            path: path("network"),
            input: network,
            message: "is told by its subnets on AWS - give 'subnets' only",
          },
        ]),
    ...(subnets !== undefined && subnets.length < 2
      ? [
          {
            path: path("subnets"),
            input: subnets,
            message: "are too few; allowed: two or more, in different zones - give one for each zone",
          },
        ]
      : []),
    ...(subnets ?? []).flatMap((subnet, index) =>
      /^subnet-[0-9a-f]+$/.test(subnet)
        ? []
        : [
            {
              path: ["existing", "subnets", index],
              input: subnet,
              message: 'is no subnet of AWS; allowed: for example "subnet-0a1b2c3d4e5f67890"',
            },
          ],
    ),
    ...(key === undefined || /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(?!mrk-)[0-9a-f-]+$/.test(key)
      ? []
      : [
          {
            path: path("key"),
            input: key,
            message:
              'is no ARN of a key of one region; allowed: for example "arn:aws:kms:eu-central-1:123456789012:key/…", not one that begins with "mrk-"',
          },
        ]),
    ...(registry === undefined
      ? []
      : [
          {
            path: path("registry"),
            input: registry,
            message: "is of no use to EKS, whose nodes start from AWS's own - remove it",
          },
        ]),
    ...(permissionsBoundary === undefined ||
    /^arn:[a-z-]+:iam::(?:\d{12}|aws):policy\/.+$/.test(permissionsBoundary)
      ? []
      : [
          {
            path: path("permissionsBoundary"),
            input: permissionsBoundary,
            message:
              'is no ARN of a policy; allowed: for example "arn:aws:iam::123456789012:policy/boundary"',
          },
        ]),
    ...(subnets === undefined && zones.length < 2
      ? [
          {
            path: ["zones"],
            input: zones,
            message: "are too few; EKS wants its API in two zones or more - give at least two letters",
          },
        ]
      : []),
  ];
}

function zoneMistakes({ location, zones }: ClusterSpec): SpecMistake[] {
  return zones.flatMap((zone, index) =>
    /^[a-f]$/.test(zone)
      ? []
      : [
          {
            path: ["zones", index],
            input: zone,
            message: `is no zone of ${location}; allowed: the letter behind its name, a to f`,
          },
        ],
  );
}

function poolMistakes({ location }: ClusterSpec) {
  return (pool: NodePoolSpec, index: number): SpecMistake[] => {
    const { machineType, capacityReservation, isSpot } = pool;
    const at = (field: string) => ["nodePools", index, field];
    const unknown = machineTypeMistake({
      cloud: "aws",
      location,
      machineType,
      isAccelerated: isAccelerated(machineType),
    });
    return [
      ...(unknown === undefined ? [] : [{ path: at("machineType"), input: machineType, message: unknown }]),
      ...(capacityReservation === undefined || /^cr-[0-9a-f]+$/.test(capacityReservation)
        ? []
        : [
            {
              path: at("capacityReservation"),
              input: capacityReservation,
              message: 'is no capacity block; allowed: for example "cr-0a1b2c3d4e5f67890"',
            },
          ]),
      ...(capacityReservation !== undefined && isSpot
        ? [{ path: at("spot"), input: true, message: "contradicts 'capacityReservation' - give either" }]
        : []),
    ];
  };
}
