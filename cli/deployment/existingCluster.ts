import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { KubeConfig, VersionApi } from "@kubernetes/client-node";
import type { ExistingCluster } from "../options";

/** An existing cluster that answered. */
export interface ReachedCluster {
  readonly config: KubeConfig;
  /** Absolute. */
  readonly kubeconfig: string;
  readonly context: string;
  /** The Kubernetes version, e.g. `v1.34.2`. */
  readonly version: string;
}

/**
 * Opens the cluster that the user named and asks it for its version.
 * @throws Error that says what is wrong with the file, its context or the way to the cluster
 */
export async function reachCluster(cluster: ExistingCluster): Promise<ReachedCluster> {
  const kubeconfig = resolve(cluster.kubeconfig);
  const config = await readKubeconfig(kubeconfig);
  const contexts = config.getContexts().map(({ name }) => name);
  const context = cluster.context ?? config.getCurrentContext();
  if (!contexts.includes(context)) {
    const wanted =
      cluster.context === undefined
        ? "the kubeconfig has no current context"
        : `there is no context '${cluster.context}'`;
    throw new Error(`${wanted}; give one with '--context NAME', there are: ${contexts.join(", ") || "none"}`);
  }
  config.setCurrentContext(context);
  try {
    const { gitVersion } = await config.makeApiClient(VersionApi).getCode();
    return { config, kubeconfig, context, version: gitVersion };
  } catch (error) {
    const server = config.getCurrentCluster()?.server ?? "(no server)";
    throw new Error(
      `the cluster of context '${context}' at ${server} does not answer: ${reasonOf(error)}; ` +
        "see whether 'kubectl version' reaches it from here",
      { cause: error },
    );
  }
}

async function readKubeconfig(file: string): Promise<KubeConfig> {
  const config = new KubeConfig();
  try {
    await access(file, constants.R_OK);
    config.loadFromFile(file);
    return config;
  } catch (error) {
    throw new Error(`cannot read the kubeconfig '${file}': ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.split("\n")[0] ?? error.message;
}
