import type { LocalPaths } from "../infra/local/paths";
import type { Progress } from "../infra/local/progress";

/** What a benchmark may use. */
export interface BenchContext {
  readonly paths: LocalPaths;
  readonly progress: Progress;
}

/** What a benchmark measured: a table whose rows have the same columns. */
export interface BenchResult {
  readonly name: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

/** A benchmark by its name on the command line. */
export type Benchmark = (context: BenchContext) => Promise<BenchResult>;
