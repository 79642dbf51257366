import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import type { FindObject } from "./clusterObjects";
import { exportState, importState, type StackState } from "./stackState";
import { isMadeBy, objectOf, withTakenOver } from "./takeOver";

/** How long a removal that was begun may take, in milliseconds: pods end within their grace period of 75 s. */
const removalMilliseconds = 300_000;
const pollMilliseconds = 500;

/** What settling works with. */
export interface Settlement {
  readonly stack: Stack;
  /** Looks into the cluster that the stack is on. */
  readonly find: FindObject;
  /** When the interrupted run began. */
  readonly began: Date;
  /** Brings the state in line with what is there. */
  readonly refresh: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Makes the state of a stack say what is there after a run was interrupted: its lock is removed, objects are taken over
 * whose creation was not recorded, removals that were begun are waited for, and all that the state knows is read anew.
 * It may be interrupted itself, and is then done again as a whole. The caller holds the checkout's command lock, so
 * nobody else works on this state.
 */
export async function settleInterrupted(settlement: Settlement): Promise<void> {
  const { stack, find, began, refresh, signal } = settlement;
  await stack.cancel();
  const state = await exportState(stack);
  await untilRemoved(state, find, signal);
  if (state.pending.some(({ type }) => type === "creating")) {
    const resources = withTakenOver(state, await madeObjects(state, find, began));
    await importState(stack, state, resources);
  }
  if (state.resources.length > 0) await refresh();
}

/** The ids of the objects that were made by creations without a recorded end, by URN. */
async function madeObjects(
  { pending }: StackState,
  find: FindObject,
  began: Date,
): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  for (const { type, resource } of pending) {
    const reference = type === "creating" ? objectOf(resource) : undefined;
    const live = reference === undefined ? undefined : await find(reference);
    if (live === undefined || !isMadeBy(live, resource, began)) continue;
    made.set(resource.urn, live.namespace === undefined ? live.name : `${live.namespace}/${live.name}`);
  }
  return made;
}

/** Waits for objects whose removal was begun: they would be taken for being there. */
async function untilRemoved(
  { resources, pending }: StackState,
  find: FindObject,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + removalMilliseconds;
  for (const resource of [...resources, ...pending.map((operation) => operation.resource)]) {
    const reference = objectOf(resource);
    if (reference === undefined) continue;
    while ((await find(reference))?.isBeingRemoved === true) {
      if (Date.now() > deadline) {
        throw new Error(
          `${reference.kind} '${reference.name}' is being removed from the cluster and does not go; see what holds it ` +
            "('kubectl describe'), then run the same command again",
        );
      }
      await sleep(pollMilliseconds, undefined, { signal });
    }
  }
}
