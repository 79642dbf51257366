import { at, isJsonList, isJsonObject } from "./json";
import type { Json, JsonObject } from "./json";
import { isZero } from "./zero";

/**
 * The part of `live` that `inputs` have set: fields that the cluster added are left out, so that they are never a
 * difference. Of lists, as many items are kept as the inputs have.
 */
export function pruneToShape(live: JsonObject, inputs: JsonObject): JsonObject {
  return prune(live, inputs, undefined);
}

/**
 * As `pruneToShape`, for the inputs that a refresh brings into the state. A zero value of the inputs that the object
 * lacks stays when the object has lacked it `before`: the API server has dropped it, so that it is no drift.
 */
export function refreshedInputs(live: JsonObject, inputs: JsonObject, before: JsonObject): JsonObject {
  return prune(live, inputs, { value: before });
}

/** What an object, or a part of it, was at the time of the last operation. */
interface Before {
  readonly value: Json | undefined;
}

function prune(live: JsonObject, shape: JsonObject, before: Before | undefined): JsonObject {
  const present = Object.entries(live).flatMap(([name, value]): [string, Json][] => {
    const part = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return part === undefined ? [] : [[name, pruneValue(value, part, partOf(before, name))]];
  });
  const dropped = Object.entries(shape).filter(
    ([name, value]) =>
      before !== undefined &&
      !Object.hasOwn(live, name) &&
      at(before.value, name) === undefined &&
      isZero(value),
  );
  return Object.fromEntries([...present, ...dropped]);
}

function pruneValue(live: Json, shape: Json, before: Before | undefined): Json {
  if (isJsonObject(live) && isJsonObject(shape)) return prune(live, shape, before);
  if (!isJsonList(live) || !isJsonList(shape)) return live;
  return live
    .slice(0, shape.length)
    .map((item, index) => pruneValue(item, shape[index] ?? null, partOf(before, index)));
}

function partOf(before: Before | undefined, step: string | number): Before | undefined {
  return before === undefined ? undefined : { value: at(before.value, step) };
}
