import type { LockApproval } from "../../infra/locks/approval";
import type { Approval } from "../../policies/approval/approval";
import { approvalOf } from "./policies";

/** An approval as a lock takes it, for Germany and any operator, with what is `changed`. */
export function lockApproval(changed: Partial<LockApproval> = {}): LockApproval {
  return { jurisdiction: ["DE"], operators: "any", ...changed };
}

/** The same approval as the policy pack reads it from a file. */
export function packApproval(approval: LockApproval): Approval {
  return approvalOf({ ...approval });
}
