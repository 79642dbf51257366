import type { NamedSettings, Report, ReportedFinding, StackReport } from "./report";

/** `1 violation`, `2 violations`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A stack's verdict in words, e.g. `clean`, `2 violations` or `could not be judged`. */
export function verdictText({ verdict, findings }: StackReport): string {
  const violations = counted(violationsOf(findings).length, "violation");
  switch (verdict) {
    case "clean":
      return "clean";
    case "violations":
      return violations;
    case "unjudged":
      return violationsOf(findings).length === 0
        ? "could not be judged"
        : `could not be judged as a whole, ${violations}`;
  }
}

/** What all stacks come to, e.g. `3 stacks: 1 clean, 1 with violations, 1 that could not be judged`. */
export function summaryText({ stacks }: Report): string {
  const count = (verdict: StackReport["verdict"]): number =>
    stacks.filter((stack) => stack.verdict === verdict).length;
  const parts = [
    [count("clean"), "clean"],
    [count("violations"), "with violations"],
    [count("unjudged"), "that could not be judged"],
  ] as const;
  const said = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []));
  return `${counted(stacks.length, "stack")}: ${said.join(", ")}`;
}

/** What a stack was judged under, e.g. `jurisdiction DE, operators EU`. */
export function approvalText({ approval }: StackReport): string {
  if (approval === null) return "nothing";
  const { jurisdiction, operators } = approval;
  const list = (codes: readonly string[]): string => (codes.length > 0 ? codes.join(", ") : "none");
  return `jurisdiction ${list(jurisdiction)}, operators ${operators === "any" ? "any" : list(operators)}`;
}

/** A model or a client in one line, with its settings. */
export function namedText({ name, settings }: NamedSettings): string {
  const fields = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return fields.length === 0 ? name : `${name}: ${fields.join(", ")}`;
}

/** A finding in one line: the resource and what is wrong with it. */
export function messageText({ type, name, message }: ReportedFinding): string {
  return oneLine(type === "" ? message : `${type} '${name}': ${message}`);
}

/** `messageText` and the rule's id. */
export function findingText(finding: ReportedFinding): string {
  return `${messageText(finding)} [${finding.rule}]`;
}

/** Those that block. */
export function violationsOf(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return findings.filter(({ level }) => level === "violation");
}

/** Those that are only told. */
export function advisoriesOf(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return findings.filter(({ level }) => level === "advisory");
}

/** Text from a program or a file, made fit for one line: it cannot start another one or steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
