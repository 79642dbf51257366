import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatElapsed } from "../../infra/local/elapsed";
import { type ProgressOutput, TerminalProgress } from "../../infra/local/terminalProgress";

/** An output that keeps what was written. */
class Screen implements ProgressOutput {
  text = "";

  constructor(
    readonly isTTY: boolean,
    readonly columns = 60,
  ) {}

  write(text: string): void {
    this.text += text;
  }
}

/** Work of a step that ends when the test says so. */
class Work {
  end: () => void = () => undefined;
  readonly promise = new Promise<void>((resolve) => {
    this.end = resolve;
  });
}

const clear = "\r\u001b[2K";

describe("TerminalProgress", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const clock = () => Date.now();

  it("shows in a pipe the start, a sign of life every 20 s and the end of a step", async () => {
    const screen = new Screen(false);
    const progress = new TerminalProgress(screen, clock);
    const work = new Work();
    const step = progress.step("CoreDNS", (handle) => {
      handle.detail("building");
      return work.promise;
    });
    await vi.advanceTimersByTimeAsync(45_000);
    work.end();
    await step;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(screen.text).toBe(
      "… CoreDNS\n… CoreDNS: building (20 s)\n… CoreDNS: building (40 s)\n✓ CoreDNS: building (45 s)\n",
    );
  });

  it("rewrites one line on a terminal every second, cut to its width", async () => {
    const screen = new Screen(true, 21);
    const progress = new TerminalProgress(screen, clock);
    const work = new Work();
    const step = progress.step("Kubernetes programs", () => work.promise);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(screen.text).toBe(`${clear}… Kubernetes program${clear}… Kubernetes program`);
    screen.text = "";
    progress.note("a note");
    work.end();
    await step;
    expect(screen.text).toBe(
      `${clear}a note\n${clear}… Kubernetes program${clear}✓ Kubernetes programs (1.0 s)\n`,
    );
  });

  it("passes a failure through and marks the step", async () => {
    const screen = new Screen(false);
    const progress = new TerminalProgress(screen, clock);
    await expect(progress.step("A", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(screen.text).toBe("… A\n✗ A (0.0 s)\n");
    expect(progress.phases).toEqual([]);
  });

  it("indents nested steps and keeps the time of the outermost", async () => {
    const screen = new Screen(false);
    const progress = new TerminalProgress(screen, clock);
    const result = await progress.step("outer", async () => {
      await progress.step("inner", async () => {
        progress.note("told");
        await vi.advanceTimersByTimeAsync(3_000);
      });
      return 42;
    });
    await progress.step("next", () => vi.advanceTimersByTimeAsync(500));
    expect(result).toBe(42);
    expect(screen.text).toBe(
      "… outer\n  … inner\n    told\n  ✓ inner (3.0 s)\n✓ outer (3.0 s)\n… next\n✓ next (0.5 s)\n",
    );
    expect(progress.phases).toEqual([
      { title: "outer", seconds: 3 },
      { title: "next", seconds: 0.5 },
    ]);
  });

  it("shows steps side by side in one running line", async () => {
    const screen = new Screen(true);
    const progress = new TerminalProgress(screen, clock);
    const [left, right] = [new Work(), new Work()];
    const steps = [progress.step("left", () => left.promise), progress.step("right", () => right.promise)];
    expect(screen.text.endsWith(`${clear}… left (0.0 s) · right (0.0 s)`)).toBe(true);
    left.end();
    await steps[0];
    expect(screen.text.endsWith(`${clear}✓ left (0.0 s)\n${clear}… right (0.0 s)`)).toBe(true);
    right.end();
    await Promise.all(steps);
  });
});

it.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 0 s"],
  [258, "4 min 18 s"],
  [3_599.9, "1 h 0 min"],
  [3_900, "1 h 5 min"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(formatElapsed(seconds)).toBe(text);
});
