import { absentRow, median, rowOf, type Row } from "../figures";
import type { Fleet } from "./fleet";
import {
  addedFigures,
  costRatio,
  directFigure,
  loadFigures,
  memoryFigures,
  perCoreFigure,
  streamFigures,
  type Measured,
} from "./goals";
import { interleave, measure, type Load } from "./measure";
import { reasonOf } from "./reason";
import type { Target } from "./target";

/** A chat as short as they come. */
const small: Load = { bytes: 60, connections: 32, seconds: 1 };

const kibibyte = 1024;

/** What targets have shown, in their order, measured in turns. */
async function inTurns(
  { load }: Fleet,
  rounds: number,
  targets: readonly Target[],
  what: Load,
): Promise<readonly Measured[]> {
  const measured = await interleave(
    rounds,
    targets.map((target) => () => measure(load, target, what)),
  );
  return targets.map(({ name }, index) => ({ name, rounds: measured[index] ?? [] }));
}

/** All gateways, ours first. */
function gatewaysOf({ domicile, plainEnvoy, others }: Fleet): readonly [Target, Target, ...Target[]] {
  return [domicile, plainEnvoy, ...others];
}

/** Small requests, as many as get through: what each takes, and beside ours. */
export async function smallStep(fleet: Fleet): Promise<{
  readonly rows: readonly Row[];
  readonly measured: readonly Measured[];
}> {
  const targets = [fleet.direct, ...gatewaysOf(fleet)];
  // What a gateway makes anew at its first requests is no part of the rounds.
  await inTurns(fleet, 1, targets, { ...small, seconds: 0.5 });
  const [direct, ours, plain, ...others] = await inTurns(fleet, 6, targets, small);
  if (direct === undefined || ours === undefined || plain === undefined) {
    throw new Error("the engine, plain Envoy and the gateway were not all measured");
  }
  const figures = [
    directFigure(direct.rounds),
    ...loadFigures("small", [ours, plain, ...others]),
    costRatio("processor time of a small request", ours, plain, { kind: "at most", value: 2 }),
    ...others.map((other) => perCoreFigure(ours, other)),
  ];
  return { rows: figures.map(rowOf), measured: [ours, plain, ...others] };
}

/** Half of what each gateway gets through, and the engine at the same rate without it. */
export async function halfLoadStep(fleet: Fleet, measured: readonly Measured[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [index, target] of gatewaysOf(fleet).entries()) {
    const rate = median((measured[index]?.rounds ?? []).map((round) => round.rate)) / 2;
    const load = { ...small, rate };
    const [gateway, direct] = await inTurns(fleet, 5, [target, fleet.direct], load);
    if (gateway === undefined || direct === undefined) throw new Error(`'${target.name}' was not measured`);
    const goal = target === fleet.domicile ? ({ kind: "at most", value: 1 } as const) : undefined;
    rows.push(...addedFigures({ ...gateway, direct: direct.rounds }, goal).map(rowOf));
  }
  return rows;
}

/** Larger requests, as many as get through. */
export async function sizesStep(fleet: Fleet): Promise<readonly Row[]> {
  const middle = { bytes: 32 * kibibyte, connections: 16, seconds: 1 };
  const large = { bytes: 1024 * kibibyte, connections: 8, seconds: 1 };
  const rows: Row[] = [];
  for (const [what, load] of [["32 KiB", middle] as const, ["1 MiB", large] as const]) {
    const { able, unable } = await ableTo(fleet, what, load);
    rows.push(...loadFigures(what, await inTurns(fleet, 3, able, load)).map(rowOf), ...unable);
  }
  return rows;
}

/** 100 streams that begin together, each of them once. */
export async function streamsStep(fleet: Fleet): Promise<readonly Row[]> {
  // A stream takes a second, so that a connection has no time for another one.
  const streams = { bytes: 60, connections: 100, seconds: 0.5, stream: true };
  const { able, unable } = await ableTo(fleet, "100 streams at once", streams);
  const [direct, ...gateways] = await inTurns(fleet, 3, [fleet.direct, ...able], streams);
  return [...streamFigures(gateways, direct?.rounds ?? []).map(rowOf), ...unable];
}

/** The gateways that can do what is asked of them, with a row for each of the others' that cannot. */
async function ableTo(
  fleet: Fleet,
  what: string,
  load: Load,
): Promise<{ readonly able: readonly Target[]; readonly unable: readonly Row[] }> {
  const able: Target[] = [fleet.domicile, fleet.plainEnvoy];
  const unable: Row[] = [];
  for (const other of fleet.others) {
    await measure(fleet.load, other, { ...load, connections: 1, seconds: 0.1 }).then(
      () => able.push(other),
      (error: unknown) => unable.push(absentRow(`${what}: ${other.name}`, reasonOf(error))),
    );
  }
  return { able, unable };
}

/** Numbers of models and keys. */
const sizes = [
  { models: 1, keys: 10_000 },
  { models: 1_000, keys: 10 },
  { models: 1_000, keys: 10_000 },
];

/** Small requests that ask all models with all keys in turn, beside one model with one key. */
export async function scaleStep(fleet: Fleet): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const large = await fleet.startDomicile(size);
    const targets = [large, fleet.domicile];
    // Each client's and each model's counters are made at their first request.
    await inTurns(fleet, 1, [large], { ...small, seconds: 2 });
    const [measured, one] = await inTurns(fleet, 5, targets, small);
    await large.stop();
    if (measured === undefined || one === undefined) throw new Error("the sizes were not measured");
    const name = `${size.models} models and ${size.keys} keys`;
    const isLargest = size === sizes.at(-1);
    const figures = [
      costRatio(
        "processor time of a small request",
        { ...measured, name },
        { ...one, name: "one of each" },
        isLargest ? { kind: "at most", value: 1.2 } : undefined,
      ),
      ...memoryFigures([{ ...measured, name }]),
    ];
    rows.push(...figures.map(rowOf));
  }
  return rows;
}

/** What each gateway holds after all that was sent to it. */
export async function memoryStep(fleet: Fleet): Promise<readonly Row[]> {
  const measured = await inTurns(fleet, 1, gatewaysOf(fleet), { ...small, seconds: 0.5 });
  return memoryFigures(measured).map(rowOf);
}
