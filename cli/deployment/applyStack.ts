import type { EngineEvent, OpMap, Stack } from "@pulumi/pulumi/automation";
import type { Step } from "../../infra/local/progress";

/** What an update did: number of resources by kind of change (`create`, `update`, `same`, …). */
export type Changes = OpMap;

/** An update or destroy failed; the message holds what the engine reported, nothing else. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
}

/**
 * Brings the stack to what its program says. What an interrupted run left, a lock or an operation whose end is not
 * recorded, is cleared first: the caller holds the checkout's command lock, so nobody else works on this state.
 * @throws DeploymentError with the engine's error messages
 */
export async function applyStack(stack: Stack, step: Step, signal: AbortSignal): Promise<Changes> {
  await clearInterrupted(stack, step);
  const watcher = new EventWatcher(step);
  try {
    const result = await stack.up({ color: "never", onEvent: watcher.onEvent, signal });
    return result.summary.resourceChanges ?? {};
  } catch (error) {
    throw watcher.failure("pulumi up", error);
  }
}

/** Removes everything that the stack made. @throws DeploymentError with the engine's error messages */
export async function destroyStack(stack: Stack, step: Step, signal: AbortSignal): Promise<void> {
  await clearInterrupted(stack, step);
  const watcher = new EventWatcher(step);
  try {
    await stack.destroy({ color: "never", onEvent: watcher.onEvent, signal });
  } catch (error) {
    throw watcher.failure("pulumi destroy", error);
  }
}

async function clearInterrupted(stack: Stack, step: Step): Promise<void> {
  await stack.cancel();
  const state = await stack.exportStack();
  const pending = pendingOperations(state.deployment);
  if (pending === 0) return;
  step.detail(`an interrupted run left ${pending} operations open: reading what is there`);
  await stack.refresh({ color: "never", clearPendingCreates: true });
  // An object whose creation was not recorded is in the cluster all the same: this run takes it over.
  stack.workspace.envVars["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"] = "true";
}

/** The number of operations whose end the state does not know. */
function pendingOperations(deployment: unknown): number {
  if (typeof deployment !== "object" || deployment === null || !("pending_operations" in deployment))
    return 0;
  return Array.isArray(deployment.pending_operations) ? deployment.pending_operations.length : 0;
}

/** Counts finished resources for the progress line and keeps the errors. */
class EventWatcher {
  readonly #errors: string[] = [];
  readonly #running = new Map<string, string>();
  #done = 0;

  constructor(private readonly step: Step) {}

  readonly onEvent = (event: EngineEvent): void => {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event;
    if (resourcePreEvent && resourcePreEvent.metadata.op !== "same") {
      this.#running.set(resourcePreEvent.metadata.urn, nameOf(resourcePreEvent.metadata.urn));
    }
    const ended = resOutputsEvent?.metadata.urn ?? resOpFailedEvent?.metadata.urn;
    if (ended !== undefined) {
      this.#running.delete(ended);
      this.#done += 1;
    }
    if (diagnosticEvent?.severity === "error") this.#errors.push(diagnosticEvent.message.trim());
    const waiting = [...this.#running.values()].slice(0, 3).join(", ");
    this.step.detail(`${this.#done} resources done${waiting === "" ? "" : `; waiting for ${waiting}`}`);
  };

  failure(command: string, error: unknown): DeploymentError {
    const messages = this.#errors.filter((message) => message !== "update failed" && message !== "");
    const fallback = error instanceof Error ? error.message : String(error);
    const text = messages.length > 0 ? [...new Set(messages)].join("\n") : fallback;
    return new DeploymentError(`'${command}' failed:\n${text}`, { cause: error });
  }
}

/** The logical name at the end of a URN. */
function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
