import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { approvalOfRequest, narrow } from "./narrow";
import { parseApproval } from "./parseApproval";
import type { ApprovalResult } from "./result";
import { checkStackRequest } from "./stackRequest";

/** Names the organisation's approval: the path of a YAML file. */
export const approvalVariable = "DOMICILE_APPROVAL";

/** Where an approval is looked for. */
export interface ApprovalSources {
  /**
   * The value of `DOMICILE_APPROVAL`; undefined when it is not set. Relative paths start at the process's working folder:
   * for a pack that is the pack's own or the program's, as the engine chooses, so that only an absolute path is sure.
   */
  readonly file: string | undefined;
  /** Gives the text of a setting of the stack by its full key, e.g. `domicile:stack`; undefined when it is not set. */
  readonly setting: (key: string) => string | undefined;
}

/** Finds the approval: the organisation's file, narrowed by the stack's settings, or these alone. Never throws. */
export function loadApproval({ file, setting }: ApprovalSources): ApprovalResult {
  const organisation = file === undefined ? undefined : readApproval(file);
  if (organisation?.kind === "broken") return organisation;
  const checked = checkStackRequest(setting);
  if (checked !== undefined && "problems" in checked) {
    return { kind: "broken", source: "the stack's settings", problems: checked.problems };
  }
  if (organisation?.kind === "found") {
    return checked === undefined ? organisation : narrow(organisation.approval, checked.request);
  }
  return checked === undefined ? { kind: "missing" } : approvalOfRequest(checked.request);
}

/** The approval in a file. Never throws: what is wrong comes back as problems. */
export function readApproval(file: string): ApprovalResult {
  if (file.trim() === "") {
    return broken(approvalVariable, ["is set and names no file; name one or unset it"]);
  }
  const path = resolve(file);
  let text;
  try {
    // Text that is no UTF-8 must not be read as something else.
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The engine starts the pack in the pack's own folder, or in the program's: seldom where the path was meant from.
    const hint = isAbsolute(file)
      ? ""
      : `; '${file}' was looked for from ${process.cwd()}, give an absolute path`;
    return broken(path, [`cannot be read: ${reason}${hint}`]);
  }
  const checked = parseApproval(text);
  return "problems" in checked
    ? broken(path, checked.problems)
    : { kind: "found", approval: checked.approval, excess: [] };
}

function broken(source: string, problems: readonly string[]): ApprovalResult {
  return { kind: "broken", source, problems };
}
