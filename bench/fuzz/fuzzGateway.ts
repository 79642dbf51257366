import { readFile } from "node:fs/promises";
import { runGateway, type RunningGateway } from "../gateway/runningGateway";
import { runSession } from "./connection";
import { startEngine, type EngineRequest } from "./engines";
import { judgeEngineRequest, judgeOutcome } from "./judge";
import { makeClients, models, type FuzzClient } from "./parties";
import { tagHeader, type FuzzRequest } from "./requests";
import { drawSession, type FuzzSession } from "./sessions";

/** What to send. */
export interface FuzzPlan {
  /** Envoy's executable. */
  readonly envoy: string;
  readonly seed: number;
  /** Sessions are sent until they have had this many requests together. */
  readonly requests: number;
  /** The sessions to send instead of random ones, for callers with these keys. */
  readonly sessions?: (clients: readonly FuzzClient[]) => readonly FuzzSession[];
}

/** What came of it. */
export interface FuzzResult {
  readonly sessions: number;
  readonly requests: number;
  /** Requests that engines were asked. */
  readonly asked: number;
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What was found, each with `SEED:SESSION` for a replay and the session's bytes. */
  readonly violations: readonly string[];
  /** Envoy's resident memory in MiB: the most at any time, and at the end. */
  readonly memory: { readonly peak: number; readonly end: number };
  readonly seconds: number;
}

/** Sessions under way at once. */
const atOnce = 48;

/** Short limits, so that a caller who stalls does not hold the run up. */
const timeouts = { requestHeaders: 2, request: 2, idle: 5, connectionIdle: 3 };

/** Sends random sessions to a gateway of two models and three clients, and judges what engines and callers get. */
export async function fuzzGateway(plan: FuzzPlan): Promise<FuzzResult> {
  const clients = makeClients();
  const sent = new Map<string, Pick<FuzzRequest, "shown">>();
  const violations: string[] = [];
  const blame = (number: number | string, what: readonly string[], bytes?: readonly Buffer[]) => {
    for (const text of what) violations.push(`${plan.seed}:${number} ${text}${shown(bytes)}`);
  };
  let asked = 0;
  const told = (got: EngineRequest) => {
    asked++;
    const tag = String(got.headers[tagHeader]);
    blame(tag, judgeEngineRequest(got, sent.get(tag), clients), [Buffer.from(got.body)]);
  };
  const engines = await Promise.all(models.map((model) => startEngine(model, told)));
  const paths = ["chat/completions", "completions", "responses", "embeddings"] as const;
  const gateway = await runGateway(plan.envoy, {
    models: models.map(({ name, alias }, index) => ({
      ...{
        name,
        aliases: [alias],
        paths,
        streamUsage: '"stream_options":{"include_usage":true}',
        saltedCache: true,
      },
      endpoints: engines.flatMap(({ endpoint }, place) => (place === index ? [endpoint] : [])),
    })),
    clients: clients.map(({ name, key, models: own }) => ({
      name,
      key,
      models: own.map((model) => model.name),
    })),
    timeouts,
  });
  try {
    const started = performance.now();
    const statuses = new Map<number, number>();
    const chosen = plan.sessions?.(clients);
    const draw = (number: number) =>
      chosen === undefined ? drawSession(plan.seed, number, clients) : chosen[number];
    let [requests, sessions] = [0, 0];
    const work = async () => {
      while (requests < plan.requests && gateway.process.exitCode === null) {
        const session = draw(sessions);
        if (session === undefined) return;
        sessions++;
        for (const { tag, shown } of session.requests) sent.set(tag, { shown });
        const outcome = await runSession(session, gateway.ports.public);
        requests += outcome.sent;
        blame(session.number, judgeOutcome(session, outcome), session.writes);
        for (const { status } of outcome.answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const seconds = (performance.now() - started) / 1_000;
    blame("end", await judgeEnd(gateway, clients));
    const memory = await memoryOf(gateway);
    return { sessions, requests, asked, statuses, violations, memory, seconds };
  } finally {
    await gateway.close();
    for (const engine of engines) engine.close();
  }
}

/** After all, Envoy runs, answers each client a plain request, and has logged neither keys nor lines that are not its own. */
async function judgeEnd(gateway: RunningGateway, clients: readonly FuzzClient[]): Promise<string[]> {
  const { exitCode, signalCode } = gateway.process;
  const { messages } = gateway.output();
  if (exitCode !== null || signalCode !== null)
    return [`Envoy ended (${exitCode ?? signalCode}): ${messages.slice(-2_000)}`];
  const plain = await Promise.all(
    clients.map(async ({ key, name }) => {
      const headers = { authorization: `Bearer ${key}` };
      const { status } = await fetch(`${gateway.url}/v1/models`, { headers });
      return status === 200 ? [] : [`client '${name}' was answered ${status} at last`];
    }),
  );
  // The access log is written at least once a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { accessLog } = gateway.output();
  const foreign = accessLog
    .trim()
    .split("\n")
    .find((line) => !line.startsWith('{"') || !line.endsWith("}"));
  return [
    ...plain.flat(),
    ...(clients.some(({ key }) => accessLog.includes(key)) ? ["a key stands in the access log"] : []),
    ...(foreign === undefined ? [] : [`the access log has the line: ${foreign.slice(0, 500)}`]),
    ...(/critical|assert/i.test(messages) ? [`Envoy said: ${messages.slice(-2_000)}`] : []),
  ];
}

/** Resident memory of Envoy, in MiB, as the kernel counts it. */
async function memoryOf({ process: { pid } }: RunningGateway): Promise<FuzzResult["memory"]> {
  const text = await readFile(`/proc/${pid ?? "self"}/status`, "utf8");
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]);
  return { peak: kilobytes("VmHWM") / 1024, end: kilobytes("VmRSS") / 1024 };
}

/** Bytes for a person to read; no keys of a run outlive it. */
function shown(bytes: readonly Buffer[] | undefined): string {
  if (bytes === undefined) return "";
  return `\n  ${JSON.stringify(Buffer.concat(bytes).toString("latin1")).slice(0, 3_000)}`;
}
