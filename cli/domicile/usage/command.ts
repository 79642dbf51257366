import { resolve } from "node:path";
import { readArguments } from "../arguments";
import type { CommandContext, CommandResult } from "../commandContext";
import { done } from "../commandContext";
import { readInput, unreadable } from "../inputs";
import { Mistake } from "../mistake";
import { billOf, unpriced, UseCounter, type Span, type Use } from "./bill";
import { linesIn, linesOf, readLine } from "./entries";
import { billFormats, formatBill } from "./format";
import { readPrices, type Prices } from "./prices";

/** How `domicile usage` is called. */
export const usageUsage = `domicile usage [options] [FILE…]

Adds up what clients have used of models, from the gateway's access log: the lines that its pods write to their standard
output, in files (.gz too) or piped in. A request that is in several files counts once.

  --from TIME       count requests from then on: 2026-11-01 (UTC) or 2026-11-01T12:00:00+01:00 (default: the first)
  --to TIME         and before then, for example 2026-12-01 (default: the last)
  --prices FILE     what models cost, as YAML; the bill tells amounts then
  --format FORMAT   text (default), csv or json
  --help            show this

exit codes: 0 all was counted, 1 some entries were cut off, 2 wrong arguments`;

/** Runs `domicile usage`. @throws Mistake for what the caller can mend */
export async function runUsage(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  const given = readArguments(args, { single: ["from", "to", "prices", "format"], multiple: [] });
  if (given.isHelp) return done(`${usageUsage}\n`);
  const { span, mistakes: wrongTimes } = spanOf(given.value("from"), given.value("to"));
  const name = given.value("format") ?? "text";
  const format = billFormats.find((form) => form === name);
  const mistakes = [
    ...given.problems,
    ...wrongTimes,
    ...(format === undefined && name !== ""
      ? [`'${name}' is no format; allowed: ${billFormats.join(", ")}`]
      : []),
    ...(given.words.length === 0 && context.input === undefined
      ? ["there is nothing to read: name files, or pipe the log in"]
      : []),
  ];
  if (mistakes.length > 0 || format === undefined)
    throw new Mistake([...mistakes, "", `usage: ${usageUsage}`]);
  const priceFile = given.value("prices");
  const prices = priceFile === undefined ? undefined : readPrices(priceFile, readInput(priceFile, context));
  const counter = new UseCounter(span);
  const read = await readAll(given.words, context, counter);
  const missing = prices === undefined ? [] : unpriced(counter.uses, prices);
  if (missing.length > 0) {
    throw new Mistake(
      missing.map(
        (model) => `the model '${model}' was used and has no price; add it, or 'others' for all such`,
      ),
    );
  }
  const doubts = prices === undefined ? [] : misspeltNote(priceFile ?? "", counter.uses, prices);
  const notes = [...read.broken, ...read.notes, ...repeatedNote(counter), ...doubts];
  const complaint = notes.map((line) => `${line}\n`).join("");
  const exitCode = read.broken.length > 0 ? 1 : 0;
  return { exitCode, output: formatBill(billOf(counter.uses, prices), format), complaint };
}

/** What could not be counted: entries that were cut off, and lines that are none. */
interface ReadAll {
  readonly broken: readonly string[];
  readonly notes: readonly string[];
}

async function readAll(
  files: readonly string[],
  { workingFolder, input }: CommandContext,
  counter: UseCounter,
): Promise<ReadAll> {
  const broken: string[] = [];
  const notes: string[] = [];
  const sources = files.length > 0 ? files : ["-"];
  for (const source of sources) {
    const place = source === "-" ? "the standard input" : source;
    const lines =
      source === "-" && input !== undefined ? linesIn(input) : linesOf(resolve(workingFolder, source));
    let [number, others] = [0, 0];
    try {
      for await (const line of lines) {
        number++;
        const what = readLine(line);
        if (what.kind === "entry") counter.add(what.entry);
        else if (what.kind === "broken")
          broken.push(`${place}, line ${number}: this entry is cut off and cannot be read`);
        else others++;
      }
    } catch (error) {
      throw unreadable(place, error);
    }
    if (others > 0) notes.push(`${place}: ${others} of ${number} lines are no requests to a model`);
  }
  return { broken, notes };
}

function repeatedNote({ repeated }: UseCounter): string[] {
  return repeated === 0 ? [] : [`${repeated} requests were found more than once, and counted once`];
}

/** A price that nothing was used of, beside a model that none was found for, is likely a slip of the pen. */
function misspeltNote(file: string, uses: readonly Use[], prices: Prices): string[] {
  const used = new Set(uses.map(({ model }) => model));
  const idle = [...prices.models.keys()].filter((model) => !used.has(model));
  const byOthers = [...used].filter((model) => !prices.models.has(model));
  if (idle.length === 0 || byOthers.length === 0) return [];
  const listed = (models: readonly string[]) => models.map((model) => `'${model}'`).join(", ");
  return [
    `${file}: nothing was used of ${listed(idle)}, while 'others' is charged for ${listed(byOthers)}: look whether a name is misspelt`,
  ];
}

const timeForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/;

function spanOf(from: string | undefined, to: string | undefined): { span: Span; mistakes: string[] } {
  const mistakes: string[] = [];
  const timeOf = (name: string, text: string | undefined, missing: number): number => {
    if (text === undefined || text === "") return missing;
    const time = timeForm.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
    if (Number.isNaN(time)) {
      mistakes.push(
        `'--${name} ${text}' is no time; allowed: for example 2026-11-01 or 2026-11-01T12:00:00Z`,
      );
    }
    return time;
  };
  const span = { from: timeOf("from", from, -Infinity), to: timeOf("to", to, Infinity) };
  if (span.from >= span.to) mistakes.push(`'--from ${from ?? ""}' is not before '--to ${to ?? ""}'`);
  return { span, mistakes };
}

/** Whether a day is in the calendar: JavaScript takes 30 February for a day in March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
