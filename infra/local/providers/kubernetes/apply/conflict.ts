import { isConflict, isVersionConflict } from "../api/apiError";
import { annotations } from "../manifest/annotations";

/** A refusal because of other managers, in words that say who they are and what can be done; other errors as they are. */
export function explainConflict(error: unknown, fieldManager: string): unknown {
  if (!isConflict(error) || isVersionConflict(error)) return error;
  return new Error(
    [
      `server-side apply conflict: fields that "${fieldManager}" sets are managed by others`,
      ...error.causes.map(({ field, message }) => `  ${field}: ${message}`),
      `leave these fields to them, or set the annotation ${annotations.patchForce}: "true" on the object ` +
        "(enablePatchForce on the provider) to take them over",
    ].join("\n"),
    { cause: error },
  );
}
