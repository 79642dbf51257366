import { isPropertyList, isPropertyObject, Unknown } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";
import { listAt, objectAt, textAt } from "./json";
import type { Manifest } from "./manifest";

const metadataFields: readonly string[] = [
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];
const serviceFields: readonly string[] = ["clusterIP", "clusterIPs", "healthCheckNodePort"];

/**
 * The outputs of a preview, with what a dry run only makes up (identity, addresses and ports that the server chooses)
 * unknown, so that nothing that depends on it is planned with a wrong value.
 */
export function withUnknownServerFields(outputs: PropertyObject, inputs: Manifest): PropertyObject {
  const marked = change(outputs, "metadata", (metadata) => withUnknown(metadata, metadataFields));
  if (inputs["kind"] !== "Service" || inputs["apiVersion"] !== "v1") return marked;
  return change(marked, "spec", (spec) => serviceSpec(spec, inputs));
}

function serviceSpec(spec: PropertyObject, inputs: Manifest): PropertyObject {
  const given = objectAt(inputs, "spec");
  // "None" is a choice of the program; addresses are set on both fields together.
  const chosen = textAt(given, "clusterIP") !== "" || given["clusterIPs"] !== undefined;
  const unknown = withUnknown(
    spec,
    serviceFields.filter((field) => (field === "healthCheckNodePort" ? given[field] === undefined : !chosen)),
  );
  const ports = listAt(given, "ports");
  const { ports: live } = unknown;
  if (!isPropertyList(live)) return unknown;
  return {
    ...unknown,
    ports: live.map((port, index) =>
      isPropertyObject(port) && objectAt(ports[index])["nodePort"] === undefined
        ? withUnknown(port, ["nodePort"])
        : port,
    ),
  };
}

function withUnknown(object: PropertyObject, fields: readonly string[]): PropertyObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, PropertyValue] => [
      name,
      fields.includes(name) ? Unknown.value : value,
    ]),
  );
}

function change(
  object: PropertyObject,
  field: string,
  edit: (part: PropertyObject) => PropertyObject,
): PropertyObject {
  const part = object[field];
  return isPropertyObject(part) ? { ...object, [field]: edit(part) } : object;
}
