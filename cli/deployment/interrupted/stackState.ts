import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { runCommand } from "../../../infra/local/command";

/** A resource as the state of a stack has it; what is not named here is kept. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Half of a replacement: the old object is gone, the new one not made yet. */
  readonly pendingReplacement?: boolean;
  /** To be deleted once its successor is there. */
  readonly delete?: boolean;
  readonly [key: string]: unknown;
}

/** An operation whose end is not recorded. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: ResourceState;
}

/** The state of a stack, as far as an interrupted run concerns it. */
export interface StackState {
  readonly resources: readonly ResourceState[];
  readonly pending: readonly PendingOperation[];
}

/** A stack's state together with all that is kept of it. */
export interface ExportedState extends StackState {
  readonly file: Readonly<Record<string, unknown>>;
}

/** Reads the state. Its secrets stay encrypted. */
export async function exportState(stack: Stack): Promise<ExportedState> {
  const { stdout } = await pulumi(stack, ["stack", "export"]);
  const file: unknown = JSON.parse(stdout);
  if (!isRecord(file) || !isRecord(file["deployment"])) throw new Error("the stack has no state to read");
  const { resources, pending_operations: pending } = file["deployment"];
  return { file, resources: listOf(resources, isResource), pending: listOf(pending, isOperation) };
}

/** Puts another list of resources into the state, and no pending operation. */
export async function importState(
  stack: Stack,
  { file }: ExportedState,
  resources: readonly ResourceState[],
): Promise<void> {
  const deployment = { ...(isRecord(file["deployment"]) ? file["deployment"] : {}), resources };
  const next = join(stack.workspace.workDir, "state.json");
  await writeFile(next, JSON.stringify({ ...file, deployment: { ...deployment, pending_operations: [] } }), {
    mode: 0o600,
  });
  await pulumi(stack, ["stack", "import", "--file", next]);
  await rm(next);
}

function pulumi(stack: Stack, args: readonly string[]) {
  const { pulumiCommand, workDir, envVars } = stack.workspace;
  return runCommand(pulumiCommand.command, [...args, "--stack", stack.name], {
    cwd: workDir,
    env: envVars,
  });
}

function listOf<T>(value: unknown, isEntry: (entry: unknown) => entry is T): T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isEntry)) {
    throw new Error("the state of the stack is of a form that this version does not know");
  }
  return value;
}

function isOperation(value: unknown): value is PendingOperation {
  return isRecord(value) && typeof value["type"] === "string" && isResource(value["resource"]);
}

function isResource(value: unknown): value is ResourceState {
  return isRecord(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
