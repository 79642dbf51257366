import { isFields, parseJson } from "../plainData";
import { oneLine } from "../report/words";

/** What a policy found. */
export interface PolicyFinding {
  /** A violation blocks, an advisory is only told. */
  readonly level: "violation" | "advisory";
  /** The policy's name in its pack, e.g. `jurisdiction`. */
  readonly policy: string;
  /** The resource that it is about; empty text where it is about none. */
  readonly urn: string;
  readonly message: string;
}

/** What would be done to a resource. */
export interface PlannedStep {
  /** E.g. `create`, `update`, `delete`, `replace`. */
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
}

/** What the engine told of a run. */
export interface EngineRun {
  readonly findings: readonly PolicyFinding[];
  /** Steps that change something. */
  readonly steps: readonly PlannedStep[];
  /** Messages of errors, policies' left out; each in one line. */
  readonly errors: readonly string[];
  /** Names of the packs that judged; undefined when the run did not come to its end. */
  readonly packs: readonly string[] | undefined;
}

/** Operations of the engine that leave everything as it is. */
const unchanging: ReadonlySet<string> = new Set(["same", "read", "refresh", "read-discard", "discard"]);

/** Reads the events that `--event-log` wrote, one JSON object a line. */
export function readEvents(text: string): EngineRun {
  const events = text.split("\n").flatMap((line): readonly Record<string, unknown>[] => {
    const event = line.trim() === "" ? undefined : parseJson(line);
    return isFields(event) ? [event] : [];
  });
  const parts = (name: string): readonly Record<string, unknown>[] =>
    events.flatMap((event) => (isFields(event[name]) ? [event[name]] : []));
  const [summary] = parts("summaryEvent");
  return {
    findings: parts("policyEvent").map(policyFinding),
    steps: distinctSteps([...parts("resourcePreEvent"), ...parts("resOutputsEvent")].flatMap(plannedStep)),
    errors: parts("diagnosticEvent").flatMap(errorOf),
    packs:
      summary === undefined
        ? undefined
        : Object.keys(isFields(summary["PolicyPacks"]) ? summary["PolicyPacks"] : {}).map(packName),
  };
}

function policyFinding(event: Record<string, unknown>): PolicyFinding {
  return {
    // An enforcement level that is not known blocks.
    level: event["enforcementLevel"] === "advisory" ? "advisory" : "violation",
    policy: textOf(event["policyName"]),
    urn: textOf(event["resourceUrn"]),
    // The engine puts the policy's description before what was found.
    message: oneLine(plain(event["message"]).trim().split("\n").at(-1) ?? ""),
  };
}

function plannedStep({ metadata }: Record<string, unknown>): readonly PlannedStep[] {
  if (!isFields(metadata)) return [];
  const { op, urn, type } = metadata;
  const operation = textOf(op);
  return operation === "" || unchanging.has(operation)
    ? []
    : [{ operation, urn: textOf(urn), type: textOf(type) }];
}

/** A step is told when it begins and when it ends. */
function distinctSteps(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return [...new Map(steps.map((step) => [`${step.operation} ${step.urn}`, step])).values()];
}

/** The engine names a pack from a folder `<name>|local|<folder>`. */
function packName(key: string): string {
  return key.split("|", 1)[0] ?? key;
}

function errorOf(event: Record<string, unknown>): readonly string[] {
  if (event["severity"] !== "error") return [];
  const message = oneLine(plain(event["message"]));
  return message === "" ? [] : [message];
}

/** Text without the engine's marks for colours. */
function plain(value: unknown): string {
  return textOf(value).replace(/<\{%.*?%\}>/g, "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
