import { folded } from "../report/comment";
import { escaped } from "../report/escape";
import type { PlacedResource, ReportedOperator } from "../report/report";
import { counted, namedText, oneLine } from "../report/words";
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
  return `### ${escaped(stack.stack)}\n\n${differenceTable(stack)}`;
}

/** The most resources that come or go in a table that is shown as a whole. */
const shownResources = 10;

/** What changed in a stack, as a table; many resources that come and go in one of their own, which is folded. */
export function differenceTable(stack: StackDifference): string {
  if (isSame(stack)) return "No change.";
  const lines = linesOf(stack);
  const resources = lines.filter(({ sign, what }) => what === "resource" && sign !== "~");
  if (resources.length <= shownResources) return table(lines);
  const { added, removed } = stack.resources;
  const others = lines.filter((line) => !resources.includes(line));
  return [
    ...(others.length === 0 ? [] : [table(others)]),
    folded(`${counted(added.length, "resource")} added, ${String(removed.length)} removed`, table(resources)),
  ].join("\n\n");
}

function table(lines: readonly Line[]): string {
  const rows = lines.map(({ sign, what, text }) => `| ${signWords[sign]} | ${what} | ${escaped(text)} |`);
  return ["| Change | What | Which |", "| --- | --- | --- |", ...rows].join("\n");
}

const signWords = { "+": "added", "-": "removed", "~": "moved" } as const;

/** What matters most first: countries and operators, then what lies there. */
function linesOf(stack: StackDifference): readonly Line[] {
  const { resources } = stack;
  return [
    ...changes("country", stack.countries, (country) => country),
    ...changes("operator", stack.operators, operatorText),
    ...changes("location", stack.locations, (location) => location),
    ...changes("egress", stack.endpoints, (endpoint) => endpoint),
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

function exceptionText({ type, urn, reason, expires }: ExceptionName): string {
  return `${[type, urn].filter((name) => name !== null).join(" and ")} until ${expires}: ${reason}`;
}
