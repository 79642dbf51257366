/*
 * Clusters and node pools as stacks describe them, the same for every cloud. All of it is plain data: what is not known at
 * preview cannot be judged there.
 */

/** A cluster. */
export interface ClusterSpec {
  /** Where it stands, as the cloud writes it. */
  readonly location: string;
  /** Kubernetes' minor version, e.g. `1.34`. */
  readonly kubernetesVersion: string;
  /** From where the API can be reached: from inside its network only, or from these CIDR blocks as well. */
  readonly apiAccess: "private" | readonly string[];
  /** The CIDR block of the network that is made for it. */
  readonly network: string;
  /** The zones of the location in which nodes stand, as the cloud tells them apart: `a` on AWS, `1` on Azure. */
  readonly zones: readonly string[];
  /** Who administers the cluster, as the cloud names people and roles. */
  readonly administrators: readonly string[];
  /** Whether what holds data cannot be deleted: it is unprotected by an update of its own before it is. */
  readonly isProtected: boolean;
  /** What everything is marked with that can be. */
  readonly tags: Readonly<Record<string, string>>;
  /** What is there already and is used in place of making it. */
  readonly existing: ExistingParts;
}

/** What an organisation has already, by the cloud's own identifiers. A cloud tells by a mistake what it has no use for. */
export interface ExistingParts {
  /** The network; with `subnets`. */
  readonly network?: string | undefined;
  /** Its subnets in which nodes stand, one for each zone. */
  readonly subnets?: readonly string[] | undefined;
  /** The key that encrypts secrets and disks. */
  readonly key?: string | undefined;
  /** The registry that nodes are started from, where a cloud has one of the organisation's own for that. */
  readonly registry?: string | undefined;
  /** What bounds the permissions of every role that is made. */
  readonly permissionsBoundary?: string | undefined;
}

/** A node pool: nodes of one machine type. */
export interface NodePoolSpec {
  readonly name: string;
  readonly machineType: string;
  /** Nodes. */
  readonly count: number;
  /** Whether the cloud may take nodes away, and rents them for less. */
  readonly isSpot: boolean;
  /** The disk of a node, for images and what pods write, in GiB. */
  readonly diskGiB: number;
  /** Further labels of the nodes. */
  readonly labels: Readonly<Record<string, string>>;
  /** Further taints of the nodes. */
  readonly taints: readonly Taint[];
  /** A reservation of capacity, by the cloud's own identifier, that the nodes are taken from. */
  readonly capacityReservation?: string | undefined;
}

/** What keeps pods without a toleration off a node. */
export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** The label by which pods choose a node pool. */
export const poolLabel = "domicile/node-pool";
