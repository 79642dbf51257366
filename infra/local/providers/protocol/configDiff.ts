import { sameValue } from "./propertyValue";
import type { PropertyObject } from "./propertyValue";
import type { DiffRequest, DiffResult, PropertyChange } from "./providerImplementation";

/** Compares a provider's configurations top-level input by input; a difference never replaces the provider. */
export function configDiff(request: Pick<DiffRequest, "oldInputs" | "newInputs">): DiffResult {
  const detailedDiff = Object.fromEntries(changedKeys(request.oldInputs, request.newInputs));
  return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
}

/** The top-level properties that differ, with how; a secret equals its plain value. */
export function changedKeys(olds: PropertyObject, news: PropertyObject): [string, PropertyChange][] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].flatMap(
    (name): [string, PropertyChange][] => {
      const [before, after] = [olds[name], news[name]];
      if (before === undefined) return [[name, "add"]];
      if (after === undefined) return [[name, "delete"]];
      return sameValue(before, after) ? [] : [[name, "update"]];
    },
  );
}
