import type { Manifest } from "../manifest/manifest";

/** What is known of an object and of what belongs to it. */
export interface Snapshot {
  /** The object itself; undefined before it was seen, or when it is gone. */
  readonly self: Manifest | undefined;
  /** What belongs to it, by the names of the waiter's collections. */
  readonly related: Readonly<Record<string, readonly Manifest[]>>;
  /** For how long nothing has changed, in milliseconds; Infinity when the state is judged once, as by a refresh. */
  readonly quietMs: number;
}

/** Whether an object is ready. */
export interface Readiness {
  readonly ready: boolean;
  /** True: waiting longer cannot help. @default false */
  readonly failed?: boolean;
  /** One line that is shown meanwhile. */
  readonly status: string;
  /** Why it is not ready, for the error after the time is up. */
  readonly reasons: readonly string[];
}

/** Objects to watch beside the object itself; in its namespace. */
export interface Collection {
  readonly apiVersion: string;
  readonly kind: string;
  /** Label selector. @default everything */
  readonly labels?: string;
  /** False: objects of the cluster, e.g. StorageClasses. @default true */
  readonly namespaced?: boolean;
}

/** How to tell that an object of a kind is ready. */
export interface Waiter {
  /**
   * The longest that objects of the kind are waited for in milliseconds, also when the program gives more: the official
   * plug-in's figure for kinds whose waiting it lets no program prolong. @default as long as the program says
   */
  readonly limitMs?: number;
  readonly collections: Readonly<Record<string, Collection>>;
  readonly judge: (snapshot: Snapshot) => Readiness;
}

/** The answer of an object that is ready. */
export const isReady: Readiness = { ready: true, status: "ready", reasons: [] };

/** The answer while an object is not there. */
export const isMissing: Readiness = {
  ready: false,
  failed: true,
  status: "the object is gone",
  reasons: ["the object was deleted while it was waited for"],
};
