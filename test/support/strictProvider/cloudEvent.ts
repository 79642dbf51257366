import type { PropertyObject } from "../../../infra/local/providers/protocol";
import type { CallSubject, FailureRule } from "./failureRule";

interface Call extends CallSubject {
  /** Tells the call from all others, so that whoever made it finds its outcome. */
  readonly key: string;
}

/** Asks for a new thing. */
export interface CreateCall extends Call {
  readonly call: "create";
  /** The id, with placeholders. */
  readonly idPattern: string;
  /** Where names are told apart: an account and region. */
  readonly scope: string;
  /** What only one thing of the type may have in its scope, e.g. its name; absent: nothing. */
  readonly identity?: string;
  readonly inputs: PropertyObject;
}

/** Asks for a change. */
export interface UpdateCall extends Call {
  readonly call: "update";
  readonly id: string;
  readonly inputs: PropertyObject;
}

/** Asks what is there. */
export interface ReadCall extends Call {
  readonly call: "read";
  readonly id: string;
}

/** Asks for its end. */
export interface DeleteCall extends Call {
  readonly call: "delete";
  readonly id: string;
}

/** What a provider asks the pretended cloud for. */
export type CloudCall = CreateCall | ReadCall | UpdateCall | DeleteCall;

/** What happens in a pretended cloud: a call, or a test's order to fail. */
export type CloudEvent = CloudCall | { readonly call: "fail"; readonly rule: FailureRule };
