import { isPropertyList, isPropertyObject, reveal, Unknown } from "../../protocol";
import type { PropertyChange, PropertyObject, PropertyValue } from "../../protocol";
import { isJsonList, isJsonObject } from "./json";
import type { Json, JsonObject } from "./json";
import { isQuantityPath, sameQuantity } from "./quantity";
import type { FieldPattern } from "./replacement";
import { isZero } from "./zero";

/** Steps to a field: names of fields, indices of list items. */
export type FieldPath = readonly (string | number)[];

/** A changed field. */
export interface FieldDifference {
  readonly path: FieldPath;
  readonly change: "add" | "update" | "delete";
  /** The new value; absent for a deletion. */
  readonly value?: PropertyValue;
}

/**
 * What `news` changes.
 * @param live the object's last known state, pruned to what the old inputs have set
 * @param olds the old inputs: a zero value that they already had and that the server has dropped is no difference
 * @param news the new inputs; may hold unknown values
 */
export function differences(
  live: JsonObject,
  olds: JsonObject,
  news: PropertyObject,
): readonly FieldDifference[] {
  return compareObjects([], live, olds, news);
}

function compareObjects(
  path: FieldPath,
  live: JsonObject,
  olds: Json | undefined,
  news: PropertyObject,
): readonly FieldDifference[] {
  const gone = Object.keys(live).filter(
    (name) => !Object.hasOwn(news, name) || reveal(news[name] ?? null) === null,
  );
  return [
    ...gone.map((name): FieldDifference => ({ path: [...path, name], change: "delete" })),
    ...Object.entries(news).flatMap(([name, value]) =>
      compare([...path, name], live[name], isJsonObject(olds) ? olds[name] : undefined, reveal(value)),
    ),
  ];
}

function compare(
  path: FieldPath,
  live: Json | undefined,
  olds: Json | undefined,
  news: PropertyValue,
): readonly FieldDifference[] {
  if (news === null) return [];
  if (live === undefined) {
    return isZero(news) && olds !== undefined && equals(path, olds, news)
      ? []
      : [{ path, change: "add", value: news }];
  }
  if (isPropertyObject(news) && isJsonObject(live)) return compareObjects(path, live, olds, news);
  if (isPropertyList(news) && isJsonList(live)) {
    const removed = live
      .slice(news.length)
      .map((_, index): FieldDifference => ({ path: [...path, news.length + index], change: "delete" }));
    const kept = news.flatMap((item, index) =>
      compare([...path, index], live[index], isJsonList(olds) ? olds[index] : undefined, reveal(item)),
    );
    return [...kept, ...removed];
  }
  return equals(path, live, news) ? [] : [{ path, change: "update", value: news }];
}

function equals(path: FieldPath, left: Json, right: PropertyValue): boolean {
  const plain = reveal(right);
  if (plain instanceof Unknown) return false;
  if (isPropertyList(plain)) {
    return (
      isJsonList(left) &&
      left.length === plain.length &&
      left.every((item, index) => equals([...path, index], item, plain[index] ?? null))
    );
  }
  if (isPropertyObject(plain)) {
    const names = Object.keys(plain);
    return (
      isJsonObject(left) &&
      names.length === Object.keys(left).length &&
      names.every(
        (name) =>
          Object.hasOwn(left, name) && equals([...path, name], left[name] ?? null, plain[name] ?? null),
      )
    );
  }
  if (left === plain) return true;
  return isAmount(left) && isAmount(plain) && isQuantityPath(path) && sameQuantity(left, plain);
}

function isAmount(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Whether the change needs a new object: it lies in, or holds, one of the fields. */
export function forcesReplacement(difference: FieldDifference, fields: readonly FieldPattern[]): boolean {
  return fields.some((pattern) => {
    const shared = Math.min(pattern.length, difference.path.length);
    const follows = pattern
      .slice(0, shared)
      .every((step, index) =>
        step === "*" ? typeof difference.path[index] === "number" : step === difference.path[index],
      );
    if (!follows) return false;
    return difference.path.length >= pattern.length || holds(difference.value, pattern.slice(shared));
  });
}

function holds(value: PropertyValue | undefined, pattern: FieldPattern): boolean {
  const [step, ...rest] = pattern;
  const plain = value === undefined ? undefined : reveal(value);
  if (step === undefined) return plain !== undefined;
  if (step === "*") return isPropertyList(plain) && plain.some((item) => holds(item, rest));
  return isPropertyObject(plain) && Object.hasOwn(plain, step) && holds(plain[step], rest);
}

/** The path as Pulumi writes it: `spec.ports[0].port`, `metadata.labels["app.kubernetes.io/name"]`. */
export function pathText(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    // The SDKs spell `x-kubernetes-…` with underscores.
    if (step.startsWith("x-kubernetes-")) return `${text}.${step.replaceAll("-", "_")}`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Reads a path as Pulumi writes it; `[*]` stands for every item. */
export function parsePath(text: string): FieldPath {
  const steps: (string | number)[] = [];
  const step = /\.?([^.[\]"]+)|\[(\d+)\]|\[(\*)\]|\["((?:[^"\\]|\\.)*)"\]/gy;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) throw new Error(`"${text}" is no property path, e.g. spec.ports[0].port`);
    const [, name, index, all, quoted] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? all ?? (quoted ?? "").replaceAll('\\"', '"'));
  }
  return steps;
}

/** Whether `outer` is `inner` or an ancestor of it; `*` in `outer` matches any step. */
export function containsPath(outer: FieldPath, inner: FieldPath): boolean {
  return outer.length <= inner.length && outer.every((step, index) => step === "*" || step === inner[index]);
}

/** What Pulumi calls the change. */
export function propertyChange(difference: FieldDifference, replaces: boolean): PropertyChange {
  return replaces ? `${difference.change}-replace` : difference.change;
}
