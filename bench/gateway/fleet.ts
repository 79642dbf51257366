import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureTools } from "../../infra/local/toolchain";
import type { BenchContext } from "../benchmark";
import { startDomicile, type Size } from "./domicile";
import { ensureLoad, startEngine } from "./load";
import { peers } from "./peers";
import { startPlainEnvoy } from "./plainEnvoy";
import { reasonOf } from "./reason";
import type { Target, TargetOptions } from "./target";

/** A gateway of others that could not be measured. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

/** All that is measured, running beside one another. */
export interface Fleet {
  /** The program that sends requests. */
  readonly load: string;
  /** The engine without a gateway. */
  readonly direct: Target;
  readonly domicile: Target;
  readonly plainEnvoy: Target;
  readonly others: readonly Target[];
  readonly absent: readonly Absent[];
  /** Starts another gateway of ours in front of the same engine. */
  readonly startDomicile: (size: Size) => Promise<Target>;
  readonly stop: () => Promise<void>;
}

/** Starts everything; gateways of others that cannot be had are left out. */
export async function startFleet({ paths, progress }: BenchContext): Promise<Fleet> {
  const { envoy } = await ensureTools(["envoy"], { paths, progress });
  const load = await progress.step("what sends requests, and what answers them", () => ensureLoad(paths));
  const folder = join(paths.state, "bench", "gateway");
  await rm(folder, { recursive: true, force: true });
  const running: Pick<Target, "stop">[] = [];
  const keep = <One extends Pick<Target, "stop">>(one: One): One => {
    running.unshift(one);
    return one;
  };
  const stop = async (): Promise<void> => {
    for (const one of running.splice(0)) await one.stop();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const engine = keep(await startEngine(load));
    let gateways = 0;
    const options = async (): Promise<TargetOptions> => {
      const own = join(folder, String(gateways++));
      await mkdir(own, { recursive: true });
      return { folder: own, envoy, enginePort: engine.port };
    };
    const startOne = async (size: Size): Promise<Target> => keep(await startDomicile(await options(), size));
    const domicile = await startOne({ models: 1, keys: 1 });
    const plainEnvoy = keep(await startPlainEnvoy(await options()));
    const others: Target[] = [];
    const absent: Absent[] = [];
    for (const { name, start } of peers) {
      const startPeer = async (): Promise<Target> => start(paths, await options());
      await progress.step(name, startPeer).then(
        (target) => others.push(keep(target)),
        (error: unknown) => absent.push({ name, why: reasonOf(error) }),
      );
    }
    const address = `127.0.0.1:${engine.port}`;
    const direct = { ...plainEnvoy, name: "the engine directly", address, pid: engine.pid };
    return { load, direct, domicile, plainEnvoy, others, absent, startDomicile: startOne, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
