import { runAudit } from "./audit/command";
import { runCheck } from "./checkCommand";
import { done, type CommandContext, type CommandResult } from "./commandContext";
import { runComment } from "./forge/commentCommand";
import { runFind } from "./forge/findCommand";
import { runIssue } from "./forge/issueCommand";
import { runStatus } from "./forge/statusCommand";
import { Mistake } from "./mistake";
import { runPreview } from "./preview/command";
import { runReview } from "./review/command";
import { runUsage } from "./usage/command";

export type { CommandContext, CommandResult } from "./commandContext";

type Command = (args: readonly string[], context: CommandContext) => Promise<CommandResult>;

const commands: Readonly<Record<string, Command>> = {
  check: runCheck,
  preview: runPreview,
  review: runReview,
  audit: runAudit,
  comment: runComment,
  issue: runIssue,
  status: runStatus,
  find: runFind,
  usage: runUsage,
};

/** How `domicile` is called. */
const usage = `domicile COMMAND [options]

  check     judge stacks by the policy pack's rules, offline
  preview   preview stacks with credentials, under the policy pack
  review    what a change means in jurisdiction terms, from reports of check and preview
  audit     judge what is really there: the states of stacks, and what has drifted from them
  comment   write a text under a pull request, or update the one that is there
  issue     open an issue for a text, update it, or close it
  status    say at a commit how it was judged
  find      the number of a branch's pull request
  usage     what clients have used of models, and what it costs

Each tells its options with --help.`;

/** Runs `domicile` with its arguments. What the caller can mend comes back as a complaint. */
export async function runDomicile(
  [name, ...args]: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  try {
    if (name === "--help" || name === "-h") return done(`${usage}\n`);
    const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command !== undefined) return await command(args, context);
    const what = name === undefined ? "a command is missing" : `'${name}' is no command`;
    throw new Mistake([what, "", `usage: ${usage}`]);
  } catch (error) {
    if (error instanceof Mistake) return { exitCode: 2, output: "", complaint: `${error.message}\n` };
    throw error;
  }
}
