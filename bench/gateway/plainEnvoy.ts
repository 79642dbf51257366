import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localCluster } from "../../components/gateway/clusters";
import { innerListener, routerFilter } from "../../components/gateway/innerListener";
import { freePorts } from "../../infra/local/freePorts";
import { cores } from "./cores";
import { answersOk, startPinned } from "./pinnedProcess";
import type { Target, TargetOptions } from "./target";

const engine = "engine";

/** Envoy's least: one listener, one route for everything, one cluster, and no access log. */
export async function startPlainEnvoy({ folder, envoy, enginePort }: TargetOptions): Promise<Target> {
  const [port = 0, admin = 0] = await freePorts(2);
  const listener = innerListener({
    name: "plain",
    address: "127.0.0.1",
    port,
    routes: [{ match: { prefix: "/" }, route: { cluster: engine, timeout: "0s" } }],
    filters: [routerFilter],
    settings: {},
  });
  const file = join(folder, "envoy.json");
  await writeFile(
    file,
    JSON.stringify({
      admin: { address: { socket_address: { address: "127.0.0.1", port_value: admin } } },
      static_resources: { listeners: [listener], clusters: [localCluster(engine, enginePort)] },
    }),
  );
  const running = await startPinned({
    core: cores.gateway,
    program: envoy,
    args: ["--config-path", file, "--concurrency", "1", "--log-level", "warning", "--disable-hot-restart"],
    isReady: answersOk(`http://127.0.0.1:${admin}/ready`),
  });
  return {
    name: "plain Envoy",
    address: `127.0.0.1:${port}`,
    headers: {},
    keys: ["none"],
    models: 1,
    ...running,
  };
}
