import { isJsonList, isJsonObject } from "./json";
import type { Json, JsonObject } from "./json";

/**
 * The part of `live` that `inputs` have set: fields that the cluster added are left out, so that they are never a
 * difference. Of lists, as many items are kept as the inputs have.
 */
export function pruneToShape(live: JsonObject, inputs: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(live).flatMap(([name, value]) => {
      const shape = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      return shape === undefined ? [] : [[name, pruneValue(value, shape)]];
    }),
  );
}

function pruneValue(live: Json, shape: Json): Json {
  if (isJsonObject(live) && isJsonObject(shape)) return pruneToShape(live, shape);
  if (!isJsonList(live) || !isJsonList(shape)) return live;
  return live.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index] ?? null));
}
