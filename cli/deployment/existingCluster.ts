import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { KubeConfig, VersionApi } from "@kubernetes/client-node";
import { parse } from "yaml";
import { InterruptedError, unlessInterrupted } from "../../infra/local/interruption";
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

/** A kubeconfig with its context chosen; whether the cluster answers is not known. */
export type OpenedKubeconfig = Omit<ReachedCluster, "version">;

/**
 * Reads the kubeconfig that the user named.
 * @throws Error that says what is wrong with the file or its context
 */
export async function openKubeconfig(cluster: ExistingCluster): Promise<OpenedKubeconfig> {
  const kubeconfig = resolve(cluster.kubeconfig);
  const config = await readKubeconfig(kubeconfig);
  const contexts = config.getContexts().map(({ name }) => name);
  const context = cluster.context ?? config.getCurrentContext();
  const found = config.getContextObject(context);
  if (found === null) {
    const wanted =
      cluster.context === undefined
        ? `the kubeconfig '${kubeconfig}' has no current context`
        : `there is no context '${cluster.context}' in the kubeconfig '${kubeconfig}'`;
    throw new Error(`${wanted}; give one with '--context NAME', there are: ${contexts.join(", ") || "none"}`);
  }
  const missing = [
    ...(config.getCluster(found.cluster) === null ? [`cluster '${found.cluster}'`] : []),
    ...(config.getUser(found.user) === null ? [`user '${found.user}'`] : []),
  ];
  if (missing.length > 0) {
    throw new Error(
      `the context '${context}' of the kubeconfig '${kubeconfig}' names the ${missing.join(" and the ")}, and the file ` +
        "has none of that name; mend the file or give another context with '--context NAME'",
    );
  }
  config.setCurrentContext(context);
  return { config, kubeconfig, context };
}

/**
 * Opens the cluster that the user named and asks it for its version.
 * @throws Error that says what is wrong with the file, its context or the way to the cluster
 */
export async function reachCluster(cluster: ExistingCluster): Promise<ReachedCluster> {
  const { config, kubeconfig, context } = await openKubeconfig(cluster);
  try {
    const { gitVersion } = await unlessInterrupted(config.makeApiClient(VersionApi).getCode());
    return { config, kubeconfig, context, version: gitVersion };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const server = config.getCurrentCluster()?.server ?? "(no server)";
    throw new Error(
      `the cluster of context '${context}' at ${server} does not answer: ${reasonOf(error)}; ` +
        "see whether 'kubectl version' reaches it from here",
      { cause: error },
    );
  }
}

async function readKubeconfig(file: string): Promise<KubeConfig> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`cannot read the kubeconfig '${file}': ${reasonOf(error)}`, { cause: error });
  });
  const config = new KubeConfig();
  try {
    const content: unknown = parse(text);
    const lists = ["clusters", "contexts", "users"].filter((name) => !isListOf(content, name));
    if (lists.length > 0) throw new Error(`it has no list '${lists.join("', '")}'`);
    config.loadFromFile(file);
    return config;
  } catch (error) {
    throw new Error(
      `'${file}' is no kubeconfig: ${reasonOf(error)}; take the file that kubectl uses, for example ~/.kube/config`,
      { cause: error },
    );
  }
}

function isListOf(content: unknown, name: string): boolean {
  if (typeof content !== "object" || content === null || !(name in content)) return false;
  const fields: Record<string, unknown> = { ...content };
  return Array.isArray(fields[name]);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.split("\n")[0] ?? error.message;
}
