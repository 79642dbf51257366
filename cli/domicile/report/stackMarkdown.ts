import { stackType } from "../../../policies/token";
import { distinct } from "../sorting";
import { folded, listOf, titled } from "./comment";
import { escaped } from "./escape";
import type { Footprint, NamedSettings, ReportedFinding, StackReport, UsedException } from "./report";
import {
  advisoriesOf,
  approvalText,
  counted,
  findingText,
  namedText,
  verdictText,
  violationsOf,
} from "./words";

const verdictMarks = { clean: "✅", violations: "❌", unjudged: "⚠️" } as const;

/** A table with one line a stack: its verdict, and where it lies. */
export function verdictTable(stacks: readonly StackReport[]): string {
  return [
    "| Stack | Verdict | Resources | Countries | Operators' countries | Approved |",
    "| --- | --- | --- | --- | --- | --- |",
    ...stacks.map(row),
  ].join("\n");
}

/**
 * What was found of a stack under its name; nothing where there is nothing to tell.
 * @param changes what changed in it, shown after what blocks
 */
export function stackSection(stack: StackReport, changes: readonly string[] = []): readonly string[] {
  const { problems, findings, footprint, encryptedSettings } = stack;
  const advisories = advisoriesOf(findings);
  const ending = advisories.filter(isEnding);
  const notes = grouped(
    stack,
    advisories.filter((finding) => !isEnding(finding)),
  );
  const parts = [
    listOf(
      problems.map(
        ({ message, line }) => `**could not be judged** ${place(stack, line)}: ${escaped(message)}`,
      ),
    ),
    listOf(grouped(stack, violationsOf(findings))),
    ...changes,
    titled("Exceptions in use:", listOf(footprint.exceptions.map(exceptionText))),
    titled("Exceptions about to end:", listOf(ending.map(({ message }) => escaped(message)))),
    held(footprint),
    folded(counted(notes.length, "advisory note"), listOf(notes)),
    encryptedSettings.length === 0
      ? ""
      : `Encrypted settings were taken as unknown: ${escaped(encryptedSettings.join(", "))}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? [] : [`### ${escaped(stack.stack)}`, ...parts];
}

/** A verdict with its mark, e.g. `✅ clean`. */
export function markedVerdict(verdict: keyof typeof verdictMarks, text: string): string {
  return `${verdictMarks[verdict]} ${text}`;
}

function row(stack: StackReport): string {
  const { resources } = stack.footprint;
  const countries = distinct(resources.flatMap((resource) => resource.countries));
  const controllers = distinct(
    resources.flatMap(({ operators }) => operators.map(({ controller }) => controller)),
  );
  const cells = [
    escaped(stack.stack),
    markedVerdict(stack.verdict, verdictText(stack)),
    String(resources.length),
    escaped(countries.join(", ")) || "–",
    escaped(controllers.join(", ")) || "–",
    escaped(approvalText(stack)),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Models, clients and ways out of a stack: what matters of it besides places. */
function held({ models, clients, endpoints }: Footprint): string {
  const parts = [
    ...(models.length > 0 ? [counted(models.length, "model")] : []),
    ...(clients.length > 0 ? [counted(clients.length, "client")] : []),
    ...(endpoints.length > 0 ? [`egress to ${counted(endpoints.length, "host")}`] : []),
  ];
  const named = (what: string, all: readonly NamedSettings[]): readonly string[] =>
    all.map((one) => `${what} ${escaped(namedText(one))}`);
  return folded(
    parts.join(", "),
    listOf([
      ...named("model", models),
      ...named("client", clients),
      ...endpoints.map((endpoint) => `egress to ${escaped(endpoint)}`),
    ]),
  );
}

/** Whether an advisory tells of an exception that will soon end, or has. */
function isEnding({ rule, type }: ReportedFinding): boolean {
  return rule === "exception" && type === stackType;
}

/** One item for what is found alike of several resources, e.g. of all that a provider makes. */
function grouped(stack: StackReport, findings: readonly ReportedFinding[]): readonly string[] {
  const groups = Map.groupBy(findings, ({ rule, message, line }) => JSON.stringify([rule, message, line]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` – and ${counted(others.length, "resource")} more alike`;
    return [`${place(stack, first.line)}: ${escaped(findingText(first))}${more}`];
  });
}

function exceptionText({ type, urn, reason, expires, usedFor }: UsedException): string {
  const named = [type, urn].filter((name) => name !== null).join(" and ");
  return `${escaped(named)} until ${escaped(expires)}, for ${counted(usedFor.length, "resource")}: ${escaped(reason)}`;
}

function place({ file }: StackReport, line: number): string {
  return `<code>${escaped(file)}:${line}</code>`;
}
