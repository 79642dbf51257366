import { setTimeout as delay } from "node:timers/promises";
import type { ResourceLog } from "../../protocol";
import { isAlreadyThere, isNotFound, UnknownKindError } from "../api/apiError";
import type { Objects } from "../api/objects";
import { annotations } from "../manifest/annotations";
import { textAt } from "../manifest/json";
import { annotationOf, idOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { explainConflict } from "./conflict";
import { creationManager } from "./managedFields";

/**
 * How long a creation waits for its namespace or kind to appear, in milliseconds: the official plug-in tries for the last
 * time after 1 + 2 + 4 + 8 + 16 seconds.
 */
export const patienceMs = 31_000;
const pollMs = 500;

/** How an object is created. */
export interface Creation {
  readonly manifest: Manifest;
  /** Server-side apply instead of a plain creation: for patches, and when existing objects may be taken. */
  readonly apply: boolean;
  readonly fieldManager: string;
  readonly force: boolean;
  readonly preview: boolean;
  readonly signal: AbortSignal;
  readonly log: ResourceLog;
}

/**
 * Creates the object. A namespace or kind that is not there yet is waited for, except in a preview, since programs
 * create them side by side. Throws when the object is there already.
 */
export async function createObject(objects: Objects, creation: Creation): Promise<Manifest> {
  const patience = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt(objects, creation);
    } catch (error) {
      const mayAppear = isNotFound(error) || error instanceof UnknownKindError;
      // A kind that was served and is no more is looked for anew.
      if (isNotFound(error)) objects.discovery.forget(textAt(creation.manifest, "apiVersion"));
      if (isAlreadyThere(error) && !creation.preview) throw alreadyThere(creation.manifest, error);
      if (!mayAppear || creation.preview || Date.now() > patience) throw error;
      creation.log.status(`waiting: ${error instanceof Error ? error.message : String(error)}`);
      await delay(pollMs, undefined, { signal: creation.signal });
    }
  }
}

async function attempt(objects: Objects, creation: Creation): Promise<Manifest> {
  const { manifest, preview, fieldManager } = creation;
  if (!creation.apply) return objects.create(manifest, { fieldManager: creationManager, dryRun: preview });
  const force = creation.force || preview || annotationOf(manifest, annotations.patchForce) === "true";
  try {
    return await objects.apply(manifest, { fieldManager, dryRun: preview, force });
  } catch (error) {
    throw explainConflict(error, fieldManager);
  }
}

function alreadyThere(manifest: Manifest, cause: unknown): Error {
  return new Error(
    `${textAt(manifest, "kind")} "${idOf(manifest)}" is in the cluster already: import it, give the old resource ` +
      "an alias if it was renamed in the program, manage single fields of it with a Patch resource, or set " +
      "upsertExistingObjects on the provider to change existing objects on purpose",
    { cause },
  );
}
