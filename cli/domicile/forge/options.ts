import { readArguments, type Arguments } from "../arguments";
import type { CommandContext } from "../commandContext";
import { readInput } from "../inputs";
import { Mistake } from "../mistake";
import type { Forge, ForgeAccess } from "./forge";
import { forgejoForge, githubForge } from "./github";
import { gitlabForge } from "./gitlab";
import { markOf } from "./upsert";

/** Names the variable with the token. Jobs set it in the one step that needs it. */
export const tokenVariable = "DOMICILE_FORGE_TOKEN";

/** Options of all commands that speak to a forge. */
export const forgeUsage = `  --forge FORGE         github, gitlab or forgejo
  --repository NAME     OWNER/NAME (default: GITHUB_REPOSITORY; on GitLab the project, default CI_PROJECT_ID)
  --api URL             the address of its REST interface (default: GITHUB_API_URL or CI_API_V4_URL)

The token comes from ${tokenVariable}.`;

interface ForgeKind {
  readonly make: (access: ForgeAccess) => Forge;
  readonly addressVariable: string;
  readonly repositoryVariable: string;
}

const onGithub = { addressVariable: "GITHUB_API_URL", repositoryVariable: "GITHUB_REPOSITORY" };

const forges: Readonly<Record<string, ForgeKind>> = {
  github: { make: githubForge, ...onGithub },
  gitlab: { make: gitlabForge, addressVariable: "CI_API_V4_URL", repositoryVariable: "CI_PROJECT_ID" },
  // Its runners set GitHub's variables.
  forgejo: { make: forgejoForge, ...onGithub },
};

/** The arguments of a command that speaks to a forge. */
export interface ForgeArguments {
  readonly given: Arguments;
  readonly forge: Forge;
}

/**
 * Reads the arguments of such a command.
 * @param required options of its own, all with a value and needed
 * @returns undefined when help is asked for
 * @throws Mistake with all that is wrong
 */
export function readForgeArguments(
  args: readonly string[],
  { environment, sleep }: CommandContext,
  { required, optional, usage }: { required: readonly string[]; optional: readonly string[]; usage: string },
): ForgeArguments | undefined {
  const single = ["forge", "repository", "api", ...required, ...optional];
  const given = readArguments(args, { single, multiple: [] });
  if (given.isHelp) return undefined;
  const name = given.value("forge") ?? "";
  const kind = Object.hasOwn(forges, name) ? forges[name] : undefined;
  const problems = [
    ...given.problems,
    ...given.words.map((word) => `'${word}' is not expected`),
    ...required
      .filter((option) => given.value(option) === undefined)
      .map((option) => `'--${option}' is missing`),
  ];
  if (kind === undefined) {
    const what = name === "" ? "'--forge' is missing" : `'${name}' is no forge`;
    throw new Mistake([
      ...problems,
      `${what}; allowed: ${Object.keys(forges).join(", ")}`,
      "",
      `usage: ${usage}`,
    ]);
  }
  const address = given.value("api") ?? environment[kind.addressVariable] ?? "";
  const repository = given.value("repository") ?? environment[kind.repositoryVariable] ?? "";
  const token = environment[tokenVariable] ?? "";
  const url = URL.parse(address);
  const unset = [
    ...(url?.protocol === "https:" || url?.protocol === "http:"
      ? []
      : [`'${address}' is no address of a forge; give it by '--api' or ${kind.addressVariable}`]),
    ...(repository === "" ? [`the repository is missing; give it by '--repository'`] : []),
    ...(token === "" ? [`the token is missing; give it in ${tokenVariable}`] : []),
  ];
  if (problems.length + unset.length > 0) {
    throw new Mistake([...problems, ...unset, "", `usage: ${usage}`]);
  }
  return { given, forge: kind.make({ address: address.replace(/\/+$/, ""), repository, token, sleep }) };
}

/**
 * A text for a forge, from a file whose first line is a mark.
 * @throws Mistake when it cannot be read or has no mark
 */
export function readMarkedText(file: string, context: CommandContext): { text: string; mark: string } {
  const text = readInput(file, context);
  const mark = markOf(text);
  if (mark === undefined) {
    throw new Mistake([
      `${file} does not begin with a mark, e.g. '<!-- domicile review -->', by which it is found`,
    ]);
  }
  return { text, mark };
}

/** A number of a pull request. @throws Mistake when it is none */
export function pullRequestNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new Mistake([`'${text}' is no number of a pull request`]);
}

/** A commit. @throws Mistake when it is none */
export function commitName(text: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return text;
  throw new Mistake([`'${text}' is no commit; give its whole name in hexadecimal`]);
}
