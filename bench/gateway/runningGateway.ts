import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envoyArguments } from "../../components/gateway/envoyArguments";
import { renderGateway } from "../../components/gateway/render";
import { gatewayDefaults, type GatewaySpec } from "../../components/gateway/spec";
import { freePorts } from "../../infra/local/freePorts";

/** What is said of a gateway that is tried; ports, folder and address are chosen for it. */
export type TriedSpec = Pick<GatewaySpec, "models" | "clients"> &
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
  replace(spec: TriedSpec): Promise<void>;
  /** Ends Envoy and removes its folder. */
  readonly close: () => Promise<void>;
}

/** Starts the Envoy `executable` with what is rendered from `spec` and waits until it is ready, at most `seconds`. */
export async function runGateway(executable: string, spec: TriedSpec, seconds = 10): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-gateway-"));
  const [port = 0, probePort = 0, admin = 0, metrics = 0] = await freePorts(4);
  const ports = { public: port, probe: probePort, admin, metrics };
  const { bindAddress: host = "127.0.0.1" } = spec;
  const full = (given: TriedSpec): GatewaySpec => ({
    ...gatewayDefaults,
    ...given,
    ports,
    folder,
    bindAddress: host,
    timeouts: { ...gatewayDefaults.timeouts, ...given.timeouts },
  });
  const write = async (given: TriedSpec) => {
    for (const [name, text] of Object.entries(renderGateway(full(given)))) {
      await writeFile(join(folder, `.${name}`), text);
      await rename(join(folder, `.${name}`), join(folder, name));
    }
  };

  await write(spec);
  const args = envoyArguments({ folder, concurrency: 1 });
  const child = spawn(executable, args, { stdio: ["ignore", "pipe", "pipe"] });
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
      // What follows the last line's end may be half an entry.
      return accessLog.slice(0, accessLog.lastIndexOf("\n")).split("\n").map(parseObject);
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
  const twice = async () => (await ready()) && (await ready());
  // What makes it ready is counted a moment before the worker has it, which answers the second time after that.
  await until(twice, "the gateway to be ready", seconds).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  return gateway;
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

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(`not an object: ${text}`);
  return { ...value };
}
