import type { BenchContext, BenchResult } from "./benchmark";
import { absentRow, type Row } from "./figures";
import { requireCores } from "./gateway/cores";
import { startFleet } from "./gateway/fleet";
import { halfLoadStep, memoryStep, scaleStep, sizesStep, smallStep, streamsStep } from "./gateway/steps";

/**
 * What the gateway costs beside plain Envoy and beside gateways of others: processor time of requests of all sizes and of
 * streams, what it adds to the time of an answer, and its memory, with one model and key and with many.
 */
export async function benchGateway(context: BenchContext): Promise<BenchResult> {
  requireCores();
  const fleet = await startFleet(context);
  const rows: Row[] = fleet.absent.map(({ name, why }) => absentRow(name, why));
  const step = async (title: string, work: () => Promise<readonly Row[]>): Promise<void> => {
    rows.push(...(await context.progress.step(title, work)));
  };
  try {
    const small = await context.progress.step("small requests", () => smallStep(fleet));
    rows.push(...small.rows);
    await step("half of that load", () => halfLoadStep(fleet, small.measured));
    await step("32 KiB and 1 MiB", () => sizesStep(fleet));
    await step("100 streams at once", () => streamsStep(fleet));
    await step("many models and keys", () => scaleStep(fleet));
    await step("memory", () => memoryStep(fleet));
  } finally {
    await fleet.stop();
  }
  return { name: "gateway", rows };
}
