import type { Benchmark } from "./benchmark";
import { benchFuzz } from "./fuzz";
import { benchPolicies } from "./policies";
import { benchStart } from "./start";

/** All benchmarks, by the name that `npm run bench -- NAME` takes. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  start: benchStart,
  policies: benchPolicies,
  fuzz: benchFuzz,
};
