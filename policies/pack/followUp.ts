import type {
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import type { JudgedFinding } from "../judge";

/** Findings that wait to be told; more only wait where the policy that would tell them is switched off. */
const mostWaiting = 1_000;

/** What a policy that follows another is made of. */
export interface FollowUpOptions extends Pick<ResourceValidationPolicy, "name" | "description"> {
  /** Which of a resource's findings it tells. */
  readonly tells: (finding: JudgedFinding) => boolean;
  /** Judges a resource that no policy before it has judged, since that one is switched off. */
  readonly judge: (args: ResourceValidationArgs) => readonly JudgedFinding[];
  readonly report: (
    args: ResourceValidationArgs,
    findings: readonly JudgedFinding[],
    reportViolation: ReportViolation,
  ) => void;
}

/**
 * An advisory policy that tells what the policy before it has found. The SDK reads a resource anew for each function of
 * each policy, which takes longer than all rules: while nothing waits to be told, its list of functions is empty. Where
 * an SDK should take the list once and for all, it takes one with the function in it.
 */
export class FollowUp {
  readonly policy: ResourceValidationPolicy;
  readonly #functions: ResourceValidation[];
  readonly #function: ResourceValidation;
  readonly #tells: FollowUpOptions["tells"];
  readonly #waiting = new Map<string, readonly JudgedFinding[]>();
  #isFollowing = false;

  constructor({ name, description, tells, judge, report }: FollowUpOptions) {
    this.#tells = tells;
    this.#function = (args, reportViolation) => {
      report(args, this.#isFollowing ? this.#take(args.urn) : judge(args).filter(tells), reportViolation);
    };
    this.#functions = [this.#function];
    this.policy = { name, description, enforcementLevel: "advisory", validateResource: this.#functions };
  }

  /** Takes over what the policy before it found on a resource. Calls about other resources may come in between. */
  follow(urn: string, findings: readonly JudgedFinding[]): void {
    this.#isFollowing = true;
    const told = findings.filter(this.#tells);
    if (told.length > 0) {
      if (this.#waiting.size >= mostWaiting) this.#waiting.clear();
      this.#waiting.set(urn, told);
    } else {
      this.#waiting.delete(urn);
    }
    this.#listWhatIsNeeded();
  }

  #take(urn: string): readonly JudgedFinding[] {
    const told = this.#waiting.get(urn) ?? [];
    this.#waiting.delete(urn);
    this.#listWhatIsNeeded();
    return told;
  }

  #listWhatIsNeeded(): void {
    const isNeeded = this.#waiting.size > 0;
    if (isNeeded !== this.#functions.length > 0) {
      this.#functions.splice(0, this.#functions.length, ...(isNeeded ? [this.#function] : []));
    }
  }
}
