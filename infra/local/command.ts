import { spawn, type ChildProcess } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { isErrno } from "./errno";
import { interruption, InterruptedError, throwIfInterrupted } from "./interruption";

/** What a program wrote. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface CommandOptions {
  /** Working directory. @default this process's own */
  readonly cwd?: string;
  /** Variables set on top of this process's environment; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text given to the program's standard input, which is empty otherwise. */
  readonly input?: string;
  /** The program is ended after this many seconds, and the call rejects. @default no limit */
  readonly timeoutSeconds?: number;
  /**
   * What happens when the work that runs it is interrupted: the program is ended with all that it has started, or left
   * to itself, and nobody waits for it. One that is left may not write: its output is gone. @default `end`
   */
  readonly onInterruption?: "end" | "leave";
  /** File that the command line and the output are appended to; its folder must exist. */
  readonly log?: string;
}

/** A program could not be started, ended with another exit code than 0, or ran out of time. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    /** Exit code; `undefined` when the program was not started or was ended by a signal. */
    readonly exitCode: number | undefined,
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(message);
  }
}

/** Lines of output that an error repeats: enough for a compiler's message, little enough to read. */
const quotedLines = 15;

/** Time between asking a program to end (SIGTERM) and ending it (SIGKILL). */
const killAfterMilliseconds = 3_000;

/** The same when a person waits for the end. */
const interruptedKillMilliseconds = 1_000;

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/**
 * Runs a program and collects its output.
 * @throws {@link CommandError} that names the command, how it ended and the last lines of its output
 * @throws {@link InterruptedError} when the work that calls it is interrupted
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const line = commandLine(program, args);
  const output = { stdout: "", stderr: "" };
  throwIfInterrupted();
  const ending = await run(program, args, options, output).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error;
    throw new CommandError(startFailure(program, error, options.cwd), undefined, "", "");
  });
  if (options.log !== undefined) {
    await appendFile(options.log, `$ ${line}\n${output.stdout}${output.stderr}`);
  }
  if (ending.code === 0) return output;

  const outcome = describeEnding(ending, options.timeoutSeconds);
  const quoted = lastLines(output.stderr.trim() === "" ? output.stdout : output.stderr, quotedLines);
  const log = options.log === undefined ? "" : `\nwhole output: ${options.log}`;
  throw new CommandError(
    `'${line}' ${outcome}${quoted === "" ? "" : `:\n${quoted}`}${log}`,
    ending.code ?? undefined,
    output.stdout,
    output.stderr,
  );
}

function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
  output: { stdout: string; stderr: string },
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const wish = interruption();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      // A process group of its own, which can be ended as a whole, and which a terminal's Ctrl-C does not reach.
      detached: wish !== undefined,
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    // A program may end without reading all its input (EPIPE); its exit code tells whether that was right.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");

    const timers: NodeJS.Timeout[] = [];
    let timedOut = false;
    const interrupt = () => {
      if (options.onInterruption === "leave") {
        child.unref();
        [child.stdin, child.stdout, child.stderr].forEach((stream) => stream.destroy());
        finish(() => {
          reject(new InterruptedError());
        });
        return;
      }
      endGroup(child, "SIGTERM");
      timers.push(
        setTimeout(() => {
          endGroup(child, "SIGKILL");
        }, interruptedKillMilliseconds),
      );
    };
    wish?.addEventListener("abort", interrupt, { once: true });
    const finish = (settle: () => void) => {
      timers.forEach(clearTimeout);
      wish?.removeEventListener("abort", interrupt);
      settle();
    };
    if (options.timeoutSeconds !== undefined) {
      const expire = () => {
        timedOut = true;
        child.kill("SIGTERM");
        timers.push(setTimeout(() => child.kill("SIGKILL"), killAfterMilliseconds));
      };
      timers.push(setTimeout(expire, options.timeoutSeconds * 1_000));
    }
    child.on("error", (error) => {
      finish(() => {
        reject(error);
      });
    });
    child.on("exit", () => {
      if (wish?.aborted === true) endGroup(child, "SIGKILL");
      if (!timedOut && wish?.aborted !== true) return;
      // A grandchild may hold the pipes open for ever: after the time limit nobody waits for it.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on("close", (code, signal) => {
      finish(() => {
        if (wish?.aborted === true && code !== 0) reject(new InterruptedError());
        else resolve({ code, signal, timedOut });
      });
    });
  });
}

/** Ends a program and all that it has started, as far as that has stayed in its process group. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // All of it has ended.
    if (!isErrno(error, "ESRCH")) throw error;
  }
}

function describeEnding(ending: Ending, timeoutSeconds: number | undefined): string {
  if (ending.timedOut && timeoutSeconds !== undefined) return `did not end within ${timeoutSeconds} s`;
  if (ending.signal !== null) return `was ended by ${ending.signal}`;
  return `failed with exit code ${ending.code ?? "unknown"}`;
}

function startFailure(program: string, error: unknown, cwd: string | undefined): string {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const where = cwd === undefined ? "" : `, or the folder '${cwd}' does not exist`;
  if (isMissing) return `'${program}' cannot be started: no such program${where}`;
  return `'${program}' cannot be started: ${error instanceof Error ? error.message : String(error)}`;
}

/** The command as one would type it in a shell, arguments quoted where a shell would need it. */
function commandLine(program: string, args: readonly string[]): string {
  const quote = (word: string) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return [program, ...args].map(quote).join(" ");
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
