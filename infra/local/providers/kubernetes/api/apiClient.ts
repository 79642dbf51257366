import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { ApiError } from "./apiError";
import { parseJson } from "../manifest/json";
import type { Json } from "../manifest/json";

/** How often a server that is too busy is asked. */
const attempts = 5;
/** The longest pause that such a server may ask for, in seconds. */
const longestPauseSeconds = 10;

/** A request to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the server's address, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** @default application/json */
  readonly contentType?: string;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
  /** How long the server may be silent, in milliseconds. @default 30000 */
  readonly silenceMs?: number;
}

/**
 * Speaks to one API server in plain JSON. Address, certificates and credentials (also those of login programs) come
 * from the official client's configuration; its typed calls are not used, since they drop fields that they do not know.
 */
export class ApiClient {
  readonly #config: KubeConfig;
  #agent: http.Agent | undefined;

  /** @param config a configuration with a current cluster */
  constructor(config: KubeConfig) {
    this.#config = config;
  }

  /** The server's address. */
  get server(): string {
    return this.#config.getCurrentCluster()?.server ?? "";
  }

  /**
   * The answer's body. A server that asks to come back later is asked again a few times.
   * Throws an ApiError for a refusal, and another error when the server cannot be reached.
   */
  async request(request: ApiRequest): Promise<Json> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.open(request);
      const body = parseBody(await bodyOf(response));
      const code = response.statusCode ?? 0;
      if (code < 400) return body;
      const seconds = Number(response.headers["retry-after"]);
      const later = (code === 429 || code === 503) && seconds > 0 && attempt < attempts;
      if (!later) throw ApiError.of(code, body);
      await delay(Math.min(seconds, longestPauseSeconds) * 1000, undefined, { signal: request.signal });
    }
  }

  /** The answer as it begins, for watches. Its body is the caller's to read or destroy. */
  async open(request: ApiRequest): Promise<http.IncomingMessage> {
    const url = new URL(this.server.replace(/\/$/, "") + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const options: https.RequestOptions = {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(body === undefined
          ? {}
          : {
              "content-type": request.contentType ?? "application/json",
              "content-length": Buffer.byteLength(body),
            }),
      },
    };
    await this.#config.applyToHTTPSOptions(options);
    options.agent = this.#reusedAgent(options);
    if (request.signal !== undefined) options.signal = request.signal;
    return new Promise((resolve, reject) => {
      const send = url.protocol === "http:" ? http.request : https.request;
      const outgoing = send(url, options, resolve);
      outgoing.setTimeout(request.silenceMs ?? 30_000, () => {
        outgoing.destroy(new Error(`${this.server} did not answer in time`));
      });
      outgoing.on("error", (error) => {
        // The server closed a kept connection just as it was used again, and has not seen the request.
        if (outgoing.reusedSocket && "code" in error && error.code === "ECONNRESET") {
          this.open(request).then(resolve, reject);
          return;
        }
        reject(
          request.signal?.aborted === true
            ? error
            : new Error(`${this.server} cannot be reached: ${reason(error)}`),
        );
      });
      outgoing.end(body);
    });
  }

  // The official client's agents open a connection for each request; proxies keep theirs.
  #reusedAgent(options: https.RequestOptions): http.Agent | undefined {
    if (this.#config.getCurrentCluster()?.proxyUrl !== undefined) {
      return options.agent instanceof http.Agent ? options.agent : undefined;
    }
    this.#agent ??= this.server.startsWith("http:")
      ? new http.Agent({ keepAlive: true })
      : new https.Agent({ keepAlive: true });
    return this.#agent;
  }
}

function reason(error: Error): string {
  // A name with several addresses fails with one error for each and no message of its own.
  if (error instanceof AggregateError) return error.errors.map((inner) => String(inner)).join(", ");
  return error.message;
}

async function bodyOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // Proxies and the server's plain handlers answer with text.
    return text;
  }
}
