import { isPropertyList, isPropertyObject, sameValue, Secret } from "../protocol";
import type { DiffResult, PropertyChange, PropertyObject, PropertyValue } from "../protocol";
import { numberOf } from "./checkInputs";
import type { GeneratedKind } from "./generatedKind";

/** The inputs of `kind` among `properties`, with defaults; those that say nothing (null, empty) are left out. */
export function completeInputs(kind: GeneratedKind, properties: PropertyObject): PropertyObject {
  const inputs = Object.fromEntries(
    Object.entries(kind.inputs).flatMap(([name, spec]): [string, PropertyValue][] => {
      const value = properties[name] ?? spec.default ?? null;
      if (value === null || (!spec.required && isEmpty(value))) return [];
      return [[name, spec.form === "integer" ? asNumber(value) : withoutNulls(value)]];
    }),
  );
  return kind.complete?.(inputs) ?? inputs;
}

function asNumber(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(asNumber(value.reveal()));
  return typeof value === "string" ? numberOf(value) : value;
}

function isEmpty(value: PropertyValue): boolean {
  if (isPropertyList(value)) return value.length === 0;
  return isPropertyObject(value) && Object.values(value).every((item) => item === null);
}

function withoutNulls(value: PropertyValue): PropertyValue {
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, PropertyValue][] =>
      item === null ? [] : [[name, withoutNulls(item)]],
    ),
  );
}

/** What `newInputs` change in a resource of `kind` whose state is `oldOutputs`. */
export function diffInputs(
  kind: GeneratedKind,
  oldOutputs: PropertyObject,
  newInputs: PropertyObject,
): Required<Pick<DiffResult, "changes" | "replaces" | "detailedDiff">> {
  const olds = completeInputs(kind, oldOutputs);
  const news = completeInputs(kind, newInputs);
  const detailedDiff: Record<string, PropertyChange> = {};
  const replaces: string[] = [];
  for (const [name, spec] of Object.entries(kind.inputs)) {
    const [before, after] = [olds[name], news[name]];
    if (spec.onChange === "nothing" || (spec.sticky && after === undefined)) continue;
    if (sameValue(before, after)) continue;
    const change = before === undefined ? "add" : after === undefined ? "delete" : "update";
    const replace = spec.onChange !== "update";
    detailedDiff[name] = replace ? `${change}-replace` : change;
    if (replace) replaces.push(name);
  }
  return { changes: Object.keys(detailedDiff).length > 0, replaces, detailedDiff };
}
