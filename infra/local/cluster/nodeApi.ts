import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { parseJson, textAt } from "../providers/kubernetes/manifest/json";
import type { Json, JsonObject } from "../providers/kubernetes/manifest/json";

/** The API server did not answer as it should. */
export class NodeApiError extends Error {
  override readonly name = "NodeApiError";

  constructor(
    message: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
  ) {
    super(message);
  }
}

const silenceMilliseconds = 10_000;

/**
 * Speaks to the embedded cluster's API server with the administrator's certificate. It does the few calls that a start
 * needs: the official client takes longer to load than they take.
 */
export class NodeApi {
  readonly #server: URL;
  readonly #agent: Agent;

  /** @param kubeconfig contents of a kubeconfig that {@link renderKubeconfig} made */
  constructor(kubeconfig: string) {
    const config = parseJson(kubeconfig);
    const decode = (...path: (string | number)[]) =>
      Buffer.from(textAt(config, ...path), "base64").toString();
    this.#server = new URL(textAt(config, "clusters", 0, "cluster", "server"));
    this.#agent = new Agent({
      keepAlive: true,
      ca: decode("clusters", 0, "cluster", "certificate-authority-data"),
      cert: decode("users", 0, "user", "client-certificate-data"),
      key: decode("users", 0, "user", "client-key-data"),
    });
  }

  /** For the kubeconfig in `file`. */
  static async of(file: string): Promise<NodeApi> {
    return new NodeApi(await readFile(file, "utf8"));
  }

  /** The server's address, e.g. `https://10.214.0.2:6443`. */
  get server(): string {
    return this.#server.origin;
  }

  /** The object or text at `path`. */
  get(path: string): Promise<Json> {
    return this.#send("GET", path);
  }

  /** Creates or changes an object by server-side apply. */
  async apply(path: string, object: JsonObject): Promise<void> {
    await this.#send("PATCH", `${path}?fieldManager=domicile&force=true`, object);
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body?: JsonObject): Promise<Json> {
    const url = new URL(path, this.#server);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        reject(new NodeApiError(`${this.server} cannot be reached: ${error.message}`, 0));
      };
      const headers = body === undefined ? {} : { "content-type": "application/apply-patch+yaml" };
      const sent = request(url, { method, headers, agent: this.#agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          const text = Buffer.concat(chunks).toString();
          if (status >= 200 && status < 300) resolve(parseAnswer(text));
          else
            reject(
              new NodeApiError(`${method} ${path} was answered ${status}: ${text.slice(0, 500)}`, status),
            );
        });
      });
      sent.setTimeout(silenceMilliseconds, () => sent.destroy(new Error("no answer in time")));
      sent.on("error", fail);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** Objects are JSON; the health endpoints answer in plain text. */
function parseAnswer(text: string): Json {
  return text.startsWith("{") ? parseJson(text) : text;
}
