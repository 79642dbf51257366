import type { ApprovalResult } from "../../../policies/approval/result";
import { stackType } from "../../../policies/token";
import { lineOfProperty, lineOfSetting } from "../project/lines";
import type { StackSettings } from "../project/stackSettings";
import type { ResourceFinding } from "./judgeResources";

/** The line of the stack file with the setting at fault; 1 where none can be told. */
export function findingLine(
  { rule, resource, property, setting }: ResourceFinding,
  { file }: Pick<StackSettings, "file">,
  result: ApprovalResult,
): number {
  if (setting !== undefined) return lineOfSetting(file, setting) ?? 1;
  if (resource === undefined) return 1;
  if (rule === "approval" && resource.type === stackType) {
    const excess = result.kind === "found" ? (result.excess[0] ?? "") : "";
    const name = excess.startsWith("operators") ? "operators" : "jurisdiction";
    return (
      lineOfSetting(file, ["config", "domicile:stack", name]) ??
      lineOfSetting(file, ["config", `domicile:${name}`]) ??
      1
    );
  }
  return property === undefined ? 1 : (lineOfProperty(file, resource, property) ?? 1);
}
