import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../infra/local/command";
import { freePort } from "../../infra/local/freePorts";
import type { LocalPaths } from "../../infra/local/paths";
import { cores, pinned } from "./cores";
import { buildInCache } from "./buildInCache";
import { startPinned, type PinnedProcess } from "./pinnedProcess";

/** What is sent, and how: the job of `load/job.go`, whose words these are. */
export interface Job {
  readonly address: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests that begin in a second; 0 is one after the other on each connection. */
  readonly rate: number;
}

/**
 * What the sender saw: how many requests and events of streams, in how many seconds, and the microseconds until the first
 * byte of an answer's body and until its last one, of half of the requests and of 99 in 100.
 */
export interface Report {
  readonly requests: number;
  readonly events: number;
  readonly seconds: number;
  readonly firstP50: number;
  readonly firstP99: number;
  readonly lastP50: number;
  readonly lastP99: number;
}

/** On one processor, Go's runtime needs no more threads. */
const env = { GOMAXPROCS: "1" };

/**
 * The program at both ends of a gateway, built from `load/`.
 * @returns its path
 */
export async function ensureLoad(paths: LocalPaths): Promise<string> {
  const source = join(paths.root, "bench/gateway/load");
  const hash = createHash("sha256");
  for (const name of (await readdir(source)).toSorted()) hash.update(await readFile(join(source, name)));
  const key = `bench-load/${hash.digest("hex").slice(0, 12)}`;
  const folder = await buildInCache(paths, key, {
    what: "What sends requests in the benchmark",
    under: "bench/gateway",
    module: "load",
    packages: ["."],
    otherWays: ["none: Go is needed"],
  });
  return join(folder, "load");
}

/**
 * An engine that answers at once, and takes less time for it than any gateway.
 * @param enter what a command begins with that runs in the engine's network
 */
export async function startEngine(
  load: string,
  enter: readonly string[] = [],
): Promise<PinnedProcess & { readonly port: number }> {
  const port = await freePort();
  const engine = await startPinned({
    core: cores.load,
    enter,
    program: load,
    args: ["engine", `127.0.0.1:${port}`],
    env,
    isReady: async () => {
      const job = { address: `127.0.0.1:${port}`, path: "/", headers: {}, keys: ["none"], bodies: ["{}"] };
      return runJob(load, { ...job, connections: 1, seconds: 0.001, rate: 0 }, enter).then(
        () => true,
        () => false,
      );
    },
  });
  return { ...engine, port };
}

/** Sends what `job` says. @throws Error when a request was not answered by 200 */
export async function runJob(load: string, job: Job, enter: readonly string[] = []): Promise<Report> {
  const { stdout } = await runCommand(...pinned(cores.load, load, ["run"], enter), {
    env,
    input: JSON.stringify(job),
  });
  return parseReport(stdout);
}

/** What the sender has written. @throws Error when it is no report */
export function parseReport(text: string): Report {
  const value: unknown = JSON.parse(text);
  const told = new Map<string, unknown>(
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const number = (name: keyof Report): number => {
    const one = told.get(name);
    if (typeof one === "number") return one;
    throw new Error(`what sends requests reported no number '${name}': ${text}`);
  };
  return {
    requests: number("requests"),
    events: number("events"),
    seconds: number("seconds"),
    firstP50: number("firstP50"),
    firstP99: number("firstP99"),
    lastP50: number("lastP50"),
    lastP99: number("lastP99"),
  };
}
