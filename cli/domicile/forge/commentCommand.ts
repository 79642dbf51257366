import { done, type CommandContext, type CommandResult } from "../commandContext";
import { forgeUsage, pullRequestNumber, readForgeArguments, readMarkedText } from "./options";
import { upsert } from "./upsert";

/** How `domicile comment` is called. */
export const commentUsage = `domicile comment --forge FORGE --pull-request NUMBER --file FILE [options]

Writes a text under a pull request, or updates the one that is there: of the same account, with the same first line.

  --pull-request NUMBER the pull request, on GitLab the merge request
  --file FILE           the text; its first line is a mark, e.g. <!-- domicile review -->
${forgeUsage}`;

/** Runs `domicile comment`. @throws Mistake for what the caller can mend */
export async function runComment(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const required = ["pull-request", "file"];
  const read = readForgeArguments(args, context, { required, optional: [], usage: commentUsage });
  if (read === undefined) return done(`${commentUsage}\n`);
  const { given, forge } = read;
  const number = pullRequestNumber(given.value("pull-request") ?? "");
  const { text, mark } = readMarkedText(given.value("file") ?? "", context);
  const author = await forge.author();
  const body = forge.commentBody(text);
  const upserted = await upsert(forge.api, forge.comments(number), { mark, text, author, body });
  return done(`the comment under ${number} is ${upserted}\n`);
}
