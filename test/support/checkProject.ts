import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { checkStacks } from "../../cli/domicile/judging/checkStacks";
import { findProject } from "../../cli/domicile/project/project";
import type { Report } from "../../cli/domicile/report/report";

/** The folder of the checkout. */
export const checkout = resolve(__dirname, "../..");

/** The program of a test project, which runs the case that its setting `program` names. */
export const casesProgram = join(__dirname, "checkProgram.ts");

/** The day of the tests. */
export const today = new Date("2026-11-24T12:00:00Z");

/** A project in a folder of its own. */
export interface CheckProject {
  readonly folder: string;
  /** Runs `domicile check` in it. */
  readonly check: (
    args?: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<CommandResult>;
  /** Judges stacks as `check` does, and gives the report itself. @param approval a file of the project */
  readonly report: (stacks?: readonly string[], approval?: string) => Promise<Report>;
  /** Writes a file of it. @returns its path */
  readonly write: (name: string, text: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Makes a project; `files` are written into its folder. */
export async function checkProject(files: Readonly<Record<string, string>>): Promise<CheckProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "domicile-check-")));
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    folder,
    write,
    report: (stacks = [], approval) =>
      checkStacks(findProject(folder), stacks, {
        approvalFile: approval === undefined ? undefined : join(folder, approval),
        now: today,
        backend: undefined,
        workingFolder: folder,
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
    check: (args = [], environment = {}) =>
      runDomicile(["check", ...args], { environment, workingFolder: folder, now: today }),
  };
}

/** A project file for a program. */
export function projectFile(main: string, more = ""): string {
  return `name: test\nruntime: nodejs\nmain: ${main}\n${more}`;
}
