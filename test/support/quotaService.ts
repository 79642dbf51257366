import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quotaServiceConfiguration, type SharedQuota } from "../../components/gateway/sharedQuotas";
import type { GatewayEndpoint } from "../../components/gateway/spec";
import { counterPodSpec } from "../../components/quotaService/pods";
import { isPortAccepting } from "../../infra/local/accepting";
import { localPaths } from "../../infra/local/paths";
import { ensureTools } from "../../infra/local/toolchain";
import { Downloads } from "../../infra/local/toolchain/download";
import { ensurePackages } from "../../infra/local/toolchain/packages";
import { until } from "./envoy";
import { freePorts } from "../../infra/local/freePorts";
import { RecordedProgress } from "./recordedProgress";

/** A real quota service with its store, on loopback. */
export interface RunningQuotaService {
  readonly endpoint: GatewayEndpoint;
  /** Ends the store, as a node that fails does, or the counter; the other stays. */
  readonly end: (part: "counter" | "store") => Promise<void>;
  /** Starts the one that was ended again, on the same port. */
  readonly restart: (part: "counter" | "store") => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts `envoyproxy/ratelimit` with the settings of its pod, and Redis. */
export async function startQuotaService(quotas: readonly SharedQuota[]): Promise<RunningQuotaService> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-quotas-"));
  await mkdir(join(folder, "limits"));
  await writeFile(join(folder, "limits", "limits.yaml"), quotaServiceConfiguration(quotas));
  const [storePort = 0, counterPort = 0, health = 0, debug = 0] = await freePorts(4);
  const ports = { store: storePort, counter: counterPort, health, debug };
  const program = await ratelimit();
  const pod = counterPodSpec({ image: "", store: "127.0.0.1", configMap: "" });
  const env = pod.containers.flatMap((container) => container.env);
  const settings = {
    ...Object.fromEntries(
      env.flatMap(({ name, value }) => (typeof value === "string" ? [[name, value]] : [])),
    ),
    REDIS_URL: `127.0.0.1:${ports.store}`,
    RUNTIME_ROOT: folder,
    PORT: String(ports.health),
    GRPC_PORT: String(ports.counter),
    DEBUG_PORT: String(ports.debug),
  };
  const start = {
    store: () =>
      run("/usr/bin/redis-server", ["--port", String(ports.store), "--bind", "127.0.0.1", "--save", ""], {}),
    counter: () => run(program, [], settings),
  };
  const running = new Map<string, ChildProcess>();
  const begin = async (part: "counter" | "store") => {
    running.set(part, start[part]());
    await until(() => isPortAccepting(ports[part]), `the ${part} of quotas`);
  };
  const end = async (part: "counter" | "store") => {
    const child = running.get(part);
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  await begin("store");
  await begin("counter");
  return {
    endpoint: { address: "127.0.0.1", port: ports.counter },
    end,
    restart: begin,
    async close() {
      await end("counter");
      await end("store");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function run(program: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(program, args, { stdio: "ignore", cwd: tmpdir(), env: { ...process.env, ...env } });
}

async function ratelimit(): Promise<string> {
  const context = { paths: localPaths(), progress: new RecordedProgress() };
  await ensurePackages({ ...context, downloads: new Downloads() }, ["redis-server"]);
  return (await ensureTools(["ratelimit"], context)).ratelimit;
}
