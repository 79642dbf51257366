import { objectAt, withAt } from "./json";
import type { Json, JsonObject } from "./json";
import { isDefinition, isSecretObject } from "./manifest";
import type { Manifest } from "./manifest";

/** Fields of the metadata that only the API server writes. */
const serverFields: readonly string[] = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/**
 * `manifest` in the form in which the API server keeps it, so that equal meanings compare equal: a Secret's
 * `stringData` as `data`, no fields that only the server writes.
 */
export function normalizeManifest(manifest: Manifest): Manifest {
  const normalized = isSecretObject(manifest)
    ? normalizeSecret(manifest)
    : isDefinition(manifest)
      ? normalizeDefinition(manifest)
      : manifest;
  return serverFields.reduce((object, field) => withAt(object, ["metadata", field], undefined), normalized);
}

function normalizeSecret(manifest: Manifest): Manifest {
  const rest = withAt(manifest, ["stringData"], undefined);
  const data: JsonObject = {
    ...mapValues(objectAt(manifest, "data"), recode),
    ...mapValues(objectAt(manifest, "stringData"), (text) =>
      typeof text === "string" ? Buffer.from(text).toString("base64") : text,
    ),
  };
  return Object.keys(data).length === 0 && manifest["data"] === undefined ? rest : { ...rest, data };
}

// White space in base64 is lost on the server.
function recode(text: Json): Json {
  return typeof text === "string" && /\s/.test(text) ? Buffer.from(text, "base64").toString("base64") : text;
}

function normalizeDefinition(manifest: Manifest): Manifest {
  const rest = withAt(manifest, ["status"], undefined);
  // The server drops the deprecated field when it is false.
  return objectAt(rest, "spec")["preserveUnknownFields"] === false
    ? withAt(rest, ["spec", "preserveUnknownFields"], undefined)
    : rest;
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
