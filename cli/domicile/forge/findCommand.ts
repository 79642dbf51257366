import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import { listed } from "./forge";
import { commitName, forgeUsage, readForgeArguments } from "./options";

/** How `domicile find` is called. */
export const findUsage = `domicile find --forge FORGE --head OWNER:BRANCH --commit SHA [options]

Prints the number of the open pull request of a branch that is at a commit. A job that follows another learns it so from
the forge, and not from what the other job wrote.

  --head OWNER:BRANCH   the branch
  --commit SHA          where it must be
${forgeUsage}`;

/** Runs `domicile find`. @throws Mistake for what the caller can mend */
export async function runFind(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const required = ["head", "commit"];
  const read = readForgeArguments(args, context, { required, optional: [], usage: findUsage });
  if (read === undefined) return done(`${findUsage}\n`);
  const { given, forge } = read;
  const head = given.value("head") ?? "";
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(head) ?? [];
  if (owner === undefined || branch === undefined) throw new Mistake([`'${head}' is no OWNER:BRANCH`]);
  const commit = commitName(given.value("commit") ?? "");
  const path = forge.pullRequestsOf(owner, branch);
  for await (const value of listed(forge.api, path, "read the pull requests")) {
    const found = forge.readPullRequest(value);
    if (found?.commit === commit) return done(`${found.number}\n`);
  }
  throw new Mistake([`no open pull request of ${head} is at ${commit}`]);
}
