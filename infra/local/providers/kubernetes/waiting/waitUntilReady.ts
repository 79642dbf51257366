import type { ResourceLog } from "../../protocol";
import { objectPath } from "../api/discovery";
import { referenceTo } from "../api/objects";
import type { Objects } from "../api/objects";
import { follow } from "../api/watch";
import { isJsonObject, listAt, textAt } from "../manifest/json";
import { namespaceOf, nameOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import type { Collection, Readiness, Snapshot, Waiter } from "./readiness";

/** How often readiness is judged when nothing changes, in milliseconds: some of it depends on time passing. */
const tickMs = 250;

/** An object exists and did not become ready. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";

  /**
   * @param live the object as it was last seen
   * @param reasons what stands in the way
   */
  constructor(
    message: string,
    readonly live: Manifest,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

/** How to wait. */
export interface WaitOptions {
  /** In milliseconds. */
  readonly timeoutMs: number;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  readonly log: ResourceLog;
}

/**
 * Watches the object and what belongs to it until the waiter finds it ready; answers the object as it is then.
 * Throws a NotReadyError when the time is up, the user cancels, or the object can no longer become ready.
 */
export async function waitUntilReady(
  objects: Objects,
  live: Manifest,
  waiter: Waiter,
  options: WaitOptions,
): Promise<Manifest> {
  const ended = new AbortController();
  const timeUp = AbortSignal.timeout(Math.min(options.timeoutMs, waiter.limitMs ?? Infinity));
  const state = new WatchedState(live);
  const collections = Object.entries(waiter.collections);
  const paths = await Promise.all(collections.map(([, collection]) => pathOf(objects, live, collection)));
  return new Promise<Manifest>((resolve, reject) => {
    let shown = "";
    const finish = (settle: () => void): void => {
      if (ended.signal.aborted) return;
      clearInterval(timer);
      options.signal.removeEventListener("abort", judge);
      ended.abort();
      options.log.status("");
      settle();
    };
    const refuse = (message: string, reasons: readonly string[]): void => {
      finish(() => {
        reject(new NotReadyError(message, state.last, reasons));
      });
    };
    const judge = (): void => {
      if (!state.isComplete(collections.length)) {
        if (timeUp.aborted)
          refuse(`"${nameOf(live)}" timed out waiting to be ready`, ["the API server did not answer"]);
        return;
      }
      const readiness = waiter.judge(state.snapshot());
      if (readiness.ready) {
        finish(() => {
          resolve(state.last);
        });
      } else if (readiness.failed === true) refuse(`"${nameOf(live)}" failed`, readiness.reasons);
      else if (options.signal.aborted)
        refuse(`waiting for "${nameOf(live)}" was cancelled`, readiness.reasons);
      else if (timeUp.aborted) refuse(`"${nameOf(live)}" timed out waiting to be ready`, readiness.reasons);
      else if (readiness.status !== shown) {
        shown = readiness.status;
        options.log.status(shown);
      }
    };
    const timer = setInterval(judge, tickMs);
    options.signal.addEventListener("abort", judge);
    const fail = (error: unknown): void => {
      finish(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    watchSelf(objects, live, ended.signal, (seen) => {
      state.see(seen);
      judge();
    }).catch(fail);
    collections.forEach(([name, collection], index) => {
      const query = collection.labels === undefined ? {} : { labelSelector: collection.labels };
      follow(objects.client, paths[index] ?? "", query, ended.signal, (seen) => {
        state.seeRelated(name, [...seen.values()]);
        judge();
      }).catch(fail);
    });
  });
}

/** Judges the object as it is at this moment. */
export async function judgeNow(objects: Objects, live: Manifest, waiter: Waiter): Promise<Readiness> {
  const related = await Promise.all(
    Object.entries(waiter.collections).map(async ([name, collection]) => {
      const query = collection.labels === undefined ? {} : { labelSelector: collection.labels };
      const path = await pathOf(objects, live, collection);
      const list = await objects.client.request({ method: "GET", path, query });
      return [name, listAt(list, "items").filter(isJsonObject)] as const;
    }),
  );
  return waiter.judge({ self: live, related: Object.fromEntries(related), quietMs: Infinity });
}

async function pathOf(objects: Objects, live: Manifest, collection: Collection): Promise<string> {
  const endpoint = await objects.endpoint(collection);
  return objectPath(endpoint, collection.namespaced === false ? "" : namespaceOf(live));
}

async function watchSelf(
  objects: Objects,
  live: Manifest,
  signal: AbortSignal,
  seen: (self: Manifest | undefined) => void,
): Promise<void> {
  const endpoint = await objects.endpoint(referenceTo(live));
  const query = { fieldSelector: `metadata.name=${nameOf(live)}` };
  const uid = textAt(live, "metadata", "uid");
  await follow(objects.client, objectPath(endpoint, namespaceOf(live)), query, signal, (found) => {
    const self = found.get(uid);
    // Objects in a list do not say what they are.
    seen(self === undefined ? undefined : { apiVersion: endpoint.apiVersion, kind: endpoint.kind, ...self });
  });
}

class WatchedState {
  #self: Manifest | undefined;
  #seen = false;
  readonly #related = new Map<string, readonly Manifest[]>();
  #changed = Date.now();
  /** The object as it was last seen. */
  last: Manifest;

  constructor(live: Manifest) {
    this.last = live;
  }

  see(self: Manifest | undefined): void {
    this.#self = self;
    this.#seen = true;
    if (self !== undefined) this.last = self;
    this.#changed = Date.now();
  }

  seeRelated(name: string, objects: readonly Manifest[]): void {
    this.#related.set(name, objects);
    this.#changed = Date.now();
  }

  /** Whether the object and all collections were seen once. */
  isComplete(collections: number): boolean {
    return this.#seen && this.#related.size === collections;
  }

  snapshot(): Snapshot {
    return {
      self: this.#self,
      related: Object.fromEntries(this.#related),
      quietMs: Date.now() - this.#changed,
    };
  }
}
