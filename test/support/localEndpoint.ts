import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import OpenAI from "openai";
import type { EndpointFile } from "../../cli/deployment/endpointFile";
import { runningCluster, type RunningCluster } from "../../infra/local/cluster";
import { NodeApi } from "../../infra/local/cluster/nodeApi";
import { localPaths, type LocalPaths } from "../../infra/local/paths";

/** The endpoint that `npm start` brought up. */
export interface LocalEndpoint extends EndpointFile {
  readonly paths: LocalPaths;
  readonly cluster: RunningCluster;
  /** What `npm start` printed for a person. */
  readonly report: string;
  readonly api: NodeApi;
}

/** What a command of the checkout did. */
export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let started: Promise<string> | undefined;

/** This checkout's endpoint, which the first to ask brings up as a user does. It is left running for the others. */
export async function localEndpoint(): Promise<LocalEndpoint> {
  const report = await (started ??= startEndpoint());
  const paths = localPaths();
  const cluster = await runningCluster(paths);
  if (cluster === undefined) throw new Error("the cluster does not run although 'npm start' ended well");
  const endpoint = await readEndpointFile(paths);
  return { ...endpoint, paths, cluster, report, api: await NodeApi.of(cluster.kubeconfig) };
}

/** Runs `npm start` in this checkout. @returns what it printed for a person */
export async function startEndpoint(): Promise<string> {
  const { code, stdout, stderr } = await runCheckoutCommand(localPaths().root, "start");
  if (code !== 0) throw new Error(`'npm start' ended with ${code ?? "a signal"}:\n${stderr}`);
  return stdout;
}

/** Runs `cli/<command>.ts` of the checkout at `root`, as `npm run <command> -- <args>` does. */
export async function runCheckoutCommand(
  root: string,
  command: string,
  args: readonly string[] = [],
): Promise<CommandOutcome> {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "cli", `${command}.ts`), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, ...output };
}

/** `.domicile/endpoint.json`, as any program reads it. */
export async function readEndpointFile(paths: LocalPaths): Promise<EndpointFile> {
  const value: unknown = JSON.parse(await readFile(join(paths.state, "endpoint.json"), "utf8"));
  if (!isEndpointFile(value)) throw new Error("endpoint.json has not the fields that were agreed on");
  return value;
}

/** The official client with the default key. Nothing is retried, so that a test sees every failure. */
export function openAiClient({ baseUrl, apiKey }: EndpointFile, key: string = apiKey): OpenAI {
  return new OpenAI({ baseURL: baseUrl, apiKey: key, maxRetries: 0, timeout: 60_000 });
}

function isEndpointFile(value: unknown): value is EndpointFile {
  if (typeof value !== "object" || value === null) return false;
  const { baseUrl, apiKey, models, clients, kubeconfig }: Record<string, unknown> = { ...value };
  const texts = [baseUrl, apiKey, kubeconfig];
  return texts.every((text) => typeof text === "string") && isObject(models) && isObject(clients);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
