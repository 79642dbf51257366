import { readFileSync } from "node:fs";
import { placementOf } from "../../../policies/placement";
import type { EngineResource } from "../judging/resources";
import { Mistake } from "../mistake";
import { isFields, parseJson } from "../plainData";

/** A resource of a state. */
export interface StateResource extends EngineResource {
  readonly id: string;
  /** Whether it was only read, by `get` or a reference to another stack. */
  readonly isRead: boolean;
  /** Whether it has been replaced and is still to be deleted: it is there until then. */
  readonly isDeleted: boolean;
  /** Whether an operation on it was interrupted, so that nobody knows whether it is there. */
  readonly isPending: boolean;
}

/** An exported state. */
export interface State {
  /** The stack's name, read from the URNs; empty for a state without resources. */
  readonly stack: string;
  readonly resources: readonly StateResource[];
  /** The text of the file, to tell lines in it. */
  readonly text: string;
}

/**
 * Reads a state as `pulumi stack export` writes it, or as a backend keeps it.
 * @throws Mistake when it cannot be read or is no state
 */
export function readState(file: string): State {
  const text = readText(file);
  const value = parseJson(text);
  const state = value === undefined ? undefined : stateOf(value, text);
  if (state !== undefined) return state;
  const what = value === undefined ? "is no JSON" : "holds no resources";
  throw new Mistake([`${file} is no state: it ${what}; make one with 'pulumi stack export --file ${file}'`]);
}

/** The text of a file. @throws Mistake when it cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Mistake([`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** The state that plain data holds; undefined when it holds none. */
export function stateOf(value: unknown, text: string): State | undefined {
  const deployment = deploymentOf(value);
  if (deployment === undefined) return undefined;
  const kept = listOf(deployment["resources"]).flatMap((entry) => resourceOf(entry, false));
  // What an interrupted operation was making may be there.
  const pending = listOf(deployment["pending_operations"]).flatMap((operation) =>
    isFields(operation) ? resourceOf(operation["resource"], true) : [],
  );
  const resources = [...kept, ...pending];
  return { stack: resources[0]?.urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "", resources, text };
}

/** `deployment` of an export, `checkpoint.latest` of a backend's file; a stack without resources has none in it. */
function deploymentOf(value: unknown): Record<string, unknown> | undefined {
  if (!isFields(value)) return undefined;
  const { deployment, checkpoint } = value;
  if (isFields(deployment)) return deployment;
  if (!isFields(checkpoint)) return undefined;
  return isFields(checkpoint["latest"]) ? checkpoint["latest"] : {};
}

function resourceOf(entry: unknown, isPending: boolean): StateResource[] {
  if (!isFields(entry)) return [];
  const { urn, type, id, provider } = entry;
  if (typeof urn !== "string" || typeof type !== "string") return [];
  const isRead = entry["external"] === true;
  const inputs = isFields(entry["inputs"]) ? entry["inputs"] : {};
  const outputs = isFields(entry["outputs"]) ? entry["outputs"] : {};
  return [
    {
      urn,
      type,
      name: urn.split("::").slice(3).join("::"),
      id: typeof id === "string" ? id : "",
      isCustom: entry["custom"] === true,
      isRead,
      isDeleted: entry["delete"] === true,
      isPending,
      inputs: { ...inputs, ...placesIn(type, inputs, outputs, isRead) },
      provider: typeof provider === "string" && provider !== "" ? provider : undefined,
    },
  ];
}

/**
 * What the outputs tell beyond the inputs. A resource that is only read has no inputs; of the others, outputs say where
 * they came to lie when their inputs did not. What a provider computes of no use to a rule, or only reports, stays out.
 */
function placesIn(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  outputs: Readonly<Record<string, unknown>>,
  isRead: boolean,
): Record<string, unknown> {
  const placement = placementOf(type)?.placement;
  if (placement === undefined) return isRead ? { ...outputs } : {};
  const dead: readonly string[] = placement.class === "placed" ? (placement.dead ?? []) : [];
  const places = new Set(
    [
      ...(placement.class === "placed" ? [...placement.by, ...(placement.parent ?? [])] : []),
      ...("also" in placement ? (placement.also ?? []) : []),
    ].map((path) => path.split(".")[0] ?? path),
  );
  const isTold = (name: string): boolean => (isRead ? !dead.includes(name) : places.has(name));
  return Object.fromEntries(
    Object.entries(outputs).filter(
      ([name, value]) =>
        isTold(name) &&
        value !== null &&
        value !== "" &&
        (inputs[name] === undefined || inputs[name] === null),
    ),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
