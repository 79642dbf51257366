import { readFileSync, statSync } from "node:fs";
import { unreadable } from "../inputs";
import { Mistake } from "../mistake";
import { isFields, parseJson } from "../plainData";
import { Fields, ShapeError, text, type Read } from "./fields";
import {
  reportOf,
  reportVersion,
  type Footprint,
  type NamedSettings,
  type PlacedResource,
  type Report,
  type ReportedApproval,
  type ReportedFinding,
  type ReportedOperator,
  type ReportedProblem,
  type StackReport,
  type UsedException,
} from "./report";

/** Bytes that a file may have: what comes from an untrusted job is read no further. */
const largest = 32 * 1024 * 1024;

/**
 * Reads a report that `domicile check --format json` wrote. It may come from a job that ran anybody's program, so that
 * nothing of it is taken over that is not of its shape. What it says of itself is not: the verdicts follow from it.
 * @throws Mistake when it cannot be read, or is none
 */
export function readReport(file: string): Report {
  return readJson(file, "a report of 'domicile check --format json'", (value) => {
    const fields = new Fields(value, "");
    if (fields.field("schemaVersion", (version) => version) !== reportVersion) {
      throw new ShapeError(`schemaVersion is not ${reportVersion}`);
    }
    const stacks = fields.list("stacks", stackReport);
    if (stacks.length === 0) throw new ShapeError("stacks is empty");
    return reportOf(stacks);
  });
}

/**
 * Reads a file of JSON.
 * @param what it should be, for people
 * @throws Mistake when it cannot be read or is something else
 */
export function readJson<Result>(file: string, what: string, read: (value: unknown) => Result): Result {
  let content: string;
  try {
    const { size } = statSync(file);
    if (size > largest) throw new Mistake([`${file} has ${size} bytes, more than a report can have`]);
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw unreadable(file, error);
  }
  const value = parseJson(content);
  if (value === undefined) throw new Mistake([`${file} is no JSON; give ${what}`]);
  try {
    return read(value);
  } catch (error) {
    if (error instanceof ShapeError) throw new Mistake([`${file}: ${error.message}; give ${what}`]);
    throw error;
  }
}

const stackReport: Read<StackReport> = (value, path) => {
  const fields = new Fields(value, path);
  const [problems, findings] = [fields.list("problems", problem), fields.list("findings", finding)];
  const isViolated = findings.some(({ level }) => level === "violation");
  return {
    stack: fields.text("stack"),
    file: fields.text("file"),
    verdict: problems.length > 0 ? "unjudged" : isViolated ? "violations" : "clean",
    approval: fields.field("approval", approval),
    problems,
    findings,
    encryptedSettings: fields.texts("encryptedSettings"),
    footprint: fields.field("footprint", footprint),
  };
};

const approval: Read<ReportedApproval | null> = (value, path) => {
  if (value === null) return null;
  const fields = new Fields(value, path);
  return {
    jurisdiction: fields.texts("jurisdiction"),
    operators: fields.field("operators", (operators) =>
      operators === "any" ? "any" : fields.texts("operators"),
    ),
  };
};

const problem: Read<ReportedProblem> = (value, path) => {
  const fields = new Fields(value, path);
  return { message: fields.text("message"), line: fields.line("line") };
};

const finding: Read<ReportedFinding> = (value, path) => {
  const fields = new Fields(value, path);
  return {
    level: fields.oneOf("level", ["violation", "advisory"]),
    rule: fields.text("rule"),
    type: fields.text("type"),
    name: fields.text("name"),
    urn: fields.text("urn"),
    property: fields.textOrNull("property"),
    message: fields.text("message"),
    line: fields.line("line"),
  };
};

const footprint: Read<Footprint> = (value, path) => {
  const fields = new Fields(value, path);
  return {
    resources: fields.list("resources", placedResource),
    endpoints: fields.texts("endpoints"),
    models: fields.list("models", namedSettings),
    clients: fields.list("clients", namedSettings),
    exceptions: fields.list("exceptions", usedException),
  };
};

const placedResource: Read<PlacedResource> = (value, path) => {
  const fields = new Fields(value, path);
  return {
    urn: fields.text("urn"),
    type: fields.text("type"),
    name: fields.text("name"),
    location: fields.textOrNull("location"),
    countries: fields.texts("countries"),
    operators: fields.list("operators", operator),
  };
};

const operator: Read<ReportedOperator> = (value, path) => {
  const fields = new Fields(value, path);
  return { name: fields.text("name"), controller: fields.text("controller") };
};

const namedSettings: Read<NamedSettings> = (value, path) => {
  const fields = new Fields(value, path);
  const settings = fields.field("settings", (given, at) => {
    if (isFields(given)) return given;
    throw new ShapeError(`${at} is no group of fields`);
  });
  return { name: fields.text("name"), settings };
};

const usedException: Read<UsedException> = (value, path) => {
  const fields = new Fields(value, path);
  return {
    type: fields.textOrNull("type"),
    urn: fields.textOrNull("urn"),
    reason: fields.text("reason"),
    expires: fields.field("expires", text),
    usedFor: fields.texts("usedFor"),
  };
};
