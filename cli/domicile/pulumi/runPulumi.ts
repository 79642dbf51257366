import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approvalVariable } from "../../../policies/approval/loadApproval";
import { Mistake } from "../mistake";

/** How the Pulumi CLI is called. */
export interface PulumiCall {
  /** The folder of the project; absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The organisation's approval, for the pack; absolute. */
  readonly approvalFile?: string | undefined;
}

/** How a call of the Pulumi CLI ended. */
export interface PulumiRun {
  readonly exitCode: number;
  /** What it said, in the order in which it came. */
  readonly said: string;
}

/** How a call ended in which the engine ran. */
export interface EngineCall extends PulumiRun {
  /** The events of its engine, one JSON object a line; empty when it came to none. */
  readonly events: string;
}

/**
 * Runs `preview` or `refresh` of the Pulumi CLI and gives what its engine told.
 * @throws Mistake when there is no Pulumi CLI
 */
export async function runEngine(args: readonly string[], call: PulumiCall): Promise<EngineCall> {
  return withPrivateFolder(async (folder) => {
    // Events hold inputs of resources.
    const eventLog = join(folder, "events");
    const run = await runPulumi([...args, "--event-log", eventLog], call);
    return { ...run, events: await readFile(eventLog, "utf8").catch(noFile) };
  });
}

/** Runs `work` with a folder that only this user may read, and removes it. */
export async function withPrivateFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-pulumi-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the Pulumi CLI of PATH. Standard input is closed, so that it asks nothing.
 * @throws Mistake when there is no Pulumi CLI
 */
export function runPulumi(args: readonly string[], call: PulumiCall): Promise<PulumiRun> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: call.folder,
      env: environmentOf(call),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    }
    child.on("error", (error) => {
      reject(new Mistake([`the Pulumi CLI cannot be started: ${error.message}; put 'pulumi' on PATH`]));
    });
    child.on("close", (code) => {
      resolve({ exitCode: code ?? 1, said });
    });
  });
}

/** Options of the CLI can also be given by variables, and one of them switches policies off. */
const optionPrefix = "PULUMI_OPTION_";

function environmentOf({ environment, approvalFile }: PulumiCall): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith(optionPrefix));
  return {
    ...Object.fromEntries(kept),
    ...(approvalFile === undefined ? {} : { [approvalVariable]: approvalFile }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Without it the CLI knows no --event-log.
    PULUMI_DEBUG_COMMANDS: "true",
  };
}

function noFile(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
  throw error;
}
