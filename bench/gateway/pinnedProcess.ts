import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { pinned } from "./cores";

/** How a program is run on a processor. */
export interface PinnedOptions {
  readonly core: number;
  /** What a command begins with that runs in another network. @default this one */
  readonly enter?: readonly string[];
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether it can be asked already. */
  readonly isReady: () => Promise<boolean>;
}

/** A program that runs. */
export interface PinnedProcess {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Milliseconds that a program may take until it can be asked. */
const startTimeout = 60_000;

/** Milliseconds from asking a program to end until it is ended. */
const patience = 5_000;

/** Characters of a program's output that an error repeats. */
const quoted = 2_000;

/**
 * Runs a program on one processor and waits until it can be asked. Its standard output goes nowhere, since access logs
 * are written there.
 * @throws Error with the end of its messages when it ends before, or is not ready in time
 */
export async function startPinned(options: PinnedOptions): Promise<PinnedProcess> {
  const { core, enter, program, args, env, cwd, isReady } = options;
  const child = spawn(...pinned(core, program, args, enter), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let messages = "";
  child.stderr
    .setEncoding("utf8")
    .on("data", (text: string) => (messages = (messages + text).slice(-quoted)));
  const ended = once(child, "exit");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = async (): Promise<void> => {
    if (hasEnded()) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    await ended;
    clearTimeout(timer);
  };

  const limit = Date.now() + startTimeout;
  try {
    while (!(await isReady())) {
      if (hasEnded())
        throw new Error(`'${program}' ended with exit code ${child.exitCode ?? "none"}:\n${messages}`);
      if (Date.now() > limit) {
        throw new Error(`'${program}' was not ready within ${startTimeout / 1_000} s:\n${messages}`);
      }
      await Promise.race([sleep(50), ended]);
    }
    if (child.pid === undefined) throw new Error(`'${program}' has not started`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid, stop };
}

/** Whether a GET request is answered by 200. */
export function answersOk(url: string): () => Promise<boolean> {
  return () =>
    fetch(url).then(
      (response) => response.ok,
      () => false,
    );
}
