import { isJsonObject, listAt, objectAt, textAt } from "../manifest/json";
import type { Json, JsonObject } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";

/** Manager of what a plain creation sets; the official plug-in's name, so that either can take over. */
export const creationManager = "pulumi-kubernetes";

/** A manager as an object notes it: the same name counts twice when it both applies and writes plainly. */
export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
}

/** Managers whose writes belong to us: earlier creations, and hands that used kubectl. */
export const creators: readonly Manager[] = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: creationManager, operation: "Update" },
  { manager: "pulumi-kubernetes.exe", operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

function isOf(entry: Json, managers: readonly Manager[]): boolean {
  return (
    textAt(entry, "subresource") === "" &&
    managers.some(
      ({ manager, operation }) =>
        textAt(entry, "manager") === manager && textAt(entry, "operation") === operation,
    )
  );
}

/**
 * The edits that hand the fields of the managers `from` to `fieldManager`, so that applying neither conflicts with them
 * nor leaves their fields behind; undefined when there is nothing to hand over.
 */
export function takeover(live: Manifest, from: readonly Manager[], fieldManager: string): Json | undefined {
  const entries = listAt(live, "metadata", "managedFields");
  const taken = entries.filter((entry) => isOf(entry, from));
  const first = taken[0];
  if (!isJsonObject(first)) return undefined;
  const own = entries.find(
    (entry) =>
      textAt(entry, "manager") === fieldManager &&
      textAt(entry, "operation") === "Apply" &&
      textAt(entry, "subresource") === "",
  );
  const fields = [own, ...taken].reduce<JsonObject>(
    (merged, entry) => mergeFields(merged, objectAt(entry, "fieldsV1")),
    {},
  );
  const entry: JsonObject = {
    ...(isJsonObject(own) ? own : first),
    manager: fieldManager,
    operation: "Apply",
    fieldsV1: fields,
  };
  return [
    {
      op: "replace",
      path: "/metadata/managedFields",
      value: [entry, ...entries.filter((other) => other !== own && !taken.includes(other))],
    },
    // Refused when somebody else has written meanwhile.
    { op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
  ];
}

function mergeFields(left: JsonObject, right: JsonObject): JsonObject {
  return Object.fromEntries(
    [...new Set([...Object.keys(left), ...Object.keys(right)])].map((name) => [
      name,
      mergeFields(objectAt(left, name), objectAt(right, name)),
    ]),
  );
}

/** Whether plain writes of this provider are still noted on the object, which a preview cannot hand over. */
export function hasPlainWrites(live: Manifest): boolean {
  return listAt(live, "metadata", "managedFields").some(
    (entry) => isOf(entry, creators) && textAt(entry, "manager").startsWith("pulumi-"),
  );
}

/** Whether no manager is noted at all: an object from before server-side apply. */
export function hasNoManagers(live: Manifest): boolean {
  return listAt(live, "metadata", "managedFields").length === 0;
}

/** Who owns the field at a path of names. */
export function ownersOf(live: Manifest, path: readonly string[]): readonly string[] {
  return listAt(live, "metadata", "managedFields")
    .filter((entry) => ownsField(objectAt(entry, "fieldsV1"), path))
    .map((entry) => textAt(entry, "manager"));
}

function ownsField(fields: JsonObject, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const inner = fields[`f:${name}`];
  return isJsonObject(inner) && ownsField(inner, rest);
}
