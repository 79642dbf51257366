import { request, type IncomingHttpHeaders } from "node:http";
import OpenAI from "openai";
import { runGateway, type RunningGateway, type TriedSpec } from "../../bench/gateway/runningGateway";
import { localPaths } from "../../infra/local/paths";
import { ensureTools } from "../../infra/local/toolchain";
import { RecordedProgress } from "./recordedProgress";

export {
  probe,
  until,
  type RunningGateway,
  type TriedSpec as TestSpec,
} from "../../bench/gateway/runningGateway";

/** Starts Envoy with what is rendered from `spec` and waits until it is ready, at most `seconds`. */
export async function startGateway(spec: TriedSpec, seconds = 10): Promise<RunningGateway> {
  return runGateway(await envoyExecutable(), spec, seconds);
}

/** A client of `gateway` with the official library; it tries each request once. */
export function openAiClient(gateway: RunningGateway, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
}

/** An answer with its whole body. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request whose path and headers stand as they are given: `fetch` would put some of them right. */
export async function send(
  gateway: RunningGateway,
  method: string,
  path: string,
  options: {
    headers?: Readonly<Record<string, string | readonly string[]>>;
    body?: string | Buffer;
    key?: string;
    /** The address of this machine that the connection comes from. */
    from?: string;
  } = {},
): Promise<RawAnswer> {
  const { headers = {}, body, key, from } = options;
  const all: [string, string | readonly string[]][] = [
    ["host", `127.0.0.1:${gateway.ports.public}`],
    ...(body === undefined || "content-type" in headers ? [] : [header("content-type", "application/json")]),
    ...(body === undefined ? [] : [header("content-length", String(Buffer.byteLength(body)))]),
    ...(key === undefined ? [] : [header("authorization", `Bearer ${key}`)]),
    ...Object.entries(headers),
  ];
  // As a list, Node sends repeated headers as they are.
  const list = all.flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]));
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: gateway.host,
        ...(from === undefined ? {} : { localAddress: from }),
        port: gateway.ports.public,
        method,
        path,
        headers: list,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function header(name: string, value: string): [string, string] {
  return [name, value];
}

/** Envoy's executable, which the toolchain gets when it is not there. */
export async function envoyExecutable(): Promise<string> {
  const context = { paths: localPaths(), progress: new RecordedProgress() };
  return (await ensureTools(["envoy"], context)).envoy;
}
