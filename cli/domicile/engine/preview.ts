import { createHash } from "node:crypto";
import { isPlainObject, unknownText, type WireObject, type WireValue } from "./wire";

/** What a preview makes of a resource's inputs: what the provider checks them to, and the outputs that are known. */
export interface Previewed {
  readonly inputs: WireObject;
  readonly outputs: WireObject;
}

/** A resource that is to be made. */
export interface Planned {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: WireObject;
  /** The inputs of its provider. */
  readonly provider: WireObject;
}

/**
 * What a preview knows of a resource that is still to be made: what the program gave, and little that a provider would
 * add. The SDK takes what is missing at the top as unknown; deeper down a missing value would read as known to be none,
 * so that what Kubernetes sets there is marked.
 */
export function previewOf({ type, name, urn, inputs, provider }: Planned): Previewed {
  if (isManifest(type)) {
    const named = withName(type, name, urn, inputs);
    return { inputs: named, outputs: withServerFields(type, named) };
  }
  return { inputs, outputs: type.startsWith("aws:") ? withRegion(inputs, provider) : inputs };
}

/** The AWS provider plans its own region for what names none, so that others that take it from there know it. */
function withRegion(inputs: WireObject, provider: WireObject): WireObject {
  const region = provider["region"];
  return isGiven(inputs["region"]) || region === undefined ? inputs : { ...inputs, region };
}

/** Modules of the package `kubernetes` whose types are no single object. */
const setsOfObjects = /^kubernetes:(helm|helm\.sh|kustomize|yaml)[:/]/;

function isManifest(type: string): boolean {
  return type.startsWith("kubernetes:") && !setsOfObjects.test(type);
}

/** The provider names objects without a name by the resource and eight random digits; here they follow from the URN. */
function withName(type: string, name: string, urn: string, inputs: WireObject): WireObject {
  const metadata = inputs["metadata"] ?? {};
  if (type.endsWith("Patch") || !isPlainObject(metadata)) return inputs;
  if (isGiven(metadata["name"]) || isGiven(metadata["generateName"])) return inputs;
  const digits = createHash("sha256").update(urn).digest("hex").slice(0, 8);
  return { ...inputs, metadata: { ...metadata, name: `${name}-${digits}` } };
}

/** What the API server sets beside the fields of a manifest that programs read most. */
const serverFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Service: { spec: ["clusterIP", "clusterIPs", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy"] },
  PersistentVolumeClaim: { spec: ["volumeName", "storageClassName"] },
  Pod: { spec: ["nodeName"] },
};

const metadataFields = ["name", "uid", "resourceVersion", "creationTimestamp", "generation"];

function withServerFields(type: string, inputs: WireObject): WireObject {
  const kind = type.split(":").at(-1) ?? "";
  return Object.entries({ metadata: metadataFields, ...serverFields[kind] }).reduce<WireObject>(
    (object, [field, names]) => {
      const value = object[field];
      return isPlainObject(value) ? { ...object, [field]: withUnknown(value, names) } : object;
    },
    inputs,
  );
}

function withUnknown(object: Readonly<Record<string, WireValue>>, names: readonly string[]): WireValue {
  const missing = names.filter((name) => !isGiven(object[name]));
  return { ...object, ...Object.fromEntries(missing.map((name) => [name, unknownText])) };
}

function isGiven(value: WireValue | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}
