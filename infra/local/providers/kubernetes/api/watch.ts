import { setTimeout as delay } from "node:timers/promises";
import { at, isJsonObject, listAt, parseJson, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";
import type { ApiClient } from "./apiClient";
import { ApiError } from "./apiError";

/** How long a connection to watch is kept before it is made again, in seconds. */
const watchSeconds = 300;
/** Pause before a broken connection is made again, in milliseconds. */
const pauseMs = 500;

/**
 * Keeps a copy of a collection: lists it, then follows every change until the signal is aborted.
 * @param path the collection's path
 * @param query selectors
 * @param changed called with all objects, by uid, after the list and after each change
 */
export async function follow(
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
  changed: (objects: ReadonlyMap<string, Manifest>) => void,
): Promise<void> {
  const ended = (): boolean => signal.aborted;
  while (!ended()) {
    try {
      await followOnce(client, path, query, signal, changed);
    } catch (error) {
      if (ended()) return;
      // A list that is refused will be refused again; a broken connection is made anew.
      if (error instanceof ApiError && error.code !== 410 && error.code < 500 && error.code !== 429)
        throw error;
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function followOnce(
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
  changed: (objects: ReadonlyMap<string, Manifest>) => void,
): Promise<void> {
  const list = await client.request({ method: "GET", path, query, signal });
  const objects = new Map<string, Manifest>();
  for (const item of listAt(list, "items")) {
    if (isJsonObject(item)) objects.set(textAt(item, "metadata", "uid"), item);
  }
  changed(objects);
  const response = await client.open({
    method: "GET",
    path,
    query: {
      ...query,
      watch: "true",
      resourceVersion: textAt(list, "metadata", "resourceVersion"),
      timeoutSeconds: String(watchSeconds),
    },
    signal,
    silenceMs: (watchSeconds + 30) * 1000,
  });
  if (response.statusCode !== 200) {
    response.resume();
    throw ApiError.of(response.statusCode ?? 0, `HTTP ${response.statusCode ?? 0} for a watch of ${path}`);
  }
  for await (const event of lines(response)) {
    const object = at(event, "object");
    if (!isJsonObject(object)) continue;
    const type = textAt(event, "type");
    if (type === "ERROR") throw ApiError.of(Number(at(object, "code") ?? 500), object);
    const uid = textAt(object, "metadata", "uid");
    if (type === "DELETED") objects.delete(uid);
    else objects.set(uid, object);
    changed(objects);
  }
}

async function* lines(stream: AsyncIterable<unknown>): AsyncIterable<Json> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      if (part === "") continue;
      yield parseJson(part);
    }
  }
}
