import type { PropertyObject } from "./propertyValue";

/**
 * A resource exists but did not become ready. The engine saves it as it is, reports the reasons, and tries an update on
 * the next `pulumi up` even if the program has not changed.
 */
export class InitializationError extends Error {
  override readonly name = "InitializationError";

  /**
   * @param message the first line a person reads
   * @param resource what is saved; `reasons` are shown under the message, `inputs` are for reads
   */
  constructor(
    message: string,
    readonly resource: {
      readonly id: string;
      readonly outputs: PropertyObject;
      readonly reasons: readonly string[];
      readonly inputs?: PropertyObject;
    },
  ) {
    super(message);
  }
}
