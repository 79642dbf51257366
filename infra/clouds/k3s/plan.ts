import type { AuthorityName } from "./authorities";
import type { Mirror, SignIn, Taint } from "../spec";

/*
 * What machines become nodes by: plain data, and what is known once other resources are made. Nothing in here knows a
 * cloud.
 */

/** Addresses of pods and services, which no network of the cluster's may contain: k3s's own choice. */
export const podBlock = "10.42.0.0/16";
export const serviceBlock = "10.43.0.0/16";

/** The port of Kubernetes' API, on servers and on the load balancer before them. */
export const apiPort = 6443;

/** What every node is made from. */
export interface NodePlan {
  /** What the node is called, and its machine. */
  readonly name: string;
  readonly architecture: Architecture;
  /** The address, in the cluster's network, at which nodes reach its API whichever servers run. */
  readonly apiAddress: string;
  /** The block of the cluster's network. */
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly mirror: Mirror;
  /** What leads to the few hosts outside that nodes may speak to, e.g. `http://10.64.0.3:8888`. Default: nothing does. */
  readonly proxy?: string | undefined;
  /**
   * For a machine that no controller of a cloud knows: what it is called among all machines, with the name of its kind,
   * e.g. `dedicated://fsn-gpu-1`. Default: it waits until its cloud's controller has said where it stands.
   */
  readonly providerId?: string | undefined;
  /**
   * Paths of the metadata service that tell no secret and that a cloud's own driver asks for, e.g. the machine's number:
   * pods go on being told these. Default: none.
   */
  readonly facts?: readonly string[];
  /** What runs containers in place of the usual, so that they see GPUs. */
  readonly runtime?: "nvidia" | undefined;
  /** Who tells the time. Default: whom the machine's image asks. */
  readonly timeServer?: string | undefined;
}

/** What a server is made from: a node that runs Kubernetes itself. */
export interface ServerPlan extends NodePlan {
  /** Whether it begins the cluster, in place of joining it. */
  readonly isFirst: boolean;
  /** Further addresses and names by which the API is called, beside `apiAddress`. */
  readonly apiNames: readonly string[];
  readonly signIn?: SignIn | undefined;
}

/** As releases of k3s are called by. */
export type Architecture = "amd64" | "arm64";

/** The authorities and passwords of a cluster, known. */
export interface KnownSecrets {
  /** By the file that holds each, without its ending. */
  readonly authorities: Readonly<
    Record<AuthorityName, { readonly certificate: string; readonly key: string }>
  >;
  readonly serviceAccountKey: string;
  readonly serverPassword: string;
  readonly agentPassword: string;
}

/** What an agent has to know of a cluster's secrets. */
export interface AgentSecrets {
  /** The certificate of the authority of its servers. */
  readonly serverAuthority: string;
  readonly agentPassword: string;
}

/** A file on a machine. All belong to root. */
export interface MachineFile {
  readonly path: string;
  /** `0600`, or with execution or reading for those that need it. */
  readonly mode: "0600" | "0644" | "0700" | "0755";
  readonly content: string;
}

/** What makes a machine a node: files, and then one program that reads them. */
export interface MachineSetup {
  readonly files: readonly MachineFile[];
  /** The path of the program. */
  readonly program: string;
  /** Packages of the distribution that are there before it runs. */
  readonly packages?: readonly string[];
}
