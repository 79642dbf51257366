import { runProgram, type ProgramRun } from "../engine/runProgram";
import type { Project } from "./project";
import type { StackSettings } from "./stackSettings";

/** Milliseconds that a program may take to load and register its resources. */
const programTimeout = 120_000;

/** Runs a project's program for one of its stacks; see `runProgram`. */
export function runStack(
  { name, root, folder, entry }: Project,
  stack: string,
  { texts }: Pick<StackSettings, "texts">,
  timeout = programTimeout,
): Promise<ProgramRun> {
  return runProgram({ project: name, stack, root, folder, entry, texts, timeout });
}
