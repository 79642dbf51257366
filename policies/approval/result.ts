import type { Approval } from "./approval";

/** An approval that can be used. */
export interface FoundApproval {
  readonly kind: "found";
  /** What resources are judged under: what the organisation permits, narrowed by what the stack asks for. */
  readonly approval: Approval;
  /** What the stack asks for beyond what the organisation permits, e.g. `jurisdiction US`; empty when nothing. */
  readonly excess: readonly string[];
}

/** An approval that is there and cannot be used: it blocks everything. */
export interface BrokenApproval {
  readonly kind: "broken";
  /** Where it stands: a file's path or a setting's key. */
  readonly source: string;
  /** Every mistake, each in one line. */
  readonly problems: readonly string[];
}

/** Nothing says what is permitted: every resource of a cloud is a violation. */
export interface MissingApproval {
  readonly kind: "missing";
}

/** What came of looking for an approval. */
export type ApprovalResult = FoundApproval | BrokenApproval | MissingApproval;
