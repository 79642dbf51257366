import { median, medianRatio, type Figure, type Goal } from "../figures";
import type { Round } from "./measure";

/*
 * What was measured as the rows of the table, each with its goal. Source of the goals: the project's own, as
 * docs/benchmarks.md tells them.
 */

/** The rounds of one target. */
export interface Measured {
  readonly name: string;
  readonly rounds: readonly Round[];
}

/** A gateway and the engine without it, measured in turns at the same rate. */
export interface Pair extends Measured {
  readonly direct: readonly Round[];
}

/** What a request takes of a gateway's processor, and how many get through. */
export function loadFigures(what: string, measured: readonly Measured[]): readonly Figure[] {
  return measured.map(({ name, rounds }) => ({
    what: `${what}: ${name}`,
    value: medianOf(rounds, "processorTime"),
    unit: "µs/request",
    digits: 0,
    beside: `${shown(medianOf(rounds, "rate"))} requests/s`,
  }));
}

/** How many requests the engine and what sends them get through by themselves: more than any gateway. */
export function directFigure(rounds: readonly Round[]): Figure {
  return {
    what: "small: the engine directly",
    value: medianOf(rounds, "rate"),
    unit: "requests/s",
    digits: 0,
    beside: "engine and load on one processor",
  };
}

/** How many times the processor time of `base` a request takes. */
export function costRatio(what: string, measured: Measured, base: Measured, goal?: Goal): Figure {
  return {
    what,
    value: medianRatio(times(measured), times(base)),
    unit: "x",
    digits: 2,
    beside: `${measured.name} beside ${base.name}`,
    ...(goal === undefined ? {} : { goal }),
  };
}

/** How many times the requests of `other` ours serves with a processor for itself at least, by the other's name. */
const leastPerCore: Readonly<Record<string, number>> = { Portkey: 15, aigw: 6 };

/** How many times the requests of `other` ours serves with the same processor time. */
export function perCoreFigure(ours: Measured, other: Measured): Figure {
  const least = leastPerCore[other.name];
  return {
    what: "small requests of a core",
    value: medianRatio(times(other), times(ours)),
    unit: "x",
    digits: 1,
    beside: `${ours.name} beside ${other.name}`,
    ...(least === undefined ? {} : { goal: { kind: "at least", value: least } }),
  };
}

/** What a gateway adds to the time of an answer, at half of the rate that it gets through. */
export function addedFigures({ name, rounds, direct }: Pair, goal?: Goal): readonly Figure[] {
  const beside = `at ${shown(medianOf(rounds, "rate"))} requests/s`;
  return (["lastP50", "lastP99"] as const).map((quantile) => ({
    what: `added at half load, ${quantile === "lastP50" ? "median" : "p99"}: ${name}`,
    value: median(rounds.map((round, at) => round[quantile] - (direct[at]?.[quantile] ?? NaN))) / 1_000,
    unit: "ms",
    digits: 2,
    beside,
    ...(goal === undefined || quantile === "lastP50" ? {} : { goal }),
  }));
}

/** What an event of a stream takes, and how long the first one takes to come. */
export function streamFigures(measured: readonly Measured[], direct: readonly Round[]): readonly Figure[] {
  const base = medianOf(direct, "firstP99");
  return measured.map(({ name, rounds }) => ({
    what: `100 streams at once: ${name}`,
    value: median(rounds.map(({ processorTime, requests, events }) => (processorTime * requests) / events)),
    unit: "µs/event",
    digits: 0,
    beside: `first event after ${milliseconds(medianOf(rounds, "firstP99"))} (p99), directly ${milliseconds(base)}`,
  }));
}

/** What a gateway holds at its end. */
export function memoryFigures(measured: readonly Measured[]): readonly Figure[] {
  return measured.map(({ name, rounds }) => ({
    what: `memory: ${name}`,
    value: (rounds.at(-1)?.memory ?? NaN) / 1024 ** 2,
    unit: "MiB",
    digits: 0,
    beside: "",
  }));
}

function times({ rounds }: Measured): readonly number[] {
  return rounds.map(({ processorTime }) => processorTime);
}

function medianOf(rounds: readonly Round[], key: keyof Round): number {
  return median(rounds.map((round) => round[key]));
}

function milliseconds(microseconds: number): string {
  return `${(microseconds / 1_000).toFixed(1)} ms`;
}

function shown(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}
