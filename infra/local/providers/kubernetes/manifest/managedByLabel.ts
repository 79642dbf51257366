import { isPropertyObject, reveal, Unknown } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";

const label = "app.kubernetes.io/managed-by";

/** How the label is chosen. */
export interface ManagedBy {
  readonly enableServerSideApply: boolean;
  readonly managedByLabel: string;
}

/**
 * `inputs` with the label that client-side apply puts on objects, since nothing else says there who manages them. It
 * replaces one that the program gives, as with the official plug-in. Objects that exist keep what they began with, also when
 * the provider's way of applying changes. Labels that are not known yet stay as they are.
 */
export function withManagedByLabel(
  managedBy: ManagedBy,
  oldInputs: PropertyObject | undefined,
  inputs: PropertyObject,
): PropertyObject {
  const value = managedBy.managedByLabel;
  const isWanted =
    oldInputs === undefined
      ? !managedBy.enableServerSideApply
      : part(part(oldInputs, "metadata"), "labels")?.[label] === value;
  const metadata = reveal(inputs["metadata"] ?? {});
  if (!isWanted || !isPropertyObject(metadata)) return inputs;
  const labels: PropertyValue = reveal(metadata["labels"] ?? {});
  if (labels instanceof Unknown) return inputs;
  return {
    ...inputs,
    metadata: { ...metadata, labels: { ...(isPropertyObject(labels) ? labels : {}), [label]: value } },
  };
}

function part(object: PropertyObject | undefined, name: string): PropertyObject | undefined {
  const value = reveal(object?.[name] ?? null);
  return isPropertyObject(value) ? value : undefined;
}
