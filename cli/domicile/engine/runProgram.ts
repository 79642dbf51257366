import { fork } from "node:child_process";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { offlineVariable } from "../../../stacks/offlineVariable";
import { startOfflineEngine } from "./offlineEngine";
import { endMessage } from "./endMessage";
import type { StackIdentity } from "./monitor";
import type { Recording } from "./recording";
import { sdkFile } from "./sdk";

/** A program and the stack that it is run for. */
export interface Program extends StackIdentity {
  /** The project's folder: the one with Pulumi.yaml. */
  readonly root: string;
  /** The folder that the program starts in. */
  readonly folder: string;
  /** The program's file, or `.` for the package in `folder`. */
  readonly entry: string;
  /** Milliseconds after which the program is taken as hanging. */
  readonly timeout: number;
}

/** How a program ended. */
export interface ProgramRun {
  readonly recording: Recording;
  /** Why it did not come to its end, each in its author's words; empty when it did. */
  readonly failures: readonly string[];
}

/** Settings of the Pulumi CLI that no program needs, and that open the stack's secrets or its account. */
const withheld = /^PULUMI_(ACCESS_TOKEN|CONFIG_PASSPHRASE(_FILE)?|BACKEND_URL)$/;

/** The last lines of a program's output that are shown when nothing else says why it failed. */
const shownLines = 5;

/**
 * Runs a Node.js program as `pulumi preview` does, in a process of its own, on an engine that makes nothing.
 * Never throws for what the program does.
 */
export async function runProgram(program: Program): Promise<ProgramRun> {
  const engine = await startOfflineEngine(program);
  try {
    const failure = await runProcess(program, engine.address);
    const recording = engine.recording();
    // What was reported says more than how the process ended, and a cause more than what was made of it.
    const reported = [...new Set(recording.errors)].filter(
      (error, _, all) => !all.some((other) => other !== error && error.includes(other)),
    );
    return { recording, failures: reported.length > 0 || failure === undefined ? reported : [failure] };
  } finally {
    engine.stop();
  }
}

function runProcess(program: Program, address: string): Promise<string | undefined> {
  const child = fork(join(__dirname, `launcher${extname(__filename)}`), [program.folder, program.entry], {
    cwd: program.folder,
    env: environment(program, address),
    execArgv: execArguments(program),
    silent: true,
    timeout: program.timeout,
    killSignal: "SIGKILL",
  });
  let output = "";
  let hasEnded = false;
  child.on("message", (message) => (hasEnded ||= message === endMessage));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-20_000)));
  }
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(`it cannot be started: ${error.message}`);
    });
    child.once("close", (code, signal) => {
      if (code === 0 && hasEnded) resolve(undefined);
      else if (signal === "SIGKILL") resolve(`it did not end within ${program.timeout / 1000} s`);
      else if (code === 0 || output.includes(leakMark)) resolve(leftOver);
      else resolve(lastLines(output) || `it ended with ${signal ?? `exit code ${String(code)}`}`);
    });
  });
}

/** What the SDK says at the end of a process when resources were not registered for want of what they depend on. */
const leakMark = "The Pulumi runtime detected that";

const leftOver =
  "some of its resources were never registered: it ended itself before, or what they wait for never comes";

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-shownLines).join("\n");
}

/**
 * The SDK, a loader for TypeScript, and memory by the needs of programs, which allocate much and keep most of it. The SDK
 * comes first: the loader would look at each of its files, which takes longer than all else.
 */
function execArguments({ folder }: Program): string[] {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  return ["--max-semi-space-size=64", "--require", sdkFile(folder), "--import", loader];
}

/** The environment of a program: its settings, its engine, and how the SDK is to behave. */
function environment(program: Program, address: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !withheld.test(name));
  return {
    ...Object.fromEntries(kept),
    PULUMI_CONFIG: JSON.stringify(program.texts),
    PULUMI_CONFIG_SECRET_KEYS: "[]",
    PULUMI_NODEJS_ORGANIZATION: "organization",
    PULUMI_NODEJS_PROJECT: program.project,
    PULUMI_NODEJS_STACK: program.stack,
    PULUMI_NODEJS_ROOT_DIRECTORY: program.root,
    PULUMI_NODEJS_MONITOR: address,
    PULUMI_NODEJS_ENGINE: address,
    PULUMI_NODEJS_DRY_RUN: "true",
    [offlineVariable]: "true",
  };
}
