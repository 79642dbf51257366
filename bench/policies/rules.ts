import type { ApprovalResult } from "../../policies/approval/result";
import { judge } from "../../policies/judge";
import type { Resource } from "../../policies/resource";
import { toInputs } from "../../policies/toInputs";
import { resourcesOf, type SampleResource } from "./sample";
import type { Template } from "./sample/template";

/** How the rules are measured by themselves. */
export interface RulesOptions {
  readonly templates: readonly Template[];
  readonly result: ApprovalResult;
  readonly rounds: number;
  /** Resources in each round. */
  readonly count: number;
}

/**
 * Resources a second of processor time that the rules judge in this process, by round. No resource is judged twice, and each has a provider
 * of its own, as those that come to the pack over the wire.
 */
export function measureRules({ templates, result, rounds, count }: RulesOptions): readonly number[] {
  const now = new Date();
  return Array.from({ length: rounds }, (_, round) => {
    const resources = resourcesOf(templates, count, round * count).map(resourceOf);
    const before = process.cpuUsage();
    for (const resource of resources) judge(resource, result, { now });
    const { user, system } = process.cpuUsage(before);
    return (count / (user + system)) * 1_000_000;
  });
}

/** A resource of a sample as the rules judge it. @throws Error when it cannot be read */
export function resourceOf({ type, name, urn, inputs, provider }: SampleResource): Resource {
  const read = toInputs(inputs);
  const itsInputs = toInputs({ ...provider?.inputs });
  if (read === undefined || itsInputs === undefined) throw new Error(`the inputs of ${urn} cannot be read`);
  const resource = { type, name, urn, inputs: read };
  return provider === undefined ? resource : { ...resource, provider: { ...provider, inputs: itsInputs } };
}
