import * as pulumi from "@pulumi/pulumi";
import { offlineVariable } from "./offlineVariable";
import { runErrorOf } from "./runError";

/**
 * What `read` gives, or undefined where the program is only checked and the file that it wants is not there: nothing is
 * known of it yet then.
 * @throws pulumi.RunError with the message of what `read` throws otherwise
 */
export function readUnlessOffline<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (isOffline() && isAbsence(error)) return undefined;
    throw runErrorOf(error);
  }
}

/** A text that is not known yet. */
export function notKnownYet(): pulumi.Output<string> {
  return pulumi.output(pulumi.unknown).apply(String);
}

/** Never in an update, whatever the environment says. */
function isOffline(): boolean {
  return pulumi.runtime.isDryRun() && process.env[offlineVariable] === "true";
}

function isAbsence(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}
