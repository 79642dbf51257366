import { hasUnknown, InitializationError } from "../protocol";
import type { CreateRequest, CreateResult, PropertyObject, UpdateRequest } from "../protocol";
import { ApiError, isAlreadyThere, UnknownKindError } from "./api/apiError";
import { referenceTo } from "./api/objects";
import type { Objects } from "./api/objects";
import { createObject } from "./apply/createObject";
import { creationManager } from "./apply/managedFields";
import { updateObject } from "./apply/updateObject";
import { annotations } from "./manifest/annotations";
import { checkpointProperties, parseCheckpoint } from "./manifest/checkpoint";
import type { Checkpoint } from "./manifest/checkpoint";
import { textAt, withAt } from "./manifest/json";
import { annotationOf, idOf, parseId, toManifest } from "./manifest/manifest";
import type { Manifest } from "./manifest/manifest";
import { uniqueName } from "./manifest/naming";
import { normalizeManifest } from "./manifest/normalize";
import { withUnknownServerFields } from "./manifest/serverFields";
import { parseTypeToken } from "./manifest/typeToken";
import type { Session } from "./session";
import { waiterFor } from "./waiting/waiterFor";
import { NotReadyError, waitUntilReady } from "./waiting/waitUntilReady";

/** How long an object may take to become ready or to be gone, in seconds, unless the program says otherwise. */
export const defaultTimeoutSeconds = 600;

/** How long to wait for the object, in milliseconds. */
export function timeoutMs(timeoutSeconds: number | undefined, inputs: Manifest): number {
  const annotated = Number.parseInt(annotationOf(inputs, annotations.timeoutSeconds), 10);
  const seconds = timeoutSeconds ?? (annotated > 0 ? annotated : defaultTimeoutSeconds);
  return seconds * 1000;
}

/** Creates the object and waits until it is ready; a preview asks the server what it would make. */
export async function createResource(session: Session, request: CreateRequest): Promise<CreateResult> {
  const type = parseTypeToken(request.type);
  const { configuration } = session;
  const unseen: CreateResult = { id: "", outputs: request.inputs };
  if (request.preview && (hasUnknown(request.inputs) || type.patch || !configuration.enableServerSideApply))
    return unseen;
  const manifest = normalizeManifest(toManifest(request.inputs));
  if (request.preview && !(await canPreview(session, manifest))) return unseen;
  const objects = await session.requireCluster();
  const fieldManager = fieldManagerFor(session, manifest, "");
  let live: Manifest;
  try {
    live = await createObject(objects, {
      manifest,
      apply: configuration.enableServerSideApply && (configuration.upsertExistingObjects || type.patch),
      fieldManager,
      force: configuration.enablePatchForce,
      preview: request.preview,
      signal: request.signal,
      log: request.log,
    });
  } catch (error) {
    if (request.preview && isNoAnswerToPreview(error)) return unseen;
    throw error;
  }
  const checkpoint = { inputs: manifest, fieldManager, initialApiVersion: textAt(manifest, "apiVersion") };
  if (request.preview) return { id: "", outputs: previewed({ ...checkpoint, live }, request.inputs, {}) };
  const ready = await settle(objects, request, { ...checkpoint, live }, request.inputs, "created");
  return { id: idOf(ready), outputs: checkpointProperties({ ...checkpoint, live: ready }, request.inputs) };
}

/** Updates the object in place and waits until it is ready; answers the outputs. */
export async function updateResource(session: Session, request: UpdateRequest): Promise<PropertyObject> {
  const type = parseTypeToken(request.type);
  const { configuration } = session;
  if (request.preview && hasUnknown(request.newInputs)) return request.newInputs;
  const old = parseCheckpoint(request.oldOutputs);
  const manifest = addressed(normalizeManifest(toManifest(request.newInputs)), request.id);
  if (request.preview && !(await canPreview(session, manifest))) return request.newInputs;
  const objects = await session.requireCluster();
  const fieldManager = fieldManagerFor(session, manifest, old.fieldManager);
  const initialApiVersion = old.initialApiVersion || textAt(manifest, "apiVersion");
  const checkpoint = { inputs: manifest, fieldManager, initialApiVersion };
  let live: Manifest;
  try {
    live = await updateObject(objects, {
      manifest,
      oldManifest: normalizeManifest(old.inputs),
      fieldManager,
      oldFieldManager: old.fieldManager,
      patch: type.patch,
      serverSideApply: configuration.enableServerSideApply,
      force: configuration.enablePatchForce,
      ignoreChanges: request.ignoreChanges,
      preview: request.preview,
    });
  } catch (error) {
    if (request.preview && isForbidden(error)) return request.newInputs;
    throw request.preview ? error : await failedUpdate(objects, request, checkpoint, error);
  }
  if (request.preview) return previewed({ ...checkpoint, live }, request.newInputs, old.live);
  const ready = await settle(objects, request, { ...checkpoint, live }, request.newInputs, "updated");
  return checkpointProperties({ ...checkpoint, live: ready }, request.newInputs);
}

/**
 * The name under which a resource's fields are managed: with server-side apply one of its own, unlike any other's.
 * @param known the name in the state; empty when there is none
 */
function fieldManagerFor(session: Session, manifest: Manifest, known: string): string {
  if (!session.configuration.enableServerSideApply) return creationManager;
  const given = annotationOf(manifest, annotations.fieldManager) || known;
  return given || uniqueName("pulumi-kubernetes-", new Uint8Array());
}

/**
 * What a refused update leaves behind: the object as it is and the inputs that it should have, so that the next
 * `pulumi up` tries them again, as with the official plug-in. An object, or a kind, that is gone stays in the state as it was.
 */
async function failedUpdate(
  objects: Objects,
  request: UpdateRequest,
  checkpoint: Omit<Checkpoint, "live">,
  error: unknown,
): Promise<unknown> {
  if (error instanceof UnknownKindError) return error;
  let live: Manifest | undefined;
  try {
    live = await objects.find(referenceTo(checkpoint.inputs));
  } catch {
    // A cluster that answers no more has nothing to add to the error that there is.
    return error;
  }
  if (live === undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new InitializationError(`${textAt(live, "kind")} "${idOf(live)}" was not updated: ${message}`, {
    id: request.id,
    outputs: checkpointProperties({ ...checkpoint, live }, request.newInputs),
    reasons: [message],
  });
}

// A resource keeps its object: inputs that leave the name to the server are about the one in the id.
function addressed(manifest: Manifest, id: string): Manifest {
  const { namespace, name } = parseId(id);
  const named = withAt(manifest, ["metadata", "name"], name);
  return namespace === "" ? named : withAt(named, ["metadata", "namespace"], namespace);
}

async function canPreview(session: Session, manifest: Manifest): Promise<boolean> {
  const { objects } = await session.cluster();
  const found = await objects?.discovery.find(textAt(manifest, "apiVersion"), textAt(manifest, "kind"));
  return found !== undefined;
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === 403;
}

// What cannot be tried before the real thing: a namespace yet to be made, a name that is about to become free.
function isNoAnswerToPreview(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const noDryRun = error.code === 400 && error.message.includes("does not support dry run");
  // A creation that may take an existing object meets the one that it is going to replace.
  const isReplaced = error.code === 422 && error.message.includes("field is immutable");
  return isForbidden(error) || isAlreadyThere(error) || error.isMissingNamespace || noDryRun || isReplaced;
}

function previewed(checkpoint: Checkpoint, marked: PropertyObject, before: Manifest): PropertyObject {
  const live = withAt(checkpoint.live, ["status"], undefined);
  const outputs = checkpointProperties({ ...checkpoint, live }, marked);
  return withUnknownServerFields(outputs, checkpoint.inputs, before);
}

async function settle(
  objects: Objects,
  request: CreateRequest | UpdateRequest,
  checkpoint: Checkpoint,
  marked: PropertyObject,
  done: "created" | "updated",
): Promise<Manifest> {
  const { live, inputs } = checkpoint;
  try {
    const waiter = waiterFor(inputs, live);
    if (waiter === undefined) return live;
    return await waitUntilReady(objects, live, waiter, {
      timeoutMs: timeoutMs(request.timeoutSeconds, inputs),
      signal: request.signal,
      log: request.log,
    });
  } catch (error) {
    // The object is there: whatever went wrong, the state must know it.
    const seen = error instanceof NotReadyError ? error.live : live;
    const message = error instanceof Error ? error.message : String(error);
    throw new InitializationError(
      `${textAt(live, "kind")} "${idOf(live)}" was ${done} but did not become ready: ${message}`,
      {
        id: idOf(seen),
        outputs: checkpointProperties({ ...checkpoint, live: seen }, marked),
        reasons: [message, ...(error instanceof NotReadyError ? error.reasons : [])],
      },
    );
  }
}
