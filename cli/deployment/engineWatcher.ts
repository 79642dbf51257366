import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Step } from "../../infra/local/progress";

/** An update or destroy failed; the message holds what the engine reported, nothing else. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
}

/** Counts finished resources for the progress line and keeps the errors. */
export class EngineWatcher {
  readonly #step: Step;
  readonly #errors: string[] = [];
  readonly #running = new Map<string, string>();
  #done = 0;

  constructor(step: Step) {
    this.#step = step;
  }

  readonly onEvent = (event: EngineEvent): void => {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event;
    if (resourcePreEvent) {
      const { urn, op, type } = resourcePreEvent.metadata;
      // The stack is there as long as anything is under way.
      if (op !== "same" && type !== "pulumi:pulumi:Stack") this.#running.set(urn, nameOf(urn));
    }
    const ended = resOutputsEvent?.metadata.urn ?? resOpFailedEvent?.metadata.urn;
    if (ended !== undefined) {
      this.#running.delete(ended);
      this.#done += 1;
    }
    if (diagnosticEvent?.severity === "error") this.#errors.push(diagnosticEvent.message.trim());
    const waiting = [...this.#running.values()].slice(0, 3).join(", ");
    this.#step.detail(`${this.#done} resources done${waiting === "" ? "" : `; waiting for ${waiting}`}`);
  };

  /** What went wrong in the Pulumi command that was watched. */
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
