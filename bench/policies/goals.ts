import type { CheckTimes } from "./check";
import { median, medianRatio, type Figure } from "../figures";
import type { MemoryGrowth } from "./memory";
import type { Pair, Rounds } from "./pair";

/*
 * What was measured as the rows of the table, each with its goal. Source of the goals: the project's own, as
 * docs/benchmarks.md tells them.
 */

/** The pack beside one with an empty rule. */
export function emptyPackFigures(pair: Pair): readonly Figure[] {
  const goal = { kind: "at least", value: 85 } as const;
  return pairFigures(pair, "a pack with one empty rule").map((figure) =>
    figure.unit === "%" ? { ...figure, goal } : figure,
  );
}

/** The pack beside AWSGuard, on resources of AWS. */
export function awsGuardFigures(pair: Pair): readonly Figure[] {
  return pairFigures(pair, "AWSGuard").map((figure) => ({ ...figure, what: `${figure.what}, AWS only` }));
}

function pairFigures({ first, oneByOne, sixteenAtOnce }: Pair, base: string): readonly Figure[] {
  return [
    firstFigure(first, base),
    ...roundsFigures(oneByOne, "one call after the other", base),
    ...roundsFigures(sixteenAtOnce, "16 at once", base),
  ];
}

/** What a short-lived pack of a small stack takes. It is told, not judged: most of it is the compiling of JavaScript. */
function firstFigure({ ours, base }: Rounds, other: string): Figure {
  const [time, otherTime] = [ours, base].map((rounds) => median(rounds.map((round) => round.processorTime)));
  return {
    what: "processor time of a call, a new pack's first calls",
    value: time ?? NaN,
    unit: "µs",
    digits: 0,
    beside: `${other}: ${shown(otherTime ?? NaN)} µs`,
  };
}

function roundsFigures({ ours, base }: Rounds, how: string, other: string): readonly Figure[] {
  const [ourRates, otherRates] = [ours, base].map((rounds) => rounds.map(({ rate }) => rate));
  const [ourTimes, otherTimes] = [ours, base].map((rounds) =>
    rounds.map(({ processorTime }) => processorTime),
  );
  return [
    {
      what: `rate, ${how}`,
      value: median(ourRates ?? []),
      unit: "calls/s",
      digits: 0,
      beside: `${other}: ${shown(median(otherRates ?? []))} calls/s`,
    },
    {
      what: `rate by that of ${other}, ${how}`,
      value: medianRatio(ourRates ?? [], otherRates ?? []) * 100,
      unit: "%",
      digits: 1,
      beside: other,
    },
    {
      what: `processor time of a call, ${how}`,
      value: median(ourTimes ?? []),
      unit: "µs",
      digits: 0,
      beside: `${other}: ${shown(median(otherTimes ?? []))} µs`,
    },
  ];
}

/**
 * The rules by themselves. The fastest round counts: nothing is beside which they could be measured, and whatever else the
 * machine does makes a round slower only.
 * @param rates resources a second, by round
 */
export function rulesFigures(rates: readonly number[]): readonly Figure[] {
  return [
    {
      what: "rules by themselves, fastest round",
      value: Math.max(...rates),
      unit: "resources/s",
      digits: 0,
      beside: `median of the rounds: ${shown(median(rates))} resources/s`,
      goal: { kind: "at least", value: 50_000 },
    },
  ];
}

/** Memory of the pack's process at the end of many resources, beside that after the warm-up. */
export function memoryFigures({ heap, resident, end }: MemoryGrowth): readonly Figure[] {
  const goal = { kind: "at most", value: 10 } as const;
  const figure = { unit: "% more", digits: 1, goal };
  return [
    {
      ...figure,
      what: "heap after 100,000 resources",
      value: heap,
      beside: `then ${shown(end.heap / 2 ** 20)} MiB`,
    },
    {
      ...figure,
      what: "resident memory after 100,000 resources",
      value: resident,
      beside: `then ${shown(end.resident / 2 ** 20)} MiB`,
    },
  ];
}

/** `domicile check` of all stacks beside the loading of their programs. */
export function checkFigures({ check, load }: CheckTimes): readonly Figure[] {
  const beyond = check.map((seconds, round) => seconds - (load[round] ?? NaN));
  return [
    {
      what: "domicile check of all stacks, beyond loading their programs",
      value: median(beyond),
      unit: "s",
      digits: 2,
      beside: `${median(check).toFixed(2)} s, of which ${median(load).toFixed(2)} s load`,
      goal: { kind: "at most", value: 3 },
    },
  ];
}

function shown(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}
