import { TerminalProgress } from "../infra/local/terminalProgress";

/** The exit code of a command that was interrupted, as shells expect it: 128 and the number of SIGINT. */
const interruptedCode = 130;

/**
 * Runs a command for a person: progress on standard error, its result on standard output, a user's mistake as one
 * message without a stack trace. SIGINT and SIGTERM abort `signal` and let the command come to a clean end.
 */
export async function runCommandLine(
  work: (progress: TerminalProgress, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const progress = new TerminalProgress();
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) return;
    progress.note(
      "interrupted: coming to a clean end; what was made stays, and the same command goes on from there",
    );
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    await work(progress, controller.signal);
  } catch (error) {
    process.exitCode = controller.signal.aborted ? interruptedCode : 1;
    progress.note(`\n${describeFailure(error)}`);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** Our own errors are written for people; an error of another kind is a defect, whose stack tells where. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const defect = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return defect ? (error.stack ?? error.message) : error.message;
}
