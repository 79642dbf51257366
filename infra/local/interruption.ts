import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A person's wish to end. It goes along with the work that it is about, through everything that the work awaits: programs
 * that are run, waits and downloads end by it, wherever they stand.
 */
const wishes = new AsyncLocalStorage<AbortSignal>();

/** Work was ended because a person wished so. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  constructor() {
    super("interrupted");
  }
}

/** Runs work that ends when `signal` is aborted. */
export function interruptible<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return wishes.run(signal, work);
}

/** The signal that ends the work that calls this; undefined where nothing does. */
export function interruption(): AbortSignal | undefined {
  return wishes.getStore();
}

/** @throws InterruptedError once the work is to end */
export function throwIfInterrupted(): void {
  if (interruption()?.aborted === true) throw new InterruptedError();
}

/** Waits. @throws InterruptedError at once when the work is to end */
export async function pause(milliseconds: number): Promise<void> {
  const signal = interruption();
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted === true) throw new InterruptedError();
    throw error;
  }
}

/** What `work` gives, which itself cannot be ended. @throws InterruptedError at once when the work is to end */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T> {
  const signal = interruption();
  if (signal === undefined) return work;
  throwIfInterrupted();
  const ended = Promise.withResolvers<never>();
  const end = () => {
    ended.reject(new InterruptedError());
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Work under way that has to come to an end of its own: what is left half done by it costs more than the wait. */
let running = 0;

/** Runs work that is told of the wish to end, and is then waited for. */
export async function toItsEnd<T>(work: () => Promise<T>): Promise<T> {
  throwIfInterrupted();
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
  }
}

/** Whether anything has to be waited for before this process may end. */
export function mustWait(): boolean {
  return running > 0;
}
