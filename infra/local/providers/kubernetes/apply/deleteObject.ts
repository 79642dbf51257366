import { isNotFound, UnknownKindError } from "../api/apiError";
import { objectPath } from "../api/discovery";
import type { ObjectReference, Objects } from "../api/objects";
import { follow } from "../api/watch";
import { annotations } from "../manifest/annotations";
import { listAt, textAt } from "../manifest/json";
import { annotationOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import type { WaitOptions } from "../waiting/waitUntilReady";

/** Kinds for which `pulumi.com/skipAwait` also means not to wait for the end. */
const kindsThatSkip: readonly string[] = [
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
];

/**
 * Deletes the object and waits until it is gone. An object, or a kind, that is not there counts as deleted.
 * Throws when the time is up, naming what holds the object.
 */
export async function deleteObject(
  objects: Objects,
  reference: ObjectReference,
  inputs: Manifest,
  options: WaitOptions,
): Promise<void> {
  try {
    const live = await objects.get(reference);
    await objects.remove(reference, propagationOf(inputs));
    const skips = annotationOf(inputs, annotations.skipAwait) === "true";
    if (skips && kindsThatSkip.includes(`${reference.apiVersion}/${reference.kind}`)) return;
    await untilGone(objects, reference, live, options);
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof UnknownKindError)) throw error;
  }
}

/** The propagation policy that the object's annotation asks for. */
export function propagationOf(inputs: Manifest): "Foreground" | "Background" | "Orphan" {
  switch (annotationOf(inputs, annotations.deletionPropagation).toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}

async function untilGone(
  objects: Objects,
  reference: ObjectReference,
  live: Manifest,
  options: WaitOptions,
): Promise<void> {
  const path = objectPath(await objects.endpoint(reference), reference.namespace);
  const uid = textAt(live, "metadata", "uid");
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, options.signal, AbortSignal.timeout(options.timeoutMs)]);
  let last = live;
  await follow(
    objects.client,
    path,
    { fieldSelector: `metadata.name=${reference.name}` },
    signal,
    (found) => {
      const present = found.get(uid);
      if (present === undefined) gone.abort();
      else {
        last = present;
        options.log.status(holding(last));
      }
    },
  );
  options.log.status("");
  if (gone.signal.aborted) return;
  const why = options.signal.aborted ? "the operation was cancelled" : "the time is up";
  throw new Error(`${reference.kind} "${reference.name}" is not gone yet and ${why}: ${holding(last)}`);
}

function holding(object: Manifest): string {
  const finalizers = [
    ...listAt(object, "metadata", "finalizers"),
    ...listAt(object, "spec", "finalizers"),
  ].filter((name) => typeof name === "string");
  const messages = listAt(object, "status", "conditions")
    .filter((condition) => textAt(condition, "status") === "True")
    .map((condition) => textAt(condition, "message"))
    .filter((message) => message !== "");
  const held = finalizers.length === 0 ? [] : [`finalizers ${finalizers.join(", ")}`];
  return ["waiting for its end", ...held, ...(textAt(object, "kind") === "Namespace" ? messages : [])].join(
    "; ",
  );
}
