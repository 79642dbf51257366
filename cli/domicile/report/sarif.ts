import { exitCodes, fingerprintOf, type Report, type ReportedFinding, type StackReport } from "./report";
import { describedRules, type DescribedRule } from "./rules";
import { messageText, oneLine } from "./words";

/** What the report says of the program that made it. */
export interface Tool {
  readonly version: string;
}

/** A text, as SARIF wraps it. */
interface Message {
  readonly text: string;
}

/** As much of a SARIF 2.1.0 log as is written. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version: string;
        readonly rules: readonly SarifRule[];
      };
    };
    readonly columnKind: "utf16CodeUnits";
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly exitCode: number }[];
    readonly results: readonly SarifResult[];
  }[];
}

/** A rule that results name. */
interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: Message;
  readonly fullDescription: Message;
  readonly help: Message & { readonly markdown: string };
}

/** Something that was found. */
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: "error" | "note";
  readonly message: Message;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

/**
 * The report as SARIF 2.1.0 (OASIS standard of 2020-03-27). Results point at the stack file, at the line of the setting
 * at fault where it can be told. What could not be judged is a result too, since forges show results alone.
 */
export function sarifLog(report: Report, { version }: Tool): SarifLog {
  const rules = describedRules();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "domicile", version, rules: rules.map(sarifRule) } },
        columnKind: "utf16CodeUnits",
        invocations: [
          { executionSuccessful: report.verdict !== "unjudged", exitCode: exitCodes[report.verdict] },
        ],
        results: report.stacks.flatMap((stack) => [
          ...stack.problems.map(({ message, line }) =>
            sarifResult(rules, stack, {
              rule: "unjudged",
              level: "error",
              text: oneLine(message),
              key: message,
              line,
            }),
          ),
          ...stack.findings.map((finding) => sarifResult(rules, stack, partsOf(finding))),
        ]),
      },
    ],
  };
}

function sarifRule({ id, title, why, fix }: DescribedRule): SarifRule {
  return {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why} ${fix}`, markdown: `${why}\n\n**Fix:** ${fix}` },
  };
}

interface ResultParts {
  readonly rule: string;
  readonly level: SarifResult["level"];
  readonly text: string;
  /** What tells this result from others of the same rule in the same stack, whatever its line. */
  readonly key: string;
  readonly line: number;
}

function partsOf(finding: ReportedFinding): ResultParts {
  const { rule, level, urn, property, message, line } = finding;
  return {
    rule,
    level: level === "violation" ? "error" : "note",
    text: messageText(finding),
    key: JSON.stringify([urn, property, message]),
    line,
  };
}

function sarifResult(
  rules: readonly DescribedRule[],
  { stack, file }: StackReport,
  { rule, level, text, key, line }: ResultParts,
): SarifResult {
  const ruleIndex = rules.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level,
    message: { text: literal(`${stack}: ${text}`) },
    locations: [
      { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } },
    ],
    partialFingerprints: { "domicile/v1": fingerprintOf(rule, stack, key) },
  };
}

/** Text in which nothing is a placeholder or a link: sections 3.11.5 and 3.11.6 of the standard. */
function literal(text: string): string {
  return text.replace(/[{}]/g, "$&$&").replaceAll("](", "] (");
}

/** Relative paths stay relative: forges take them from the root of the repository. */
function uriOf(file: string): string {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${uri}` : uri;
}
