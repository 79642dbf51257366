import { availableParallelism } from "node:os";
import { Mistake } from "../mistake";
import { stackFilesOf, type Project } from "../project/project";
import { reportOf, type Report, type StackReport } from "../report/report";
import { checkStack } from "./checkStack";
import type { CheckContext } from "./context";

/**
 * Judges stacks of a project, each in a process of its own and side by side.
 * @param names the stacks; empty for all that have a stack file
 * @throws Mistake when a stack has no file, or there is none at all
 */
export async function checkStacks(
  project: Project,
  names: readonly string[],
  context: CheckContext,
): Promise<Report> {
  const files = stackFilesOf(project);
  const known = [...files.keys()].join(", ");
  const unknown = names.filter((name) => !files.has(name));
  if (unknown.length > 0) {
    throw new Mistake(
      unknown.map(
        (name) => `the stack '${name}' has no stack file; there are: ${known === "" ? "none" : known}`,
      ),
    );
  }
  if (files.size === 0) {
    throw new Mistake([`there is no stack file in ${project.stackFolder}; write one as Pulumi.<stack>.yaml`]);
  }
  const chosen = [...files].filter(([name]) => names.length === 0 || names.includes(name));
  const stacks = await sideBySide(chosen, ([stack, file]) => checkStack({ project, stack, file }, context));
  return reportOf(stacks);
}

/** At most as many at a time as the machine has cores for: more would only take memory. */
async function sideBySide<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<StackReport>,
): Promise<readonly StackReport[]> {
  const results: StackReport[] = [];
  const waiting = items.entries();
  const workers = Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  });
  await Promise.all(workers);
  return results;
}
