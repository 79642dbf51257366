import { hasUnknown } from "../protocol";
import type { DiffRequest, DiffResult, PropertyObject } from "../protocol";
import { referenceTo } from "./api/objects";
import { droppedFields } from "./apply/droppedValues";
import { creationManager } from "./apply/managedFields";
import { parseCheckpoint } from "./manifest/checkpoint";
import {
  containsPath,
  differences,
  forcesReplacement,
  parsePath,
  pathText,
  propertyChange,
} from "./manifest/difference";
import type { FieldDifference, FieldPath } from "./manifest/difference";
import { objectAt, textAt, withAt } from "./manifest/json";
import { nameOf, namespaceOf, toManifest, toPlainProperties } from "./manifest/manifest";
import type { Manifest } from "./manifest/manifest";
import { isAutonamed, isNamed, knownName } from "./manifest/naming";
import { normalizeManifest } from "./manifest/normalize";
import { pruneToShape } from "./manifest/prune";
import { replacementFields, replacesUnready } from "./manifest/replacement";
import { apiVersionOf, parseTypeToken } from "./manifest/typeToken";
import { isZero } from "./manifest/zero";
import type { Session } from "./session";
import { judgeJob } from "./waiting/job";

/**
 * What the new inputs change, against the object's last known state: drift that a refresh has brought into the state is
 * undone, fields that only the cluster has set are no difference.
 */
export async function diffObject(session: Session, request: DiffRequest): Promise<DiffResult> {
  const type = parseTypeToken(request.type);
  const { configuration } = session;
  const { inputs, live, fieldManager } = parseCheckpoint(request.oldOutputs);
  const namespaced = await session.isNamespaced(apiVersionOf(type), type.kind);
  const olds = inNamespace(normalizeManifest(inputs), namespaced);
  const news = newProperties(request.newInputs, namespaced);
  const named = isNamed(request.newInputs);
  const base = inNamespace(pruneToShape(normalizeManifest(live), olds), namespaced);
  const found = differences(named ? withAt(base, ["metadata", "name"], nameOf(live)) : base, olds, news);
  const ignored = request.ignoreChanges.map(parsePath);
  const asked = found.filter(({ path }) => !ignored.some((outer) => containsPath(outer, path)));
  const dropped = await droppedZeros(session, asked, news, live, fieldManager);
  const kept = asked.filter(({ path }) => !dropped.includes(path));
  const fields = replacementFields(identityOf(request.newInputs, live), type.patch, {
    configMaps: configuration.enableConfigMapMutable,
    secrets: configuration.enableSecretMutable,
  });
  const changes = kept.map((difference) => ({
    name: pathText(difference.path),
    change: propertyChange(difference, forcesReplacement(difference, fields)),
  }));
  const replaces = [
    ...changes
      .filter(
        ({ name, change }) => change.endsWith("-replace") || (name === "metadata" && change === "delete"),
      )
      .map(({ name }) => name),
    ...((await isUnreadyJob(session, request, live))
      ? ['metadata.annotations["pulumi.com/replaceUnready"]']
      : []),
  ];
  const sameName =
    knownName(request.newInputs) === nameOf(live) &&
    textAt(objectAt(toKnown(news), "metadata"), "namespace") ===
      textAt(objectAt(base, "metadata"), "namespace");
  return {
    changes: changes.length > 0 || replaces.length > 0,
    replaces,
    // Two objects of one name cannot be there at once.
    deleteBeforeReplace: replaces.length > 0 && sameName && !isAutonamed(request.newInputs),
    detailedDiff: Object.fromEntries(changes.map(({ name, change }) => [name, change])),
  };
}

/**
 * The zero values among the additions that mean nothing to their fields: only the API server knows whether, say, a `false`
 * is what the field is without it. While it cannot be asked, they count as changes.
 */
async function droppedZeros(
  session: Session,
  found: readonly FieldDifference[],
  news: PropertyObject,
  live: Manifest,
  fieldManager: string,
): Promise<readonly FieldPath[]> {
  const zeros = found.filter(({ change, value }) => change === "add" && value !== undefined && isZero(value));
  if (zeros.length === 0 || hasUnknown(news)) return [];
  const { objects } = await session.cluster();
  if (objects === undefined) return [];
  const named = withAt(toManifest(news), ["metadata", "name"], nameOf(live));
  const manager = fieldManager || creationManager;
  return droppedFields(
    objects,
    named,
    manager,
    zeros.map(({ path }) => path),
  );
}

function newProperties(inputs: PropertyObject, namespaced: boolean): PropertyObject {
  const plain = toPlainProperties(inputs);
  if (!hasUnknown(plain)) return inNamespace(normalizeManifest(toManifest(plain)), namespaced);
  return plain;
}

// "default" and no namespace are the same; objects without namespaces may have been given one by mistake.
function inNamespace(manifest: Manifest, namespaced: boolean): Manifest {
  const namespace = namespaceOf(manifest);
  return withAt(manifest, ["metadata", "namespace"], namespaced ? namespace || "default" : undefined);
}

function toKnown(properties: PropertyObject): Manifest {
  return hasUnknown(properties) ? {} : toManifest(properties);
}

function identityOf(inputs: PropertyObject, live: Manifest): Manifest {
  const { apiVersion, kind } = referenceTo(live);
  const immutable = inputs["immutable"];
  return { apiVersion, kind, ...(immutable === true ? { immutable } : {}) };
}

async function isUnreadyJob(session: Session, request: DiffRequest, live: Manifest): Promise<boolean> {
  if (live["kind"] !== "Job" || hasUnknown(request.newInputs)) return false;
  if (!replacesUnready(toManifest(request.newInputs))) return false;
  const { objects } = await session.cluster();
  const job = await objects?.find(referenceTo(live));
  return job !== undefined && !judgeJob({ self: job, related: {}, quietMs: Infinity }).ready;
}
