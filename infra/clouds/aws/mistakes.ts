import { awsPartitionOf } from "../../catalogue";
import type { SpecMistake } from "../adapter";
import { networkBlock } from "../addressing";
import { isPrivateBlock } from "../apiAccess";
import { machineTypeMistake } from "../machineTypeMistake";
import { managedMistakes } from "../managedMistakes";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, NodePoolSpec } from "../spec";
import { isAccelerated } from "./machines";

/** What of the specs AWS cannot do. */
export function awsMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): readonly SpecMistake[] {
  return [
    ...managedMistakes(cluster, pools),
    ...networkMistakes(cluster),
    ...administratorMistakes(cluster),
    ...existingMistakes(cluster),
    ...zoneMistakes(cluster),
    ...pools.flatMap(poolMistakes(cluster)),
  ];
}

const keyForm = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(?!mrk-)[0-9a-f-]+$/;
const boundaryForm = /^arn:[a-z-]+:iam::(?:\d{12}|aws):policy\/.+$/;

/** A VPC is known by its subnets: the cluster needs those. */
function existingMistakes({ existing }: ClusterSpec): SpecMistake[] {
  const { network, subnets = [], key, registry, permissionsBoundary: boundary } = existing;
  const at = (field: string) => ["existing", field];
  return [
    ...mistakeIf(
      network !== undefined,
      at("network"),
      network,
      "is told by its subnets on AWS - give 'subnets' only",
    ),
    ...mistakeIf(
      subnets.length === 1,
      at("subnets"),
      subnets,
      "are too few; allowed: two or more, in different zones - give one for each zone",
    ),
    ...subnets.flatMap((subnet, index) =>
      mistakeIf(
        !/^subnet-[0-9a-f]+$/.test(subnet),
        ["existing", "subnets", index],
        subnet,
        'is no subnet of AWS; allowed: for example "subnet-0a1b2c3d4e5f67890"',
      ),
    ),
    ...mistakeIf(
      key !== undefined && !keyForm.test(key),
      at("key"),
      key,
      'is no ARN of a key of one region; allowed: for example "arn:aws:kms:eu-central-1:123456789012:key/…", not one that begins with "mrk-"',
    ),
    ...mistakeIf(
      registry !== undefined,
      at("registry"),
      registry,
      "has no use on AWS, whose nodes reach every private registry of their region - leave it out",
    ),
    ...mistakeIf(
      boundary !== undefined && !boundaryForm.test(boundary),
      at("permissionsBoundary"),
      boundary,
      'is no ARN of a policy; allowed: for example "arn:aws:iam::123456789012:policy/boundary"',
    ),
  ];
}

function networkMistakes({ network, existing }: ClusterSpec): SpecMistake[] {
  const bits = networkBlock(network)?.bits ?? 0;
  return mistakeIf(
    existing.subnets === undefined && (bits < 16 || !isPrivateBlock(network)),
    ["network"],
    network,
    'is no network of a VPC; allowed: a block of private addresses, /16 or smaller, for example "10.64.0.0/16"',
  );
}

function administratorMistakes({ administrators, location }: ClusterSpec): SpecMistake[] {
  const form = new RegExp(
    `^arn:${awsPartitionOf(location) ?? "aws"}:iam::\\d{12}:(?:role|user)/[\\w+=,.@/-]+$`,
  );
  return administrators.flatMap((principal, index) => [
    ...mistakeIf(
      !form.test(principal),
      ["administrators", index],
      principal,
      `is no ARN of a role or user; allowed: for example "arn:${awsPartitionOf(location) ?? "aws"}:iam::123456789012:role/platform"`,
    ),
    ...mistakeIf(
      administrators.indexOf(principal) < index,
      ["administrators", index],
      principal,
      "is named twice - give each once",
    ),
  ]);
}

function zoneMistakes({ location, zones, existing }: ClusterSpec): SpecMistake[] {
  return [
    ...mistakeIf(new Set(zones).size < zones.length, ["zones"], zones, "name one twice - give each once"),
    ...mistakeIf(
      existing.subnets === undefined && zones.length < 2,
      ["zones"],
      zones,
      "are too few; EKS wants its API in two zones or more - give at least two letters",
    ),
    ...zones.flatMap((zone, index) =>
      mistakeIf(
        !/^[a-f]$/.test(zone),
        ["zones", index],
        zone,
        `is no zone of ${location}; allowed: the letter behind its name, a to f`,
      ),
    ),
  ];
}

function poolMistakes({ location, zones: siteZones, existing }: ClusterSpec) {
  return (pool: NodePoolSpec, index: number): SpecMistake[] => {
    const { machineType, capacityReservation: reservation, isSpot, zones } = pool;
    const at = (field: string) => ["nodePools", index, field];
    const asked = { cloud: "aws", location, machineType, isAccelerated: isAccelerated(machineType) } as const;
    const unknown = machineTypeMistake(asked);
    return [
      ...mistakeIf(unknown !== undefined, at("machineType"), machineType, unknown ?? ""),
      ...mistakeIf(
        unknown === undefined && !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(machineType),
        at("machineType"),
        machineType,
        'is no machine type of AWS; allowed: for example "m7i.large"',
      ),
      ...mistakeIf(
        reservation !== undefined && !/^cr-[0-9a-f]+$/.test(reservation),
        at("capacityReservation"),
        reservation,
        'is no capacity block; allowed: for example "cr-0a1b2c3d4e5f67890"',
      ),
      ...mistakeIf(
        reservation !== undefined && zones?.length !== 1,
        at("zones"),
        zones,
        "must name one, as a capacity block is in one zone - give the block's",
      ),
      ...mistakeIf(
        zones !== undefined &&
          (existing.subnets !== undefined || !zones.every((zone) => siteZones.includes(zone))),
        at("zones"),
        zones,
        existing.subnets === undefined
          ? `are not all of the site's; allowed: ${siteZones.join(", ")}`
          : "cannot be told of subnets that are there already - leave them out",
      ),
      ...mistakeIf(
        reservation !== undefined && isSpot,
        at("spot"),
        true,
        "contradicts 'capacityReservation' - give either",
      ),
    ];
  };
}
