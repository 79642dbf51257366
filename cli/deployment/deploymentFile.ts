import { join } from "node:path";
import { readIfPresent, writePrivateFile } from "../../infra/local/privateFiles";
import type { LocalPaths } from "../../infra/local/paths";

/** What the last `npm start` of a checkout set up: what the next one keeps and `npm run down` removes. */
export type DeploymentFile = { readonly target: "embedded"; readonly port: number } | ExistingDeployment;

/** A deployment on a cluster that the user has. */
export interface ExistingDeployment {
  readonly target: "existing";
  /** Absolute. */
  readonly kubeconfig: string;
  readonly context: string;
  /** The port of this machine's loopback that leads to the gateway. */
  readonly port: number;
}

/** What was set up, or undefined when nothing was. @throws Error when the file is damaged */
export async function readDeploymentFile(paths: LocalPaths): Promise<DeploymentFile | undefined> {
  const file = fileOf(paths);
  const text = await readIfPresent(file);
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (!isDeployment(parsed)) throw new Error(`${file} is damaged; remove it and run 'npm start' again`);
  return parsed;
}

/**
 * Why a start cannot go on with this deployment; undefined when it can.
 * @param cluster the one that the start is for; undefined for the embedded one
 */
export function elsewhereMistake(
  deployment: DeploymentFile | undefined,
  cluster: Pick<ExistingDeployment, "kubeconfig" | "context"> | undefined,
): string | undefined {
  if (deployment === undefined) return undefined;
  if (deployment.target === "embedded") {
    return cluster === undefined
      ? undefined
      : "this checkout's deployment is on the embedded cluster; remove it first: npm run down";
  }
  const { kubeconfig, context } = deployment;
  if (kubeconfig === cluster?.kubeconfig && context === cluster.context) return undefined;
  return `this checkout's deployment is on the cluster of ${kubeconfig}, context ${context}; remove it first: npm run down`;
}

/** What a text says; undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Records what is being set up, before anything of it is made. */
export async function writeDeploymentFile(paths: LocalPaths, deployment: DeploymentFile): Promise<void> {
  await writePrivateFile(fileOf(paths), `${JSON.stringify(deployment)}\n`);
}

function fileOf(paths: LocalPaths): string {
  return join(paths.state, "deployment.json");
}

function isDeployment(value: unknown): value is DeploymentFile {
  if (typeof value !== "object" || value === null || !("target" in value)) return false;
  if (!("port" in value) || typeof value.port !== "number") return false;
  if (value.target === "embedded") return true;
  const { kubeconfig, context }: Record<string, unknown> = { ...value };
  return value.target === "existing" && typeof kubeconfig === "string" && typeof context === "string";
}
