import type { RunningPack } from "./runningPack";

/** What is measured of a pack in one round. */
export interface Round {
  /** Calls a second. */
  readonly rate: number;
  /** Microseconds of processor time that the pack's process took for a call. */
  readonly processorTime: number;
}

/** The rounds of two packs that were measured side by side. */
export interface Rounds {
  readonly ours: readonly Round[];
  readonly base: readonly Round[];
}

/** Two packs, asked one call after the other and 16 at once. */
export interface Pair {
  /** One round of the very first calls, 16 at once, while nothing is compiled yet. */
  readonly first: Rounds;
  readonly oneByOne: Rounds;
  readonly sixteenAtOnce: Rounds;
}

/** What of a running pack is measured. */
export type MeasuredPack = Pick<RunningPack, "analyze" | "processorTime">;

/** How much is measured. */
export interface PairOptions {
  /** The first calls to each pack, measured by themselves. */
  readonly first: number;
  /** Calls to each pack before the first round. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Calls to each pack in a round: few, so that what else the machine does weighs on both packs. */
  readonly calls: number;
}

/**
 * JavaScript is compiled as it is used, and what runs more code is done later: of two packs asked in turns, one with rules
 * and an empty one, neither became faster after some 12,000 calls each, while the ratio of their rates rose from 72 % in
 * the first 2,000 calls to about 90 %.
 */
const usual: PairOptions = { first: 1_000, warmUp: 16_000, rounds: 40, calls: 200 };

/** Measures two packs by the same requests. */
export async function measurePair(
  ours: MeasuredPack,
  base: MeasuredPack,
  requests: readonly Buffer[],
  options: PairOptions = usual,
): Promise<Pair> {
  const first = await measureRounds(ours, base, requests, { rounds: 1, calls: options.first }, 16);
  for (const pack of [ours, base]) await call(pack, requests, options.warmUp, 16);
  return {
    first,
    oneByOne: await measureRounds(ours, base, requests, options, 1),
    sixteenAtOnce: await measureRounds(ours, base, requests, options, 16),
  };
}

/** Within a round the packs take turns, each round in the opposite order of the one before. */
async function measureRounds(
  ours: MeasuredPack,
  base: MeasuredPack,
  requests: readonly Buffer[],
  { rounds, calls }: Pick<PairOptions, "rounds" | "calls">,
  atOnce: number,
): Promise<Rounds> {
  const measured: { ours: Round[]; base: Round[] } = { ours: [], base: [] };
  for (let round = 0; round < rounds; round++) {
    const turns = [
      async () => measured.ours.push(await measureRound(ours, requests, calls, atOnce)),
      async () => measured.base.push(await measureRound(base, requests, calls, atOnce)),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  return measured;
}

async function measureRound(
  pack: MeasuredPack,
  requests: readonly Buffer[],
  calls: number,
  atOnce: number,
): Promise<Round> {
  const before = await pack.processorTime();
  const started = performance.now();
  await call(pack, requests, calls, atOnce);
  const seconds = (performance.now() - started) / 1_000;
  return { rate: calls / seconds, processorTime: ((await pack.processorTime()) - before) / calls };
}

/** Asks about the resources in turn. */
async function call(
  { analyze }: MeasuredPack,
  requests: readonly Buffer[],
  calls: number,
  atOnce: number,
): Promise<void> {
  let next = 0;
  const callInTurn = async (): Promise<void> => {
    while (next < calls) {
      const request = requests[next++ % requests.length];
      if (request === undefined) throw new Error("there is nothing to ask about");
      await analyze(request);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, callInTurn));
}
