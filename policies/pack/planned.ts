import type { Resource } from "../resource";
import { packageOf } from "../token";
import { ownValue, unknown } from "../values";

/** Objects that are kept; of what comes after them nothing is known, which stack rules report. */
const mostPlanned = 5_000;

/**
 * Objects of clusters that are still to be made. At preview the engine can ask no provider what they come to, and hands nothing of
 * them to stack rules: these judge what a resource rule was told that they are to be.
 */
export class PlannedObjects {
  readonly #byUrn = new Map<string, Resource>();

  /** Keeps a resource as it was asked for, where it is such an object. */
  note(resource: Resource): void {
    if (!isOfPlannedCluster(resource)) {
      if (this.#byUrn.size > 0) this.#byUrn.delete(resource.urn);
    } else if (this.#byUrn.size < mostPlanned || this.#byUrn.has(resource.urn)) {
      this.#byUrn.set(resource.urn, resource);
    }
  }

  /** The object as it was asked for; undefined where the engine tells what it has come to. */
  planned(urn: string): Resource | undefined {
    return this.#byUrn.get(urn);
  }
}

function isOfPlannedCluster({ type, provider }: Resource): boolean {
  return (
    provider !== undefined &&
    packageOf(type) === "kubernetes" &&
    ownValue(provider.inputs, "kubeconfig") === unknown
  );
}
