import { escaped } from "../report/escape";
import type { NamedSettings, PlacedResource, ReportedOperator } from "../report/report";
import { counted, oneLine } from "../report/words";
import { isSame, type Changed, type Difference, type ExceptionName, type StackDifference } from "./compare";

/** The forms in which a difference is printed. */
export const differenceFormats = ["text", "markdown", "json"] as const;

/** A form in which a difference is printed. */
export type DifferenceFormat = (typeof differenceFormats)[number];

/** By this line a workflow finds its own comment, to update it in place. */
const differenceMark = "<!-- domicile check --diff -->";

/** The difference in one of its forms, with a line's end. */
export function formatDifference(difference: Difference, format: DifferenceFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(difference, undefined, 2)}\n`;
    case "text":
      return `${difference.stacks.map(stackText).join("\n\n")}\n`;
    case "markdown":
      return `${[differenceMark, "## Domicile: changes in jurisdiction terms", ...difference.stacks.map(stackMarkdown)].join("\n\n")}\n`;
  }
}

/** One change. */
interface Line {
  readonly sign: "+" | "-" | "~";
  /** What it is a change of, e.g. `country`. */
  readonly what: string;
  readonly text: string;
}

function stackText(stack: StackDifference): string {
  const lines = linesOf(stack);
  const title = `${stack.stack}: ${isSame(stack) ? "no change" : counted(lines.length, "change")}`;
  return [
    title,
    ...lines.map(({ sign, what, text }) => `  ${sign} ${what.padEnd(9)}  ${oneLine(text)}`),
  ].join("\n");
}

function stackMarkdown(stack: StackDifference): string {
  const title = `### ${escaped(stack.stack)}`;
  if (isSame(stack)) return `${title}\n\nNo change.`;
  const rows = linesOf(stack).map(
    ({ sign, what, text }) => `| ${signWords[sign]} | ${what} | ${escaped(text)} |`,
  );
  return `${title}\n\n| Change | What | Which |\n| --- | --- | --- |\n${rows.join("\n")}`;
}

const signWords = { "+": "added", "-": "removed", "~": "moved" } as const;

/** What matters most first: countries and operators, then what lies there. */
function linesOf(stack: StackDifference): readonly Line[] {
  const { resources } = stack;
  return [
    ...changes("country", stack.countries, (country) => country),
    ...changes("operator", stack.operators, operatorText),
    ...changes("location", stack.locations, (location) => location),
    ...changes("endpoint", stack.endpoints, (endpoint) => endpoint),
    ...changes("exception", stack.exceptions, exceptionText),
    ...changes("model", stack.models, namedText),
    ...changes("client", stack.clients, namedText),
    ...resources.moved.map(({ before, after }): Line => ({
      sign: "~",
      what: "resource",
      text: `${after.type} '${after.name}' from ${placeText(before)} to ${placeText(after)}`,
    })),
    ...changes(
      "resource",
      resources,
      (resource) => `${resource.type} '${resource.name}' in ${placeText(resource)}`,
    ),
  ];
}

function changes<Item>(
  what: string,
  { added, removed }: Changed<Item>,
  textOf: (item: Item) => string,
): readonly Line[] {
  return [
    ...added.map((item): Line => ({ sign: "+", what, text: textOf(item) })),
    ...removed.map((item): Line => ({ sign: "-", what, text: textOf(item) })),
  ];
}

function placeText({ location, countries, operators }: PlacedResource): string {
  const where = location ?? "no location";
  const country = countries.length === 0 || countries.join() === where ? "" : ` (${countries.join(", ")})`;
  const run = operators.length === 0 ? "" : `, run by ${operators.map(operatorText).join(", ")}`;
  return `${where}${country}${run}`;
}

function operatorText({ name, controller }: ReportedOperator): string {
  return `${name} (${controller})`;
}

function namedText({ name, settings }: NamedSettings): string {
  const fields = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return fields.length === 0 ? name : `${name}: ${fields.join(", ")}`;
}

function exceptionText({ type, urn, reason, expires }: ExceptionName): string {
  return `${[type, urn].filter((name) => name !== null).join(" and ")} until ${expires}: ${reason}`;
}
