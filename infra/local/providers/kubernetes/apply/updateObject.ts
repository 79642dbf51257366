import { isNotFound, isVersionConflict } from "../api/apiError";
import { referenceTo } from "../api/objects";
import type { Objects } from "../api/objects";
import { annotations } from "../manifest/annotations";
import { isJsonObject, textAt, withAt } from "../manifest/json";
import type { Json, JsonObject } from "../manifest/json";
import { annotationOf, idOf, isDefinition, nameOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { explainConflict } from "./conflict";
import { withIgnoredFields } from "./ignoredFields";
import { creators, hasNoManagers, hasPlainWrites, takeover } from "./managedFields";
import type { Manager } from "./managedFields";

/** How an object is updated. */
export interface Change {
  readonly manifest: Manifest;
  /** The inputs that made the present object. */
  readonly oldManifest: Manifest;
  readonly fieldManager: string;
  /** The manager in the state, whose fields go over to `fieldManager`; empty when the state has none. */
  readonly oldFieldManager: string;
  /** True for resources that only change fields of somebody else's object. */
  readonly patch: boolean;
  readonly serverSideApply: boolean;
  readonly force: boolean;
  readonly ignoreChanges: readonly string[];
  readonly preview: boolean;
}

/** How often an update begins anew because somebody else, often a controller, wrote the object meanwhile. */
const attempts = 10;

/** Updates the object in place and answers it. Throws when it is gone. */
export async function updateObject(objects: Objects, change: Change): Promise<Manifest> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryUpdate(objects, change);
    } catch (error) {
      if (!isVersionConflict(error) || attempt === attempts) throw error;
    }
  }
}

async function tryUpdate(objects: Objects, change: Change): Promise<Manifest> {
  const live = await presentObject(objects, change.manifest);
  const options = { fieldManager: change.fieldManager, dryRun: change.preview };
  if (isDefinition(change.manifest)) {
    // Applying would keep versions and fields that the program has dropped.
    const version = textAt(live, "metadata", "resourceVersion");
    return objects.replace(withAt(change.manifest, ["metadata", "resourceVersion"], version), options);
  }
  if (!change.serverSideApply) {
    return objects.merge(
      referenceTo(change.manifest),
      mergePatch(change.oldManifest, change.manifest),
      options,
    );
  }
  const owned = change.preview ? live : await takeOver(objects, live, change);
  const manifest = withIgnoredFields(change.manifest, owned, change.ignoreChanges, change.fieldManager);
  try {
    return await objects.apply(manifest, { ...options, force: mayForce(change, owned) });
  } catch (error) {
    throw explainConflict(error, change.fieldManager);
  }
}

async function presentObject(objects: Objects, manifest: Manifest): Promise<Manifest> {
  try {
    return await objects.get(referenceTo(manifest));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `${textAt(manifest, "kind")} "${idOf(manifest)}" is no longer in the cluster: run pulumi refresh, then try again`,
      { cause: error },
    );
  }
}

async function takeOver(objects: Objects, live: Manifest, change: Change): Promise<Manifest> {
  const { fieldManager, oldFieldManager } = change;
  const renamed: readonly Manager[] =
    oldFieldManager === "" || oldFieldManager === fieldManager
      ? []
      : [{ manager: oldFieldManager, operation: "Apply" }];
  // A patch leaves the rest of the object to whoever made it.
  const edits = takeover(live, change.patch ? renamed : [...renamed, ...creators], fieldManager);
  return edits === undefined ? live : objects.edit(referenceTo(live), edits);
}

function mayForce(change: Change, live: Manifest): boolean {
  return (
    change.force ||
    annotationOf(change.manifest, annotations.patchForce) === "true" ||
    (change.preview && hasPlainWrites(live)) ||
    hasNoManagers(live)
  );
}

/** Applies nothing as `fieldManager`, so that fields which only this manager has set vanish; answers the object. */
export async function giveUpFields(
  objects: Objects,
  live: Manifest,
  fieldManager: string,
): Promise<Manifest> {
  const { apiVersion, kind, namespace } = referenceTo(live);
  const metadata = { name: nameOf(live), ...(namespace === "" ? {} : { namespace }) };
  return objects.apply({ apiVersion, kind, metadata }, { fieldManager, dryRun: false, force: false });
}

/** The merge patch (RFC 7386) that turns what `olds` have set into what `news` set. */
export function mergePatch(olds: JsonObject, news: JsonObject): JsonObject {
  const removed = Object.keys(olds).filter((name) => !Object.hasOwn(news, name));
  const set = Object.entries(news).map(([name, value]): [string, Json] => {
    const before = olds[name];
    return [name, isJsonObject(before) && isJsonObject(value) ? mergePatch(before, value) : value];
  });
  return Object.fromEntries([...removed.map((name): [string, Json] => [name, null]), ...set]);
}
