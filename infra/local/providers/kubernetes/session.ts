import { ApiClient } from "./api/apiClient";
import { Objects } from "./api/objects";
import type { Configuration } from "./configuration";
import { connect } from "./kubeconfig";
import { isNamespacedKind } from "./manifest/scope";
import { parseApiVersion } from "./manifest/typeToken";

/** How long the API server may take to say that it is there, in milliseconds. */
const probeMs = 10_000;

/** The cluster that answers. */
export interface ReachableCluster {
  readonly objects: Objects;
  readonly unreachable?: undefined;
}

/** Why no cluster answers. */
export interface UnreachableCluster {
  readonly objects?: undefined;
  readonly unreachable: string;
}

/** One configured provider: its configuration and, once it is needed, its cluster. */
export class Session {
  readonly configuration: Configuration;
  #cluster: Promise<(ReachableCluster | UnreachableCluster) & { readonly namespace: string }> | undefined;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }

  /** The cluster, or why it cannot be reached; asked once. */
  cluster(): Promise<ReachableCluster | UnreachableCluster> {
    return this.#open();
  }

  /** The cluster. Throws when it cannot be reached. */
  async requireCluster(): Promise<Objects> {
    const cluster = await this.cluster();
    if (cluster.objects === undefined) throw new Error(`the cluster is unreachable: ${cluster.unreachable}`);
    return cluster.objects;
  }

  /** Namespace of objects that name none; never empty. */
  async defaultNamespace(): Promise<string> {
    return (await this.#open()).namespace;
  }

  /**
   * Whether objects of the kind lie in a namespace. Of custom kinds the cluster is asked; one that it does not know,
   * or that cannot be asked about, is taken to lie in one.
   */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    const known = isNamespacedKind(parseApiVersion(apiVersion).group, kind);
    if (known !== undefined) return known;
    const { objects } = await this.cluster();
    const endpoint = await objects?.discovery.find(apiVersion, kind);
    return endpoint?.namespaced ?? true;
  }

  #open(): Promise<(ReachableCluster | UnreachableCluster) & { readonly namespace: string }> {
    this.#cluster ??= this.#connect();
    return this.#cluster;
  }

  async #connect(): Promise<(ReachableCluster | UnreachableCluster) & { readonly namespace: string }> {
    let namespace = this.configuration.namespace || "default";
    try {
      const connection = await connect(this.configuration);
      namespace = connection.namespace;
      const client = new ApiClient(connection.config);
      await client.request({ method: "GET", path: "/version", silenceMs: probeMs });
      return { objects: new Objects(client), namespace };
    } catch (error) {
      return { unreachable: error instanceof Error ? error.message : String(error), namespace };
    }
  }
}
