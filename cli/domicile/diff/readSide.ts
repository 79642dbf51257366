import { footprintOf } from "../footprint";
import type { Approval } from "../../../policies/approval/approval";
import { judgeResources } from "../judging/judgeResources";
import { readResources } from "../judging/resources";
import type { ApprovalResult } from "../../../policies/approval/result";
import { Mistake } from "../mistake";
import { isFields, parseJson } from "../plainData";
import { reportVersion, type Footprint, type Report } from "../report/report";
import { readText, stateOf, type State } from "../state/readState";
import type { Footprints } from "./compare";

/** What a state is read under: which exceptions it uses, and where its clusters and clouds are. */
export interface StateReading {
  readonly approval: ApprovalResult;
  readonly now: Date;
}

/**
 * The footprints of one side of a comparison: a report that `domicile check --format json` wrote, or an exported state.
 * @throws Mistake when the file is neither
 */
export function readSide(file: string, reading: StateReading): Footprints {
  const text = readText(file);
  const value = parseJson(text);
  if (isReport(value)) return new Map(value.stacks.map(({ stack, footprint }) => [stack, footprint]));
  const state = value === undefined ? undefined : stateOf(value, text);
  if (state === undefined) {
    throw new Mistake([
      `${file} cannot be compared: it is neither a state nor a report of version ${reportVersion}; make one with 'pulumi stack export' or 'domicile check --format json'`,
    ]);
  }
  return new Map([[state.stack, footprintOfState(state, reading)]]);
}

function footprintOfState({ resources }: State, { approval: result, now }: StateReading): Footprint {
  const read = readResources(resources);
  const { exceptions } = judgeResources(read, { result, now, backend: undefined, isWhole: true });
  const approval: Approval | undefined = result.kind === "found" ? result.approval : undefined;
  return footprintOf(
    read.map(({ resource }) => resource),
    approval,
    exceptions,
  );
}

/** Whether plain data is a report whose footprints can be compared. */
function isReport(value: unknown): value is Pick<Report, "stacks"> {
  return (
    isFields(value) &&
    value["schemaVersion"] === reportVersion &&
    Array.isArray(value["stacks"]) &&
    value["stacks"].every(
      (stack) => isFields(stack) && typeof stack["stack"] === "string" && isFootprint(stack["footprint"]),
    )
  );
}

function isFootprint(value: unknown): boolean {
  return (
    isFields(value) &&
    [value["endpoints"], value["models"], value["clients"], value["exceptions"]].every(Array.isArray) &&
    Array.isArray(value["resources"]) &&
    value["resources"].every(
      (resource) =>
        isFields(resource) &&
        typeof resource["urn"] === "string" &&
        Array.isArray(resource["countries"]) &&
        Array.isArray(resource["operators"]),
    )
  );
}
