import { isPropertyList, isPropertyObject, sameValue, Unknown } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";
import { at, objectAt } from "./json";
import type { Json } from "./json";
import type { Manifest } from "./manifest";

/** Fields that another write changes in any case. */
const everChanging: readonly string[] = ["managedFields", "resourceVersion"];
/** Fields that the server chooses once. */
const chosenOnce: readonly string[] = ["creationTimestamp", "generation", "uid"];
const addresses: readonly string[] = ["clusterIP", "clusterIPs"];

/**
 * The outputs of a preview, with what a dry run only makes up (identity, addresses and ports that the server chooses)
 * unknown, so that nothing that depends on it is planned with a wrong value. What the object already has stays known.
 * @param before the object as it is; empty for one that is yet to be made
 */
export function withUnknownServerFields(
  outputs: PropertyObject,
  inputs: Manifest,
  before: Manifest,
): PropertyObject {
  const marked = change(outputs, "metadata", (metadata) =>
    withUnknown(withUnknown(metadata, everChanging, {}), chosenOnce, before["metadata"]),
  );
  if (inputs["kind"] !== "Service" || inputs["apiVersion"] !== "v1") return marked;
  return change(marked, "spec", (spec) => serviceSpec(spec, objectAt(inputs, "spec"), before["spec"]));
}

function serviceSpec(spec: PropertyObject, given: Manifest, before: Json | undefined): PropertyObject {
  // "None" is a choice of the program; addresses are set on both fields together.
  const isAddressed = addresses.some((name) => (given[name] ?? "") !== "");
  const isChecked = given["healthCheckNodePort"] !== undefined;
  const open = [...(isAddressed ? [] : addresses), ...(isChecked ? [] : ["healthCheckNodePort"])];
  const unknown = withUnknown(spec, open, before);
  const { ports } = unknown;
  if (!isPropertyList(ports)) return unknown;
  return {
    ...unknown,
    ports: ports.map((port, index) =>
      isPropertyObject(port) && at(given, "ports", index, "nodePort") === undefined
        ? withUnknown(port, ["nodePort"], at(before, "ports", index))
        : port,
    ),
  };
}

function withUnknown(
  object: PropertyObject,
  fields: readonly string[],
  before: Json | undefined,
): PropertyObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, PropertyValue] => [
      name,
      fields.includes(name) && !sameValue(value, at(before, name)) ? Unknown.value : value,
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
