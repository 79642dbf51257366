import { ApiError, UnknownKindError } from "../api/apiError";
import type { Objects } from "../api/objects";
import type { FieldPath } from "../manifest/difference";
import { at } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";

/**
 * Which of the fields the API server drops when it is told to apply the manifest, as it does with most zero values: a dry
 * run tells. None when it refuses the manifest.
 */
export async function droppedFields(
  objects: Objects,
  manifest: Manifest,
  fieldManager: string,
  fields: readonly FieldPath[],
): Promise<readonly FieldPath[]> {
  try {
    const answer = await objects.apply(manifest, { fieldManager, dryRun: true, force: true });
    return fields.filter((path) => at(answer, ...path) === undefined);
  } catch (error) {
    // What is wrong with the manifest is told when it is applied.
    if (error instanceof ApiError || error instanceof UnknownKindError) return [];
    throw error;
  }
}
