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
  /** From where the API can be reached: from inside its network only, or from these CIDR blocks as well, private or public ones. */
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
  /** The machines that run Kubernetes itself, on a cloud that does not run it. */
  readonly servers?: ServersSpec | undefined;
  /** From where nodes get Kubernetes and images, on a cloud that does not run it. */
  readonly mirror?: Mirror | undefined;
  /** Whose tokens let people in, on a cloud that has none of its own that Kubernetes knows. */
  readonly signIn?: SignIn | undefined;
}

/** The machines that run Kubernetes itself: one, which the cluster is down with, or three, any one of which may fail. */
export interface ServersSpec {
  readonly count: 1 | 3;
  readonly machineType: string;
  /**
   * How many servers were replaced in the cluster's life. Adding one replaces the server that is the next in turn, by one
   * that is made from what the stack says then; adding more at once may lose the cluster's data.
   */
  readonly replacements: number;
}

/** Who serves a release of k3s and container images inside the jurisdiction. There is no default that lies elsewhere. */
export interface Mirror {
  /** The release, e.g. `v1.34.2+k3s1`. */
  readonly release: string;
  /** The folder of the release's files, which are called there as their makers call them; without a slash at its end. */
  readonly files: string;
  /** SHA-256 of the files in hexadecimal digits, for each architecture that there are machines of. */
  readonly digests: Readonly<Partial<Record<"amd64" | "arm64", ReleaseDigests>>>;
  /** The registry that has the images of every other under their names, e.g. `https://registry.example.de`. */
  readonly registry: string;
  /** The authority of both, as PEM. Default: one that machines trust as they are. */
  readonly certificateAuthority?: string | undefined;
}

/** SHA-256 of the program of k3s and of the archive with its container images. */
export interface ReleaseDigests {
  readonly program: string;
  readonly images: string;
}

/** Who vouches for people by tokens of OpenID Connect. Users and groups of Kubernetes are called `oidc:` and what a claim says. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** The claim that says who it is, e.g. `sub`. */
  readonly usernameClaim: string;
  /** The claim that says in which groups somebody is, e.g. `groups`. */
  readonly groupsClaim: string;
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
  /** What leads nodes to the hosts outside that they need, e.g. `http://10.64.0.3:8888`. */
  readonly proxy?: string | undefined;
  /** The switch that dedicated servers and machines of the cloud have in common. */
  readonly vSwitch?: VSwitch | undefined;
}

/** A network between dedicated servers, by its number and the tag of its frames. */
export interface VSwitch {
  readonly id: number;
  readonly vlan: number;
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
  /** The zones of its nodes. Default: those of the cluster. */
  readonly zones?: readonly string[] | undefined;
  /** A reservation of capacity, by the cloud's own identifier, that the nodes are taken from. */
  readonly capacityReservation?: string | undefined;
  /** How many of its nodes were replaced, on a cloud that does not replace them itself. See `ServersSpec`. */
  readonly replacements?: number | undefined;
}

/** What keeps pods without a toleration off a node. */
export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** What lets a pod onto nodes with a taint. */
export interface Toleration {
  readonly key: string;
  readonly operator: "Exists";
  readonly effect: Taint["effect"];
}

/** The label by which pods choose a node pool. */
export const poolLabel = "domicile/node-pool";
