import type { Benchmark } from "./benchmark";
import { benchFuzz } from "./fuzz";
import { benchGateway } from "./gateway";
import { benchPolicies } from "./policies";
import { benchStart } from "./start";

/** All benchmarks, by the name that `npm run bench -- NAME` takes. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  start: benchStart,
  gateway: benchGateway,
  policies: benchPolicies,
  fuzz: benchFuzz,
};
