/** A program that the supervisor keeps running. */
export interface ClusterProgram {
  /** Names its log. */
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Variables on top of {@link SupervisorPlan.environment}. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What must be there before the program is started. @default nothing */
  readonly needs?: readonly Listener[];
  /** Whether the program gets the host's network namespace as file descriptor 3. @default false */
  readonly getsHostNetwork?: boolean;
}

/** Something that accepts connections once a program is up, or, with a kubeconfig, an API server that is ready. */
export type Listener =
  | { readonly address: string; readonly port: number }
  | { readonly socket: string }
  | { readonly kubeconfig: string };

/** All that the supervisor does, made by the process that starts the cluster. */
export interface SupervisorPlan {
  /** Commands that prepare the sandbox, run one after the other; the first that fails ends it. */
  readonly setUp: readonly (readonly [program: string, ...args: string[]])[];
  /** Variables of all programs, instead of those of the caller. */
  readonly environment: Readonly<Record<string, string>>;
  readonly programs: readonly ClusterProgram[];
  /** Folder of the logs, as the programs see it. */
  readonly logs: string;
  /** File for a {@link ProgramFailure}, as the programs see it. */
  readonly failure: string;
}

/** A program that does not stay up. */
export interface ProgramFailure {
  readonly program: string;
  /** How it ended the last time, e.g. `exit code 1`. */
  readonly ending: string;
}

/** A program that ended this often since the start is reported as failed. It is started again all the same. */
export const endsUntilFailure = 4;

/** Reads a plan that `JSON.stringify` wrote. */
export function parsePlan(text: string): SupervisorPlan {
  const plan: unknown = JSON.parse(text);
  if (!isPlan(plan)) throw new Error("the supervisor's plan is not complete");
  return plan;
}

// The plan is written and read by the same version of this code, so its outline is enough to check.
function isPlan(value: unknown): value is SupervisorPlan {
  return (
    typeof value === "object" &&
    value !== null &&
    ["setUp", "environment", "programs", "logs", "failure"].every((key) => key in value)
  );
}

/** Reads a failure that the supervisor wrote. */
export function parseFailure(text: string): ProgramFailure {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "program" in value && "ending" in value) {
    const { program, ending } = value;
    if (typeof program === "string" && typeof ending === "string") return { program, ending };
  }
  throw new Error(`'${text}' is no failure of a program`);
}
