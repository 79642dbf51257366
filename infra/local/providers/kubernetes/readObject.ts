import { InitializationError } from "../protocol";
import type { ReadRequest, ReadResult } from "../protocol";
import { UnknownKindError } from "./api/apiError";
import { annotations } from "./manifest/annotations";
import { checkpointProperties, parseCheckpoint, sealed } from "./manifest/checkpoint";
import { textAt, withAt } from "./manifest/json";
import { fromManifest, idOf, parseId, toManifest } from "./manifest/manifest";
import type { Manifest } from "./manifest/manifest";
import { normalizeManifest } from "./manifest/normalize";
import { refreshedInputs } from "./manifest/prune";
import { apiVersionOf, parseTypeToken } from "./manifest/typeToken";
import type { Session } from "./session";
import { readWaiterFor } from "./waiting/waiterFor";
import { judgeNow } from "./waiting/waitUntilReady";

/**
 * The object as it is in the cluster, for a refresh, an import or `.get()`; undefined when it is gone.
 * An object that is there but not ready is an InitializationError, as after an update.
 */
export async function readResource(session: Session, request: ReadRequest): Promise<ReadResult | undefined> {
  const { configuration } = session;
  const { objects, unreachable } = await session.cluster();
  if (objects === undefined) {
    request.log.warn(`the cluster is unreachable: ${unreachable}`);
    if (configuration.deleteUnreachable) return undefined;
    if (configuration.skipUpdateUnreachable) {
      return { id: request.id, inputs: request.oldInputs, outputs: request.oldOutputs };
    }
    throw new Error(unreachableAdvice(unreachable));
  }
  const type = parseTypeToken(request.type);
  const old = parseCheckpoint(request.oldOutputs);
  const oldInputs = normalizeManifest(toManifest(request.oldInputs));
  const imported = textAt(oldInputs, "kind") === "" && textAt(old.live, "kind") === "";
  const apiVersion = textAt(oldInputs, "apiVersion") || textAt(old.live, "apiVersion") || apiVersionOf(type);
  const { namespace, name } = parseId(request.id);
  const namespaced = await session.isNamespaced(apiVersion, type.kind);
  const live = await find(() =>
    objects.find({
      apiVersion,
      kind: type.kind,
      // An id without a namespace means "default", whatever the provider's own namespace is.
      namespace: namespaced ? namespace || "default" : "",
      name,
    }),
  );
  if (live === undefined) return undefined;
  const inputs = imported
    ? importedInputs(live)
    : refreshedInputs(normalizeManifest(live), oldInputs, normalizeManifest(old.live));
  const checkpoint = {
    inputs,
    live,
    fieldManager: old.fieldManager,
    initialApiVersion: old.initialApiVersion || apiVersion,
  };
  const result: ReadResult = {
    id: request.id,
    inputs: sealed(fromManifest(inputs), live, request.oldInputs),
    outputs: checkpointProperties(checkpoint, request.oldInputs),
  };
  const waiter = imported ? undefined : readWaiterFor(oldInputs, live);
  if (waiter === undefined) return result;
  const readiness = await judgeNow(objects, live, waiter);
  if (readiness.ready) return result;
  throw new InitializationError(`${textAt(live, "kind")} "${idOf(live)}" is not ready`, {
    ...result,
    reasons: readiness.reasons,
  });
}

/** What to do about a cluster that does not answer. */
export function unreachableAdvice(unreachable: string): string {
  return (
    `the cluster is unreachable: ${unreachable}; if it was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true ` +
    "to remove its objects from the state"
  );
}

async function find(look: () => Promise<Manifest | undefined>): Promise<Manifest | undefined> {
  try {
    return await look();
  } catch (error) {
    // Without its CustomResourceDefinition an object cannot be there.
    if (error instanceof UnknownKindError) return undefined;
    throw error;
  }
}

const notImported: readonly (readonly string[])[] = [
  ["status"],
  ["metadata", "annotations", "deployment.kubernetes.io/revision"],
  ["metadata", "annotations", annotations.lastApplied],
];

// Nothing tells what a program would have set, so all that is not the server's own counts as input.
function importedInputs(live: Manifest): Manifest {
  return notImported.reduce<Manifest>(
    (object, path) => withAt(object, path, undefined),
    normalizeManifest(live),
  );
}
