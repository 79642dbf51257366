import { AsyncLocalStorage } from "node:async_hooks";
import { formatElapsed } from "./elapsed";
import type { Progress, Step } from "./progress";

/** How long a step of the outermost level took. */
export interface PhaseTime {
  readonly title: string;
  readonly seconds: number;
}

/** Where progress is shown; `process.stderr` is one. */
export interface ProgressOutput {
  /** Whether a running line can be rewritten in place. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. @default 80 */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

interface RunningStep {
  readonly title: string;
  readonly depth: number;
  readonly since: number;
  detail: string;
}

/** A terminal's running line is refreshed this often. */
const refreshMilliseconds = 1_000;
/** A pipe or log file gets a sign of life this often. */
const signOfLifeMilliseconds = 20_000;

/**
 * Progress for people. On a terminal the running steps share one line with their elapsed time, and a step that has
 * ended leaves one line. In a pipe a step has a line at its start, one every 20 s and one at its end.
 * Steps may be nested (shown indented) and may run at the same time.
 */
export class TerminalProgress implements Progress {
  readonly #output: ProgressOutput;
  readonly #now: () => number;
  readonly #depth = new AsyncLocalStorage<number>();
  readonly #running = new Set<RunningStep>();
  readonly #phases: PhaseTime[] = [];

  /**
   * @param output @default the standard error stream, so that standard output has only results
   * @param now milliseconds of a clock that never goes back
   */
  constructor(output: ProgressOutput = process.stderr, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  /** The outermost steps that have ended well, in the order of their ends. */
  get phases(): readonly PhaseTime[] {
    return [...this.#phases];
  }

  async step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
    const depth = this.#depth.getStore() ?? 0;
    const running: RunningStep = { title, depth, since: this.#now(), detail: "" };
    this.#running.add(running);
    if (this.#output.isTTY) this.#showRunning();
    else this.#print(`${indent(depth)}… ${title}`);
    const timer = setInterval(
      () => {
        this.#signOfLife(running);
      },
      this.#output.isTTY ? refreshMilliseconds : signOfLifeMilliseconds,
    );
    const handle: Step = {
      detail: (text) => {
        running.detail = text;
        if (this.#output.isTTY) this.#showRunning();
      },
    };
    let mark = "✗";
    try {
      const result = await this.#depth.run(depth + 1, () => work(handle));
      mark = "✓";
      return result;
    } finally {
      clearInterval(timer);
      this.#running.delete(running);
      const seconds = this.#secondsOf(running);
      if (mark === "✓" && depth === 0) this.#phases.push({ title, seconds });
      this.#print(`${indent(depth)}${mark} ${describe(running)} (${formatElapsed(seconds)})`);
    }
  }

  note(line: string): void {
    this.#print(`${indent(this.#depth.getStore() ?? 0)}${line}`);
  }

  /** Prints one line above the running one. */
  #print(line: string): void {
    this.#output.write(this.#output.isTTY ? `\r\u001b[2K${line}\n` : `${line}\n`);
    this.#showRunning();
  }

  #showRunning(): void {
    if (!this.#output.isTTY || this.#running.size === 0) return;
    // Of nested steps the innermost tells what is going on; steps side by side are all shown.
    const deepest = Math.max(...[...this.#running].map((step) => step.depth));
    const text = [...this.#running]
      .filter((step) => step.depth === deepest)
      .map((step) => `${describe(step)} (${formatElapsed(Math.floor(this.#secondsOf(step)))})`)
      .join(" · ");
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(`\r\u001b[2K${`… ${text}`.slice(0, width)}`);
  }

  #signOfLife(step: RunningStep): void {
    if (this.#output.isTTY) this.#showRunning();
    else this.#print(`${indent(step.depth)}… ${describe(step)} (${formatElapsed(this.#secondsOf(step))})`);
  }

  #secondsOf(step: RunningStep): number {
    return (this.#now() - step.since) / 1_000;
  }
}

function describe(step: RunningStep): string {
  return step.detail === "" ? step.title : `${step.title}: ${step.detail}`;
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}
