import type { Approval } from "../approval/approval";
import type { Resource } from "../resource";

/**
 * How a finding counts: `mandatory` blocks always, `advisory` is shown, `hardening` blocks where the approval asks for
 * it and is shown elsewhere.
 */
export type Level = "mandatory" | "advisory" | "hardening";

/** The levels of findings of a rule that names none. */
export const defaultLevels: readonly [Level, ...Level[]] = ["mandatory"];

/** Something that a rule found wrong. */
export interface Finding {
  readonly level: Level;
  /** The path of the property at fault, e.g. `rules[0].destination.bucket`; absent when none is. */
  readonly property?: string;
  /** One line: the property, its value, what is approved, and the fix. */
  readonly message: string;
}

/** A rule over one resource. */
export interface Rule {
  /** Stable, in kebab case; reports and the documentation name it. */
  readonly id: string;
  readonly title: string;
  /** Why it exists: what would leave the jurisdiction without it. */
  readonly why: string;
  /** How to satisfy it. */
  readonly fix: string;
  /** The levels that its findings may have, what weighs most first. @default ["mandatory"] */
  readonly levels?: readonly [Level, ...Level[]];
  /**
   * Whether it may have something to say of resources of a type; asked once a type, so that what it does not concern costs
   * nothing. @default all types
   * @param type the main token, no alias and without a version
   */
  readonly concerns?: (type: string) => boolean;
  /** Judges a resource of a type that it concerns. */
  readonly check: (resource: Resource, approval: Approval) => readonly Finding[];
}
