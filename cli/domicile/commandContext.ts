/** What a command takes from the process that it runs in. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder in which it was called; absolute. */
  readonly workingFolder: string;
  readonly now: Date;
  /** What is piped in. @default nothing */
  readonly input?: NodeJS.ReadableStream | undefined;
  /** Waits some milliseconds before a forge is asked again. @default the clock */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** What a command comes to. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  /** For the standard output. */
  readonly output: string;
  /** For the standard error stream: what the caller has to mend. */
  readonly complaint: string;
}

/** A command that did what it was asked for. */
export function done(output: string, exitCode: CommandResult["exitCode"] = 0): CommandResult {
  return { exitCode, output, complaint: "" };
}
