import { interruptible, mustWait } from "../infra/local/interruption";
import { TerminalProgress } from "../infra/local/terminalProgress";

/** The exit code of a command that was interrupted, as shells expect it: 128 and the number of SIGINT. */
const interruptedCode = 130;

/** After this time an interrupted command ends whatever it is at, in milliseconds, unless something must be waited for. */
const endMilliseconds = 1_500;

/**
 * Runs a command for a person: progress on standard error, its result on standard output, a user's mistake as one
 * message without a stack trace. SIGINT and SIGTERM abort `signal` and end what the work waits for: programs that it runs,
 * waits and downloads at once, an update of a stack once it has come to a clean end. What was made by then stays, and is
 * where the same command goes on from.
 */
export async function runCommandLine(
  work: (progress: TerminalProgress, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const progress = new TerminalProgress();
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = () => {
    if (signal.aborted) return;
    progress.note(
      "interrupted: coming to a clean end; what was made stays, and the same command goes on from there",
    );
    controller.abort();
    endWhenAllowed();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    await interruptible(signal, () => work(progress, signal));
  } catch (error) {
    process.exitCode = 1;
    if (!signal.aborted) progress.note(`\n${describeFailure(error)}`);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
  // Whatever may still be under way, such as a request without an answer, is of no use any more.
  if (signal.aborted) process.exit(interruptedCode);
}

/** Ends this process in a while, also where the work is at something that cannot be ended. */
function endWhenAllowed(): void {
  setTimeout(() => {
    if (mustWait()) endWhenAllowed();
    else process.exit(interruptedCode);
  }, endMilliseconds);
}

/** Our own errors are written for people; an error of another kind is a defect, whose stack tells where. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const defect = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return defect ? (error.stack ?? error.message) : error.message;
}
