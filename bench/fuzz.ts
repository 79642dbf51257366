import { ensureTools } from "../infra/local/toolchain";
import type { BenchContext, BenchResult } from "./benchmark";
import { fuzzGateway } from "./fuzz/fuzzGateway";
import { drawSession } from "./fuzz/sessions";

/** How many requests are sent unless `FUZZ_REQUESTS` says it. */
const usualRequests = 100_000;

/** What Envoy may take of memory meanwhile, in MiB. */
const mostMemory = 512;

/**
 * Abuses a gateway: random requests, most of them malformed in one way or another, over many connections. They are drawn from
 * a seed, which is told; `FUZZ_SEED` repeats a run, and with `FUZZ_SESSION` one session of it.
 * @throws Error with everything that was found, when the gateway did what it must not
 */
export async function benchFuzz({ paths, progress }: BenchContext): Promise<BenchResult> {
  const { envoy } = await ensureTools(["envoy"], { paths, progress });
  const seed = numberOf("FUZZ_SEED") ?? Math.floor(Math.random() * 2 ** 31);
  const session = numberOf("FUZZ_SESSION");
  const requests = numberOf("FUZZ_REQUESTS") ?? usualRequests;
  const result = await progress.step(`abuse, seed ${seed}`, () =>
    fuzzGateway({
      ...{ envoy, seed, requests },
      ...(session === undefined ? {} : { sessions: (clients) => [drawSession(seed, session, clients)] }),
    }),
  );
  const { violations, memory, statuses, seconds } = result;
  if (violations.length > 0) {
    throw new Error(
      `${violations.length} violations, each with SEED:SESSION for FUZZ_SEED and FUZZ_SESSION; the first:\n${violations.slice(0, 10).join("\n")}`,
    );
  }
  if (memory.peak > mostMemory) {
    throw new Error(`Envoy took ${memory.peak.toFixed(0)} MiB of memory; allowed: ${mostMemory} MiB`);
  }
  const told = [...statuses].sort(([first], [second]) => first - second);
  const rows = [
    { what: "seed", figure: String(seed) },
    { what: "requests", figure: String(result.requests) },
    { what: "connections", figure: String(result.sessions) },
    { what: "seconds", figure: seconds.toFixed(1) },
    { what: "requests that engines were asked", figure: String(result.asked) },
    { what: "answers", figure: String(told.reduce((sum, [, count]) => sum + count, 0)) },
    ...told.map(([status, count]) => ({ what: `answers of ${status}`, figure: String(count) })),
    { what: "violations", figure: "0" },
    {
      what: "Envoy's memory, at most and at the end",
      figure: `${memory.peak.toFixed(0)} MiB, ${memory.end.toFixed(0)} MiB`,
    },
  ];
  return { name: "fuzz", rows };
}

function numberOf(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${variable} is '${text}'; allowed: a whole number from 0`);
}
