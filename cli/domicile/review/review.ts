import { compare, type StackDifference } from "../diff/compare";
import type { PreviewReport } from "../preview/report";
import { worst, type Footprint, type Report, type Verdict } from "../report/report";

/** Why a report is not there. */
export interface Missing {
  readonly problem: string;
}

/** What is known of a change. At least one of `after` and `preview` is there. */
export interface Change {
  /** What `domicile check` found in the change. */
  readonly after: Report | Missing | undefined;
  /** What it found in what the change starts from; undefined where nobody knows. */
  readonly before: Report | undefined;
  /** What the preview with credentials found. */
  readonly preview: PreviewReport | Missing | undefined;
  /** The commit that was judged; undefined where it is not told. */
  readonly commit: string | undefined;
}

/**
 * The worst verdict. A stack that could not be judged without credentials counts as its preview does, where that could
 * judge it: some programs ask their cloud.
 */
export function reviewVerdict({ after, preview }: Change): Verdict {
  const previewed = new Map(
    preview === undefined || "problem" in preview
      ? []
      : preview.stacks.map(({ stack, verdict }) => [stack, verdict]),
  );
  const checked =
    after === undefined
      ? []
      : "problem" in after
        ? (["unjudged"] as const)
        : after.stacks.map(({ stack, verdict, findings }): Verdict => {
            if (findings.some(({ level }) => level === "violation")) return "violations";
            return verdict === "unjudged" ? (previewed.get(stack) ?? verdict) : verdict;
          });
  const ofPreview =
    preview === undefined ? [] : [("problem" in preview ? "unjudged" : preview.verdict) satisfies Verdict];
  return worst([...checked, ...ofPreview]);
}

/**
 * What changed, stack by stack; empty where one of the sides is not known. Stacks of which either side could not be
 * judged are left out: what a program did not come to make is not what it gave up.
 */
export function differencesOf({ after, before }: Change): readonly StackDifference[] {
  if (after === undefined || "problem" in after || before === undefined) return [];
  const unknown = new Set(
    [...after.stacks, ...before.stacks]
      .filter(({ problems }) => problems.length > 0)
      .map(({ stack }) => stack),
  );
  return compare(footprintsOf(before), footprintsOf(after)).stacks.filter(({ stack }) => !unknown.has(stack));
}

function footprintsOf({ stacks }: Report): ReadonlyMap<string, Footprint> {
  return new Map(stacks.map(({ stack, footprint }) => [stack, footprint]));
}
