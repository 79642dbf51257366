import { isRecord, type ResourceState, type StackState } from "./stackState";

/** Names an object of a cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for objects that lie in no namespace. */
  readonly namespace?: string;
}

/** An object of a cluster, as far as it tells who made it. */
export interface LiveObject {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Who has set fields of it. */
  readonly managers: readonly string[];
  readonly created: Date;
  readonly isBeingRemoved: boolean;
}

/**
 * The clocks of this machine and of a cluster may differ by this much, in milliseconds: machines that keep their time by
 * the network differ by far less.
 */
const clockSkew = 5 * 60_000;

/** The object that a resource stands for; undefined when it is of another provider, or changes others' objects. */
export function objectOf({ type, inputs = {} }: ResourceState): ObjectReference | undefined {
  const { apiVersion, kind, metadata } = inputs;
  if (!type.startsWith("kubernetes:") || type.endsWith("Patch") || !isRecord(metadata)) return undefined;
  const { name, namespace } = metadata;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string")
    return undefined;
  return { apiVersion, kind, name, ...(typeof namespace === "string" ? { namespace } : {}) };
}

/**
 * Whether an object is what the interrupted run made, and not one of the same name that was there before: it was made by
 * Pulumi, since that run began, and bears the labels that the program gives.
 */
export function isMadeBy(live: LiveObject, { inputs = {} }: ResourceState, began: Date): boolean {
  const labels = isRecord(inputs["metadata"]) ? inputs["metadata"]["labels"] : undefined;
  const wanted = isRecord(labels) ? Object.entries(labels) : [];
  return (
    !live.isBeingRemoved &&
    live.managers.some((manager) => /^pulumi-(resource-)?kubernetes/.test(manager)) &&
    live.created.getTime() >= began.getTime() - clockSkew &&
    wanted.every(([name, value]) => live.labels[name] === value)
  );
}

/**
 * The resources once it is known which of the creations without a recorded end have made their object: those are taken
 * over, the others are as if never begun. What a resource taken over looks like has to be read next.
 * @param made the ids of the objects that were made, by URN
 */
export function withTakenOver(state: StackState, made: ReadonlyMap<string, string>): ResourceState[] {
  const taken = state.pending.flatMap(({ type, resource }) => {
    const id = type === "creating" ? made.get(resource.urn) : undefined;
    return id === undefined || isInState(state, resource.urn) ? [] : [{ ...resource, id }];
  });
  const urns = new Set(taken.map(({ urn }) => urn));
  return [...state.resources.filter((old) => !(isHalfReplaced(old) && urns.has(old.urn))), ...taken];
}

function isInState({ resources }: StackState, urn: string): boolean {
  return resources.some((old) => old.urn === urn && old.delete !== true && !isHalfReplaced(old));
}

function isHalfReplaced({ pendingReplacement }: ResourceState): boolean {
  return pendingReplacement === true;
}
