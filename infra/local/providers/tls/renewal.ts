import type { InputReader } from "../generated";
import type { PropertyObject } from "../protocol";

const millisecondsPerHour = 3_600_000;

/** Whether the certificate in `state` has ended or will within its `earlyRenewalHours`. */
export function isDue(state: InputReader, now: number): boolean {
  const end = state.string("validityEndTime");
  if (end === undefined) return false;
  return Date.parse(end) - earlyHours(state) * millisecondsPerHour <= now;
}

/** `readyForRenewal` of the certificate in `state`: due now, or as soon as it is made. */
export function readiness(state: InputReader, now: number): PropertyObject {
  const period = state.integer("validityPeriodHours") ?? Infinity;
  return { readyForRenewal: period <= earlyHours(state) || isDue(state, now) };
}

function earlyHours(state: InputReader): number {
  return state.integer("earlyRenewalHours") ?? 0;
}

/** How certificates change with time: they become ready for renewal, and then a new one takes their place. */
export const renewal = {
  current: (state: InputReader): PropertyObject => readiness(state, Date.now()),
  expired: (state: InputReader): readonly string[] => (isDue(state, Date.now()) ? ["readyForRenewal"] : []),
};
