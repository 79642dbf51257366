import type { Approval, Exception } from "../../../policies/approval/approval";
import type { ApprovalResult } from "../../../policies/approval/result";
import { judge, judgeUnreadable, type Unreadable } from "../../../policies/judge";
import { judgeStack } from "../../../policies/judgeStack";
import type { Resource } from "../../../policies/resource";
import { exceptionsFor } from "../../../policies/rules/exceptions";
import type { Finding } from "../../../policies/rules/rule";
import type { SettingPath } from "../project/lines";
import type { UsedException } from "../report/report";
import { byText } from "../sorting";
import type { EngineResource, ReadResource } from "./resources";

/** A finding with the resource that it is about; undefined for one about the stack as such. */
export interface ResourceFinding extends Finding {
  readonly rule: string;
  readonly resource: Resource | undefined;
  /** The setting at fault in the stack file, where it is known. */
  readonly setting?: SettingPath;
}

/** What judging depends on beside the resources. */
export interface Judging {
  readonly result: ApprovalResult;
  readonly now: Date;
  /** The address of the backend that keeps the state. */
  readonly backend: string | undefined;
  /** Whether these are all resources of the stack, so that what needs several can be judged. */
  readonly isWhole: boolean;
}

/** What came of judging the resources of a stack. */
export interface Judgement {
  readonly findings: readonly ResourceFinding[];
  readonly exceptions: readonly UsedException[];
}

/** Judges resources as the policy pack does, each by itself and then all together. */
export function judgeResources(
  read: readonly ReadResource<EngineResource>[],
  { result, now, backend, isWhole }: Judging,
): Judgement {
  const own = read.flatMap(({ resource, isUnreadable }): readonly ResourceFinding[] => {
    const circumstances = { now, backend };
    const findings = isUnreadable
      ? judgeUnreadable(resource, tooDeep, result, circumstances)
      : judge(resource, result, circumstances);
    return findings.map((finding) => ({ ...finding, resource }));
  });
  if (result.kind !== "found") return { findings: own, exceptions: [] };
  const resources = read.map(({ resource }) => resource);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const together = isWhole ? judgeStack(resources, result.approval, now) : [];
  return {
    findings: [...own, ...together.map(({ urn, ...finding }) => ({ ...finding, resource: byUrn.get(urn) }))],
    exceptions: usedExceptions(own, result.approval, now),
  };
}

const tooDeep: Unreadable = {
  problem: "its inputs or its provider's nest too deep to be read",
  fix: "flatten them",
};

/** Where an exception lifts something, judging tells of it by an advisory, and the first that holds is the one. */
function usedExceptions(
  findings: readonly ResourceFinding[],
  approval: Approval,
  now: Date,
): readonly UsedException[] {
  const uses = new Map<Exception, string[]>();
  for (const { rule, level, resource } of findings) {
    if (rule !== "exception" || level !== "advisory" || resource === undefined) continue;
    const [exception] = exceptionsFor(approval, resource, now).valid;
    if (exception !== undefined) uses.set(exception, [...(uses.get(exception) ?? []), resource.urn]);
  }
  return [...uses].map(([{ type, urn, reason, expires }, usedFor]) => ({
    type: type ?? null,
    urn: urn ?? null,
    reason,
    expires,
    usedFor: usedFor.toSorted(byText),
  }));
}
