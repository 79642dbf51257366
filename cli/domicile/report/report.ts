import { createHash } from "node:crypto";

/** The version of a report's shape. It changes when a field changes its meaning or goes, not when one is added. */
export const reportVersion = 1;

/**
 * What came of judging: nothing violates the approval; something does; or not everything could be judged, which blocks
 * as well, whatever else was found.
 */
export type Verdict = "clean" | "violations" | "unjudged";

/** Exit codes of `domicile check`, by verdict. */
export const exitCodes: Readonly<Record<Verdict, 0 | 1 | 2>> = { clean: 0, violations: 1, unjudged: 2 };

/** What `domicile check` found; `--format json` prints it as it stands. */
export interface Report {
  readonly schemaVersion: typeof reportVersion;
  /** The worst of the stacks' verdicts. */
  readonly verdict: Verdict;
  /** In the order in which they were asked for, else by name. */
  readonly stacks: readonly StackReport[];
}

/** What was found in a stack, or in an exported state. */
export interface StackReport {
  readonly stack: string;
  /** The stack file, or the file of the state, relative to the working folder where it lies below it; with slashes. */
  readonly file: string;
  readonly verdict: Verdict;
  /** What the stack was judged under; null when nothing says what is approved, or what does cannot be used. */
  readonly approval: ReportedApproval | null;
  /** Why it could not be judged, or not as a whole; empty when it was. */
  readonly problems: readonly ReportedProblem[];
  /** Violations first; within them what is about the stack itself, then by URN. */
  readonly findings: readonly ReportedFinding[];
  /** Settings that are encrypted in the stack file, and so were taken as unknown. */
  readonly encryptedSettings: readonly string[];
  readonly footprint: Footprint;
}

/** An approval as it is written. */
export interface ReportedApproval {
  /** Countries and groups. */
  readonly jurisdiction: readonly string[];
  /** Countries and groups, or `any`. */
  readonly operators: readonly string[] | "any";
}

/** Why something could not be judged. */
export interface ReportedProblem {
  readonly message: string;
  /** A line of `file`; 1 where no line is to blame. */
  readonly line: number;
}

/** Something that a rule found. */
export interface ReportedFinding {
  /** A violation blocks, an advisory is only told. */
  readonly level: "violation" | "advisory";
  /** The rule's id. */
  readonly rule: string;
  /** The resource that it is about; empty texts where it is about the stack file as such. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The path of the input at fault; null when none is. */
  readonly property: string | null;
  /** One line: the property, its value, what is approved, and the fix. */
  readonly message: string;
  /** The line of `file` with the setting at fault as far as it can be told, else 1. */
  readonly line: number;
}

/** A stack in terms of jurisdiction: what `--diff` compares. */
export interface Footprint {
  /** By URN: all that providers make, providers and components left out. */
  readonly resources: readonly PlacedResource[];
  /** Hosts and address blocks outside the cluster that inputs name, e.g. in egress policies and endpoints; sorted. */
  readonly endpoints: readonly string[];
  readonly models: readonly NamedSettings[];
  readonly clients: readonly NamedSettings[];
  readonly exceptions: readonly UsedException[];
}

/** A resource and where it lies. */
export interface PlacedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** As the cloud calls it, `unknown` while it cannot be known; null for what has none. */
  readonly location: string | null;
  /** ISO 3166-1 alpha-2; empty where no location tells one, several where it spans them. */
  readonly countries: readonly string[];
  readonly operators: readonly ReportedOperator[];
}

/** Who runs something. */
export interface ReportedOperator {
  readonly name: string;
  /** The country whose law binds it, ISO 3166-1 alpha-2. */
  readonly controller: string;
}

/** A model or a client, with what a change of it may mean for the jurisdiction; never keys. */
export interface NamedSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An exception that lifted something. */
export interface UsedException {
  readonly type: string | null;
  readonly urn: string | null;
  readonly reason: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  /** URNs of the resources that it was used for. */
  readonly usedFor: readonly string[];
}

/** The report over some stacks. */
export function reportOf(stacks: readonly StackReport[]): Report {
  return { schemaVersion: reportVersion, verdict: worst(stacks.map(({ verdict }) => verdict)), stacks };
}

/** The verdict that counts where several were reached. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("unjudged")) return "unjudged";
  return verdicts.includes("violations") ? "violations" : "clean";
}

/** Tells a finding from others, also when its line has moved. @param key what it is about and what was found */
export function fingerprintOf(rule: string, stack: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, stack, key]))
    .digest("hex");
}
