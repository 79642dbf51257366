import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import { forgeUsage, readForgeArguments, readMarkedText } from "./options";
import { change, findOwn, upsert } from "./upsert";

/** How `domicile issue` is called. */
export const issueUsage = `domicile issue --forge FORGE --title TITLE --file FILE --state STATE [options]

Opens an issue for a text, or updates the open one of the same account with the same first line; or closes that one.

  --title TITLE         its title
  --file FILE           the text; its first line is a mark, e.g. <!-- domicile audit -->
  --state STATE         open or closed
${forgeUsage}`;

/** Runs `domicile issue`. @throws Mistake for what the caller can mend */
export async function runIssue(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const required = ["title", "file", "state"];
  const read = readForgeArguments(args, context, { required, optional: [], usage: issueUsage });
  if (read === undefined) return done(`${issueUsage}\n`);
  const { given, forge } = read;
  const state = given.value("state") ?? "";
  if (state !== "open" && state !== "closed") {
    throw new Mistake([`'${state}' is no state of an issue; allowed: open, closed`]);
  }
  const { text, mark } = readMarkedText(given.value("file") ?? "", context);
  const author = await forge.author();
  const body = forge.issueBody({ title: given.value("title") ?? "", body: text }, state === "closed");
  if (state === "open") {
    return done(`the issue is ${await upsert(forge.api, forge.issues, { mark, text, author, body })}\n`);
  }
  const found = await findOwn(forge.api, forge.issues, { mark, author });
  if (found === undefined) return done("no issue is open\n");
  await change(forge.api, forge.issues, found, body);
  return done("the issue is closed\n");
}
