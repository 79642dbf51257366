import { loadApproval } from "../../../policies/approval/loadApproval";
import type { ApprovalResult } from "../../../policies/approval/result";
import { unknownText } from "../engine/wire";
import { isFields, parseJson } from "../plainData";
import type { StackSettings } from "../project/stackSettings";

/** Settings by which a stack says where it may be. */
const approvalKeys = ["domicile:stack", "domicile:jurisdiction", "domicile:operators"];

/** What a stack is judged under, found as the policy pack finds it. */
export function approvalOf(
  { texts }: Pick<StackSettings, "texts">,
  file: string | undefined,
): ApprovalResult {
  return loadApproval({ file, setting: (key) => (Object.hasOwn(texts, key) ? texts[key] : undefined) });
}

/** Why a stack cannot be judged under what was found. */
export function approvalProblems(
  { texts }: Pick<StackSettings, "texts">,
  result: ApprovalResult,
): readonly string[] {
  const hidden = approvalKeys.filter(
    (key) => texts[key]?.includes(unknownText) === true && isNeeded(key, texts),
  );
  if (hidden.length > 0) {
    return hidden.map((key) => `'${key}' says where the stack may be and is encrypted - write it in plain`);
  }
  if (result.kind !== "broken") return [];
  const { source, problems } = result;
  return [
    `the approval (${source}) cannot be used, so nothing is approved: ${problems.join("; ")} - mend it`,
  ];
}

/** Of `domicile:stack` a part may be encrypted, but not the one that says where the stack may be. */
function isNeeded(key: string, texts: StackSettings["texts"]): boolean {
  const text = texts[key] ?? "";
  if (key !== "domicile:stack" || text === unknownText) return true;
  const stack = parseJson(text);
  if (!isFields(stack)) return true;
  return ["jurisdiction", "operators"].some((name) =>
    JSON.stringify(stack[name] ?? "").includes(unknownText),
  );
}
