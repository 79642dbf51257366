import type { Inputs } from "../../../policies/values";
import { blocked, clean, frankfurt, told, type Case } from "./cases";

/** Inputs of a resource in Frankfurt. */
export const inFrankfurt = (inputs: Inputs): Inputs => ({ region: "eu-central-1", ...inputs });
/** An ARN of an account in a region. */
export const arn = (service: string, region: string, rest = "x"): string =>
  `arn:aws:${service}:${region}:123456789012:${rest}`;

/** A resource in Frankfurt from which something leaks. */
export const leak = (type: string, inputs: Inputs, ...fragments: string[]): Case => [
  `aws:${type}`,
  inFrankfurt(inputs),
  frankfurt,
  blocked(...fragments, "DE"),
];

/** One from which nothing does. */
export const fine = (type: string, inputs: Inputs): Case => [
  `aws:${type}`,
  inFrankfurt(inputs),
  frankfurt,
  clean,
];

/** One of which nobody can tell before the update. */
export const note = (type: string, inputs: Inputs, ...fragments: string[]): Case => [
  `aws:${type}`,
  inFrankfurt(inputs),
  frankfurt,
  told(...fragments),
];
