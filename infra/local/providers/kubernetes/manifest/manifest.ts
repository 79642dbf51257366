import { isPropertyList, isPropertyObject, reveal, Secret, Unknown } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";
import { isJsonList, isJsonObject, objectAt, textAt } from "./json";
import type { Json, JsonObject } from "./json";

/** A Kubernetes object as the API server takes and gives it. */
export type Manifest = JsonObject;

// The SDKs spell these fields of CustomResourceDefinitions with underscores.
const dashed = /^x-kubernetes-[a-z-]+$/;
const underscored = /^x_kubernetes_[a-z_]+$/;

/**
 * `properties` with the field names that the API server uses, secrets revealed and nulls left out, which the server
 * takes as absent. Unknown values stay.
 */
export function toPlainProperties(properties: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      const plain = reveal(value);
      return plain === null
        ? []
        : [[underscored.test(name) ? name.replaceAll("_", "-") : name, toPlain(plain)]];
    }),
  );
}

function toPlain(value: PropertyValue): PropertyValue {
  const plain = reveal(value);
  if (isPropertyList(plain)) return plain.map(toPlain);
  return isPropertyObject(plain) ? toPlainProperties(plain) : plain;
}

/** The manifest in `properties`, as `toPlainProperties` has it. Throws when a value is unknown. */
export function toManifest(properties: PropertyObject): Manifest {
  return manifestOf(toPlainProperties(properties));
}

function manifestOf(plain: PropertyObject): Manifest {
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, jsonOf(value)]));
}

function jsonOf(value: PropertyValue): Json {
  if (isPropertyList(value)) return value.map(jsonOf);
  if (isPropertyObject(value)) return manifestOf(value);
  if (value instanceof Unknown || value instanceof Secret)
    throw new Error("a value of the object is not known yet");
  return value;
}

/** `manifest` as properties of a resource, with field names as the SDKs spell them. */
export function fromManifest(manifest: Manifest): PropertyObject {
  return Object.fromEntries(
    Object.entries(manifest).map(([name, value]) => [
      dashed.test(name) ? name.replaceAll("-", "_") : name,
      fromJson(value),
    ]),
  );
}

function fromJson(value: Json): PropertyValue {
  if (isJsonList(value)) return value.map(fromJson);
  return isJsonObject(value) ? fromManifest(value) : value;
}

/** The object's name; empty when it has none. */
export function nameOf(manifest: Manifest): string {
  return textAt(manifest, "metadata", "name");
}

/** The object's namespace; empty when it has none. */
export function namespaceOf(manifest: Manifest): string {
  return textAt(manifest, "metadata", "namespace");
}

/** The value of an annotation; empty when it is not set. */
export function annotationOf(manifest: Manifest, name: string): string {
  return textAt(manifest, "metadata", "annotations", name);
}

/** The resource's id: `namespace/name`, or the name of an object without a namespace. */
export function idOf(manifest: Manifest): string {
  const namespace = namespaceOf(manifest);
  return namespace === "" ? nameOf(manifest) : `${namespace}/${nameOf(manifest)}`;
}

/** Namespace (may be empty) and name of a resource's id. */
export function parseId(id: string): { readonly namespace: string; readonly name: string } {
  const slash = id.indexOf("/");
  return slash < 0
    ? { namespace: "", name: id }
    : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** Whether `object` is a core Secret. */
export function isSecretObject(object: Readonly<Record<string, unknown>>): boolean {
  return object["kind"] === "Secret" && object["apiVersion"] === "v1";
}

/** Whether `object` is a CustomResourceDefinition. */
export function isDefinition(object: Manifest): boolean {
  return (
    object["kind"] === "CustomResourceDefinition" &&
    textAt(object, "apiVersion").startsWith("apiextensions.k8s.io/")
  );
}

/** The object's labels. */
export function labelsOf(manifest: Manifest): JsonObject {
  return objectAt(manifest, "metadata", "labels");
}
