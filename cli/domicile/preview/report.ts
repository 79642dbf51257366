import type { PolicyFinding } from "../pulumi/events";
import { Fields, ShapeError, type Read } from "../report/fields";
import { readJson } from "../report/readReport";
import { worst, type Verdict } from "../report/report";

/** The version of the shape. It changes when a field changes its meaning or goes, not when one is added. */
export const previewVersion = 1;

/** What `domicile preview` found; `--format json` prints it as it stands. */
export interface PreviewReport {
  readonly schemaVersion: typeof previewVersion;
  /** The worst of the stacks' verdicts. */
  readonly verdict: Verdict;
  readonly stacks: readonly StackPreview[];
}

/** What the preview of a stack under the policy pack came to. */
export interface StackPreview {
  readonly stack: string;
  readonly verdict: Verdict;
  /** Why it could not be previewed, or not under the pack; each in one line. */
  readonly problems: readonly string[];
  readonly findings: readonly PolicyFinding[];
  /** How many resources each operation is planned for, e.g. `create`. */
  readonly operations: Readonly<Record<string, number>>;
}

/** The report over some stacks. */
export function previewReportOf(stacks: readonly StackPreview[]): PreviewReport {
  return {
    schemaVersion: previewVersion,
    verdict: stacks.length === 0 ? "unjudged" : worst(stacks.map(({ verdict }) => verdict)),
    stacks,
  };
}

/** The verdict over a stack. */
export function previewVerdict({ problems, findings }: Pick<StackPreview, "problems" | "findings">): Verdict {
  if (problems.length > 0) return "unjudged";
  return findings.some(({ level }) => level === "violation") ? "violations" : "clean";
}

/**
 * Reads a report that `domicile preview --format json` wrote; verdicts follow from what it holds.
 * @throws Mistake when it cannot be read, or is none
 */
export function readPreviewReport(file: string): PreviewReport {
  return readJson(file, "a report of 'domicile preview --format json'", (value) => {
    const fields = new Fields(value, "");
    if (fields.field("schemaVersion", (version) => version) !== previewVersion) {
      throw new ShapeError(`schemaVersion is not ${String(previewVersion)}`);
    }
    return previewReportOf(fields.list("stacks", stackPreview));
  });
}

const stackPreview: Read<StackPreview> = (value, path) => {
  const fields = new Fields(value, path);
  const [problems, findings] = [fields.texts("problems"), fields.list("findings", policyFinding)];
  return {
    stack: fields.text("stack"),
    verdict: previewVerdict({ problems, findings }),
    problems,
    findings,
    operations: fields.field("operations", operations),
  };
};

const policyFinding: Read<PolicyFinding> = (value, path) => {
  const fields = new Fields(value, path);
  return {
    level: fields.oneOf("level", ["violation", "advisory"]),
    policy: fields.text("policy"),
    urn: fields.text("urn"),
    message: fields.text("message"),
  };
};

const operations: Read<Readonly<Record<string, number>>> = (value, path) => {
  if (typeof value !== "object" || value === null) throw new ShapeError(`${path} is no group of fields`);
  return Object.fromEntries(
    Object.entries(value).map(([name, count]: [string, unknown]): [string, number] => {
      if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return [name, count];
      throw new ShapeError(`${path}.${name} is no count`);
    }),
  );
};
