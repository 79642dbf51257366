import type { Rule } from "../rule";
import { foreignArn } from "./foreignArns";
import { leakGroups } from "./groups";
import { leakRule } from "./leakRule";

export { leakGroups, type LeakGroup } from "./groups";
export type { Judge, Leak, When } from "./leak";
export { notLeaks, type NotLeak } from "./notLeaks";

/** Rules over properties through which data leaves the location of its resource. */
export const leakRules: readonly Rule[] = [...leakGroups.map(leakRule), foreignArn];
