import type { Approval } from "../../approval/approval";
import type { Resource } from "../../resource";
import type { Finding, Level } from "../rule";

/** Something that a stack rule found wrong, with the resource that it is about. */
export interface StackFinding extends Finding {
  readonly urn: string;
}

/** A rule that needs all resources of a stack. */
export interface StackRule {
  /** Stable, in kebab case; reports and the documentation name it. */
  readonly id: string;
  readonly title: string;
  /** Why it exists: what would leave the jurisdiction without it. */
  readonly why: string;
  /** How to satisfy it. */
  readonly fix: string;
  /** The levels that its findings may have, what weighs most first. @default ["mandatory"] */
  readonly levels?: readonly [Level, ...Level[]];
  readonly check: (resources: readonly Resource[], approval: Approval) => readonly StackFinding[];
}
