import { runJob, type Job, type Report } from "./load";
import { processUsage } from "./processUsage";
import { chatBodies, type Target } from "./target";

/** What is sent to a target in a round. */
export interface Load {
  /** Bytes of a chat's text. */
  readonly bytes: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests that begin in a second. @default as many as get through */
  readonly rate?: number;
  /** Whether answers are streamed. @default false */
  readonly stream?: boolean;
}

/** What a round has shown. Times are in microseconds. */
export interface Round extends Report {
  /** Requests a second. */
  readonly rate: number;
  /** Processor time of the target's processes for a request. */
  readonly processorTime: number;
  /** Bytes that they hold at the end. */
  readonly memory: number;
}

/** Sends a load to a target. @throws Error that names the target when a request was not answered by 200 */
export async function measure(load: string, target: Target, what: Load): Promise<Round> {
  const before = await processUsage(target.pid);
  const report = await runJob(load, jobOf(target, what), target.enter).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${target.name} could not be measured: ${reason}`, { cause: error });
  });
  const after = await processUsage(target.pid);
  return {
    ...report,
    rate: report.requests / report.seconds,
    processorTime: (after.processorTime - before.processorTime) / report.requests,
    memory: after.memory,
  };
}

function jobOf({ address, headers, keys, models }: Target, what: Load): Job {
  const { bytes, connections, seconds, rate = 0, stream = false } = what;
  return {
    address,
    path: "/v1/chat/completions",
    headers,
    keys,
    bodies: chatBodies(models, bytes, stream),
    connections,
    seconds,
    rate,
  };
}

/** The rounds of targets that were measured in turns, in the targets' order. */
export type Rounds = readonly (readonly Round[])[];

/** Measures each of `turns` once in a round, each round in the opposite order of the one before. */
export async function interleave(rounds: number, turns: readonly (() => Promise<Round>)[]): Promise<Rounds> {
  const measured = turns.map((): Round[] => []);
  for (let round = 0; round < rounds; round++) {
    const order = turns.map((turn, index) => [turn, measured[index]] as const);
    for (const [turn, seen] of round % 2 === 0 ? order : order.toReversed()) seen?.push(await turn());
  }
  return measured;
}
