import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** What one request has used, as the gateway's access log tells it. */
export interface UsageEntry {
  readonly requestId: string;
  /** When the request came, in milliseconds since 1970. */
  readonly time: number;
  readonly client: string;
  /** The model's own name. */
  readonly model: string;
  readonly status: number;
  /** Undefined where the engine told nothing. */
  readonly tokens: { readonly prompt: number; readonly completion: number } | undefined;
}

/** What a line of a log is: an entry, the rest of one that was cut off, or something else. */
export type ReadLine =
  | { readonly kind: "entry"; readonly entry: UsageEntry }
  | { readonly kind: "broken" }
  | { readonly kind: "other" };

/** Clusters of Envoy that are models bear this before the model's own name. */
const modelCluster = /^model\/(.+)$/;

/** Reads a line. Requests that reached no model have used nothing, and what is no access log is not looked at. */
export function readLine(line: string): ReadLine {
  if (!line.startsWith("{")) return { kind: "other" };
  const fields = parsed(line);
  if (fields === undefined) return { kind: "broken" };
  const { requestId, time, client, cluster, status, promptTokens, completionTokens } = fields;
  const [, model] = modelCluster.exec(typeof cluster === "string" ? cluster : "") ?? [];
  const at = typeof time === "string" ? Date.parse(time) : NaN;
  const isEntry =
    typeof requestId === "string" &&
    typeof client === "string" &&
    typeof status === "number" &&
    !Number.isNaN(at);
  if (!isEntry || model === undefined) return { kind: "other" };
  const isTold = isCount(promptTokens) && isCount(completionTokens);
  const tokens = isTold ? { prompt: promptTokens, completion: completionTokens } : undefined;
  return { kind: "entry", entry: { requestId, time: at, client, model, status, tokens } };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a file; one whose name ends in `.gz` is unpacked. @throws what reading it throws */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  if (!file.endsWith(".gz")) {
    yield* linesIn(source);
    return;
  }
  const unpacked = createGunzip();
  source.once("error", (error) => unpacked.destroy(error));
  yield* linesIn(source.pipe(unpacked));
}

/** The lines of a stream. */
export async function* linesIn(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  const reader = createInterface({ input, crlfDelay: Infinity });
  // Readline alone would not tell that its input failed.
  const failures: Error[] = [];
  input.once("error", (error: Error) => {
    failures.push(error);
    reader.close();
  });
  yield* reader;
  for (const failure of failures) throw failure;
}
