import { listAt, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";

/** The API server's answer to a request that it refused. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /**
   * @param code HTTP status
   * @param reason the machine-readable reason, e.g. `AlreadyExists`; empty when the answer has none
   * @param body the Status object, or what else was answered
   */
  constructor(
    message: string,
    readonly code: number,
    readonly reason: string,
    readonly body: Json,
  ) {
    super(message);
  }

  /** From an HTTP answer. */
  static of(code: number, body: Json): ApiError {
    const message =
      textAt(body, "message") || (typeof body === "string" && body !== "" ? body.trim() : `HTTP ${code}`);
    return new ApiError(message, code, textAt(body, "reason"), body);
  }

  /** Whether what is missing is the namespace and not the object. */
  get isMissingNamespace(): boolean {
    return this.code === 404 && textAt(this.body, "details", "kind") === "namespaces";
  }

  /** The single causes, e.g. of a field conflict. */
  get causes(): readonly { readonly field: string; readonly message: string }[] {
    return listAt(this.body, "details", "causes").map((cause) => ({
      field: textAt(cause, "field"),
      message: textAt(cause, "message"),
    }));
  }
}

/** Whether `error` says that the object, or its kind, is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}

/** Whether `error` is a conflict: of field managers, or of versions. */
export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 409 && error.reason === "Conflict";
}

/** Whether `error` says that the object was written since it was read. */
export function isVersionConflict(error: unknown): boolean {
  return isConflict(error) && error.causes.length === 0;
}

/** Whether `error` says that an object of this name is there already. */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof ApiError && error.code === 409 && error.reason === "AlreadyExists";
}

/** A kind that the cluster does not serve, e.g. a custom resource without its CustomResourceDefinition. */
export class UnknownKindError extends Error {
  override readonly name = "UnknownKindError";

  constructor(apiVersion: string, kind: string) {
    super(`the cluster has no kind ${kind} in ${apiVersion}: create its CustomResourceDefinition first`);
  }
}
