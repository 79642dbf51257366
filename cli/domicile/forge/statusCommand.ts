import { done, type CommandContext, type CommandResult } from "../commandContext";
import { Mistake } from "../mistake";
import type { CommitState } from "./forge";
import { ask } from "./http";
import { commitName, forgeUsage, readForgeArguments } from "./options";

const states: readonly CommitState[] = ["success", "failure", "error", "pending"];

/** Characters that a description may have. Source: GitHub, create a commit status. */
const longestDescription = 140;

/** How `domicile status` is called. */
export const statusUsage = `domicile status --forge FORGE --commit SHA --state STATE --description TEXT [options]

Says at a commit how it was judged, so that a branch can demand it.

  --commit SHA          the commit
  --state STATE         ${states.join(", ")}
  --description TEXT    at most ${String(longestDescription)} characters of it are shown
  --context NAME        what the branch demands (default: domicile)
${forgeUsage}`;

/** Runs `domicile status`. @throws Mistake for what the caller can mend */
export async function runStatus(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const required = ["commit", "state", "description"];
  const read = readForgeArguments(args, context, { required, optional: ["context"], usage: statusUsage });
  if (read === undefined) return done(`${statusUsage}\n`);
  const { given, forge } = read;
  const commit = commitName(given.value("commit") ?? "");
  const state = states.find((one) => one === given.value("state"));
  if (state === undefined) {
    throw new Mistake([`'${given.value("state") ?? ""}' is no state; allowed: ${states.join(", ")}`]);
  }
  const description = (given.value("description") ?? "").slice(0, longestDescription);
  await ask(forge.api, {
    method: "POST",
    path: forge.statusRequest(commit),
    body: forge.statusBody(state, given.value("context") ?? "domicile", description),
    purpose: "set the status",
  });
  return done(`${commit} is ${state}\n`);
}
