import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Configuration } from "./configuration";

/** Which cluster is spoken to, and what for objects without a namespace. */
export interface Connection {
  readonly config: KubeConfig;
  readonly namespace: string;
}

/** A kubeconfig's choice: all that matters of the configuration here. */
export type KubeconfigChoice = Pick<Configuration, "kubeconfig" | "context" | "cluster" | "namespace">;

/**
 * Loads the kubeconfig and chooses context and cluster.
 * Throws when it cannot be read, names no cluster, or lacks the context or cluster that is asked for.
 */
export async function connect(choice: KubeconfigChoice): Promise<Connection> {
  const config = await load(choice.kubeconfig);
  if (choice.context !== "") {
    requireName("context", choice.context, config.getContexts());
    config.setCurrentContext(choice.context);
  }
  if (choice.cluster !== "") {
    requireName("cluster", choice.cluster, config.getClusters());
    const current = config.getCurrentContext();
    config.loadFromOptions({
      clusters: config.getClusters(),
      users: config.getUsers(),
      contexts: config
        .getContexts()
        .map((context) => (context.name === current ? { ...context, cluster: choice.cluster } : context)),
      currentContext: current,
    });
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(
      `the kubeconfig has no current cluster: its current context is "${config.getCurrentContext()}"`,
    );
  }
  const context = config.getContextObject(config.getCurrentContext());
  return { config, namespace: choice.namespace || (context?.namespace ?? "") || "default" };
}

/** What identifies the active cluster, as text to compare; undefined when there is none. */
export async function activeCluster(choice: KubeconfigChoice): Promise<string | undefined> {
  if (choice.kubeconfig === "") return undefined;
  const { config } = await connect(choice);
  const cluster = config.getCurrentCluster();
  return cluster === null ? undefined : JSON.stringify({ ...cluster, name: undefined });
}

async function load(pathOrContents: string): Promise<KubeConfig> {
  // Loaded late: a preview without a cluster starts sooner.
  const { KubeConfig: Config } = await import("@kubernetes/client-node/dist/config.js");
  const config = new Config();
  if (pathOrContents === "") {
    config.loadFromDefault();
    return config;
  }
  const path = expandHome(pathOrContents);
  if (!path.includes("\n") && existsSync(path)) config.loadFromFile(path);
  else config.loadFromString(pathOrContents);
  return config;
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

function requireName(what: string, name: string, known: readonly { readonly name: string }[]): void {
  if (known.some((entry) => entry.name === name)) return;
  const names = known.map((entry) => `"${entry.name}"`).join(", ");
  throw new Error(`the kubeconfig has no ${what} "${name}", it has ${names === "" ? "none" : names}`);
}
