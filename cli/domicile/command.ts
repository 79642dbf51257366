import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { approvalVariable, loadApproval } from "../../policies/approval/loadApproval";
import { compare } from "./diff/compare";
import { formatDifference } from "./diff/format";
import { readSide } from "./diff/readSide";
import { checkStacks } from "./judging/checkStacks";
import type { CheckContext } from "./judging/context";
import { Mistake } from "./mistake";
import { checkUsage, parseCheckOptions, type CheckOptions } from "./options";
import { findProject } from "./project/project";
import { formatReport } from "./report";
import { exitCodes, reportOf } from "./report/report";
import { checkState } from "./state/checkState";

/** What a command takes from the process that it runs in. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder in which it was called; absolute. */
  readonly workingFolder: string;
  readonly now: Date;
}

/** What a command comes to. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  /** For the standard output. */
  readonly output: string;
  /** For the standard error stream: what the caller has to mend. */
  readonly complaint: string;
}

/** How `domicile` is called. */
const usage = `domicile COMMAND [options]

  check    judge stacks by the policy pack's rules, offline; see domicile check --help`;

/** Runs `domicile` with its arguments. What the caller can mend comes back as a complaint. */
export async function runDomicile(
  [command, ...args]: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  try {
    if (command === "check") return await runCheck(parseCheckOptions(args), context);
    if (command === "--help" || command === "-h") return { exitCode: 0, output: `${usage}\n`, complaint: "" };
    const what = command === undefined ? "a command is missing" : `'${command}' is no command`;
    throw new Mistake([what, "", `usage: ${usage}`]);
  } catch (error) {
    if (error instanceof Mistake) return { exitCode: 2, output: "", complaint: `${error.message}\n` };
    throw error;
  }
}

async function runCheck(options: CheckOptions, context: CommandContext): Promise<CommandResult> {
  if (options.kind === "help") return { exitCode: 0, output: `${checkUsage}\n`, complaint: "" };
  const { environment, workingFolder, now } = context;
  const path = (file: string): string => resolve(workingFolder, file);
  const named = options.approval ?? environment[approvalVariable];
  // An empty name is a mistake that blocks, wherever it stands.
  const approvalFile = named === undefined || named.trim() === "" ? named : path(named);
  const judging: CheckContext = {
    approvalFile,
    now,
    backend: environment["PULUMI_BACKEND_URL"],
    workingFolder,
  };
  if (options.kind === "diff") {
    const reading = { approval: loadApproval({ file: approvalFile, setting: () => undefined }), now };
    const [before, after] = [options.before, options.after].map((file) => readSide(path(file), reading));
    if (before === undefined || after === undefined) throw new Mistake(["two files are needed"]);
    return { exitCode: 0, output: formatDifference(compare(before, after), options.format), complaint: "" };
  }
  const folder = path(options.project ?? ".");
  const report =
    options.kind === "state"
      ? reportOf([checkState({ file: path(options.file), stack: options.stack, folder }, judging)])
      : await checkStacks(findProject(folder), options.stacks, judging);
  const output = formatReport(report, options.format, { version: ownVersion() });
  return { exitCode: exitCodes[report.verdict], output, complaint: "" };
}

/** The version of this package. */
function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve("domicile/package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "0.0.0";
}
