import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** What the stand-in does for the call of a command. */
export interface PulumiAnswer {
  /** @default 0 */
  readonly exitCode?: number;
  /** Printed on the standard output. */
  readonly said?: string;
  /** Lines of the event log. */
  readonly events?: readonly object[];
  /** Written into the file that `--file` names. */
  readonly file?: string;
}

/**
 * Writes a Pulumi CLI that answers by the command and the stack, e.g. `preview dev`, and records how it was called in
 * `calls` beside it: the folder, the arguments, and the variables that tests look at, as one JSON object a line.
 * @returns a PATH with it in front
 */
export async function standInPulumi(
  folder: string,
  answers: Readonly<Record<string, PulumiAnswer>>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "answers.json"), JSON.stringify(answers));
  const program = join(folder, "pulumi");
  await writeFile(program, `#!${process.execPath}\n${script}`);
  await chmod(program, 0o755);
  return [folder, process.env["PATH"] ?? ""].join(delimiter);
}

/** As strict as the CLI: an option that it does not know ends it. */
const script = `
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const options = { stack: "stack", file: "file", "policy-pack": "pack", "event-log": "log", color: "color" };
const flags = ["non-interactive", "preview-only"];
const words = [], given = {};
for (let at = 2; at < process.argv.length; at++) {
  const word = process.argv[at];
  if (!word.startsWith("--")) words.push(word);
  else if (flags.includes(word.slice(2))) given[word.slice(2)] = true;
  else if (options[word.slice(2)] !== undefined) given[options[word.slice(2)]] = process.argv[++at];
  else { console.error("error: unknown flag: " + word); process.exit(1); }
}
if (given.log !== undefined && process.env.PULUMI_DEBUG_COMMANDS !== "true") {
  console.error("error: unknown flag: --event-log");
  process.exit(1);
}
const call = { folder: process.cwd(), words, ...given };
delete call.log;
if (call.file !== undefined) call.file = "state";
const seen = Object.entries(process.env).filter(([name]) => /^(PULUMI_OPTION_|DOMICILE_)/.test(name));
appendFileSync(join(__dirname, "calls"), JSON.stringify({ ...call, environment: Object.fromEntries(seen) }) + "\\n");
const answers = JSON.parse(readFileSync(join(__dirname, "answers.json"), "utf8"));
const answer = answers[[...words, given.stack].join(" ")] ?? { exitCode: 255, said: "error: no such stack" };
if (answer.said !== undefined) console.log(answer.said);
if (given.log !== undefined && answer.events !== undefined) {
  writeFileSync(given.log, answer.events.map((event) => JSON.stringify(event) + "\\n").join(""));
}
if (given.file !== undefined && answer.file !== undefined) writeFileSync(given.file, answer.file);
process.exitCode = answer.exitCode ?? 0;
`;
