import * as pulumi from "@pulumi/pulumi";

/** Runs `work`; what it throws becomes an error that the engine shows without a stack trace. */
export function asRunError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw runErrorOf(error);
  }
}

/** What was thrown, as the engine shows it without a stack trace. */
export function runErrorOf(error: unknown): unknown {
  return error instanceof Error ? new pulumi.RunError(error.message) : error;
}
