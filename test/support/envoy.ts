import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { envoyArguments } from "../../components/gateway/envoyArguments";
import { renderGateway } from "../../components/gateway/render";
import { gatewayDefaults, type GatewaySpec } from "../../components/gateway/spec";
import { localPaths } from "../../infra/local/paths";
import { ensureTools } from "../../infra/local/toolchain";
import { freePorts } from "./freePorts";
import { RecordedProgress } from "./recordedProgress";

/** What a test says of a gateway; ports, folder and address are chosen for it. */
export type TestSpec = Pick<GatewaySpec, "models" | "clients"> &
  Partial<
    Pick<
      GatewaySpec,
      "allowedOrigins" | "allowedAddresses" | "trustedProxies" | "maxRequestBytes" | "quotas" | "issuers"
    >
  > & {
    readonly timeouts?: Partial<GatewaySpec["timeouts"]>;
    /** Where `tls.crt` and `tls.key` are; with it, it speaks TLS. @default none */
    readonly certificateFolder?: string;
    /** The loopback address that it listens on. @default 127.0.0.1 */
    readonly bindAddress?: "127.0.0.1" | "::1";
  };

/** A real Envoy on loopback that runs a rendered configuration. */
export interface RunningGateway {
  /** `http://127.0.0.1:PORT`, without `/v1`; `https` where it speaks TLS. */
  readonly url: string;
  /** The address that it listens on. */
  readonly host: string;
  readonly ports: GatewaySpec["ports"];
  readonly process: ChildProcess;
  /** Everything that it wrote so far: the access log on its standard output, and Envoy's own messages. */
  output(): { readonly accessLog: string; readonly messages: string };
  /** The access log's entries, once there are at least `count`. */
  accessLog(count: number): Promise<Record<string, unknown>[]>;
  /** Envoy's statistics whose name matches `filter`, by name. */
  stats(filter: string): Promise<Record<string, number>>;
  /** Replaces the configuration's files as the kubelet does. */
  replace(spec: TestSpec): Promise<void>;
  /** Ends Envoy and removes its folder. */
  readonly close: () => Promise<void>;
}

/** Starts Envoy with what is rendered from `spec` and waits until it is ready, at most `seconds`. */
export async function startGateway(spec: TestSpec, seconds = 10): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-gateway-"));
  const [port = 0, probePort = 0, admin = 0, metrics = 0] = await freePorts(4);
  const ports = { public: port, probe: probePort, admin, metrics };
  const { bindAddress: host = "127.0.0.1" } = spec;
  const full = (given: TestSpec): GatewaySpec => ({
    ...gatewayDefaults,
    ...given,
    ports,
    folder,
    bindAddress: host,
    timeouts: { ...gatewayDefaults.timeouts, ...given.timeouts },
  });
  const write = async (given: TestSpec) => {
    for (const [name, text] of Object.entries(renderGateway(full(given)))) {
      await writeFile(join(folder, `.${name}`), text);
      await rename(join(folder, `.${name}`), join(folder, name));
    }
  };

  await write(spec);
  const args = envoyArguments({ folder, concurrency: 1 });
  const child = spawn(await envoyExecutable(), args, { stdio: ["ignore", "pipe", "pipe"] });
  let accessLog = "";
  let messages = "";
  child.stdout.on("data", (chunk: Buffer) => (accessLog += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (messages += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.on("exit", resolve));

  const gateway: RunningGateway = {
    url: originOf(host, ports.public).replace("http:", spec.certificateFolder ? "https:" : "http:"),
    host,
    ports,
    process: child,
    output: () => ({ accessLog, messages }),
    async accessLog(count) {
      await until(() => accessLog.split("\n").length > count, `${count} lines in the access log`);
      return accessLog.trim().split("\n").map(parseObject);
    },
    async stats(filter) {
      const url = `http://127.0.0.1:${ports.admin}/stats?filter=${encodeURIComponent(filter)}`;
      const lines = (await (await fetch(url)).text()).trim().split("\n");
      return Object.fromEntries(
        lines
          .filter((line) => line.includes(": "))
          .map((line) => {
            const [name = "", value = ""] = line.split(": ");
            return [name, Number(value)];
          }),
      );
    },
    replace: write,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };

  const ready = async () => {
    if (child.exitCode !== null) throw new Error(`envoy exited with ${child.exitCode}: ${messages}`);
    return (await probe(ports.probe, "/ready", host)) === 200;
  };
  await until(ready, "the gateway to be ready", seconds).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  return gateway;
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

/** The status that the probe listener answers with; 0 when it cannot be reached. */
export async function probe(port: number, path: string, host = "127.0.0.1"): Promise<number> {
  return fetch(`${originOf(host, port)}${path}`).then(
    (response) => response.status,
    () => 0,
  );
}

function originOf(host: string, port: number): string {
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

/** Waits until `condition` holds; fails after `seconds`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 10,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Envoy's executable, which the toolchain gets when it is not there. */
export async function envoyExecutable(): Promise<string> {
  const context = { paths: localPaths(), progress: new RecordedProgress() };
  return (await ensureTools(["envoy"], context)).envoy;
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(`not an object: ${text}`);
  return { ...value };
}
