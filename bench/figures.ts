/** The middle of several measurements; the mean of the middle two where their number is even. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/**
 * How `measured` compares to `base`, round by round. Both were measured side by side in each round, so that what else the
 * machine does weighs on both, and the median of the rounds' ratios says more than the ratio of two medians.
 * @throws Error when the rounds are not the same
 */
export function medianRatio(measured: readonly number[], base: readonly number[]): number {
  if (measured.length !== base.length || measured.length === 0) {
    throw new Error(
      `a ratio needs the same rounds of both: ${measured.length} and ${base.length} were measured`,
    );
  }
  return median(measured.map((value, round) => value / (base[round] ?? NaN)));
}

/** How much more `after` is than `before`, in percent; negative where it is less. */
export function growth(before: number, after: number): number {
  return (after / before - 1) * 100;
}

/** A bound that a figure is to keep. */
export interface Goal {
  readonly kind: "at least" | "at most";
  readonly value: number;
}

/** A measured figure. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Digits behind the point that are shown. */
  readonly digits: number;
  /** What it was compared to, in words; empty where it stands for itself. */
  readonly beside: string;
  /** Absent for figures that are only told. */
  readonly goal?: Goal;
}

/** A row of a benchmark's table. */
export type Row = Readonly<Record<"what" | "figure" | "beside" | "goal" | "met", string>>;

/** A figure as one row of a benchmark's table. */
export function rowOf({ what, value, unit, digits, beside, goal }: Figure): Row {
  return {
    what,
    figure: `${shown(value, digits, digits)} ${unit}`,
    beside,
    goal: goal === undefined ? "" : `${goal.kind} ${shown(goal.value, 0, digits)} ${unit}`,
    met: goal === undefined ? "" : isMet(value, goal) ? "yes" : "no",
  };
}

/** A figure that is no number meets nothing. */
export function isMet(value: number, { kind, value: bound }: Goal): boolean {
  return kind === "at least" ? value >= bound : value <= bound;
}

/** A row for what could not be measured, with the reason in words. */
export function absentRow(what: string, why: string): Row {
  return { what, figure: "not measured", beside: why, goal: "", met: "" };
}

function shown(value: number, leastDigits: number, mostDigits: number): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: leastDigits,
    maximumFractionDigits: mostDigits,
  });
}
