import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalPaths } from "../../../infra/local/paths";
import { toolVersions } from "../../../infra/local/toolchain/versions";
import { buildInCache } from "../buildInCache";
import { cores } from "../cores";
import { ensureLoad, runJob, startEngine } from "../load";
import { startOwnNetwork } from "../ownNetwork";
import { startPinned } from "../pinnedProcess";
import { chatBodies, type Target, type TargetOptions } from "../target";
import { aigwConfig, aigwPort } from "./aigwConfig";

/** Also in aigw/go.mod. */
const version = "1.0.0";

const name = "aigw";
const address = `127.0.0.1:${aigwPort}`;

/**
 * Envoy AI Gateway by itself, as `aigw run`, on the Envoy at hand. It listens on all addresses and at ports that cannot be
 * chosen, so it and an engine for it are in a network of their own.
 */
export async function startAigw(paths: LocalPaths, { envoy }: TargetOptions): Promise<Target> {
  const program = join(await ensureAigw(paths), "aigw");
  const load = await ensureLoad(paths);
  // Its sockets' paths have to be short.
  const folder = await mkdtemp(join(tmpdir(), "domicile-aigw-"));
  const running: { readonly stop: () => Promise<void> }[] = [
    { stop: () => rm(folder, { recursive: true, force: true }) },
  ];
  const stop = async (): Promise<void> => {
    for (const one of running.splice(0).toReversed()) await one.stop();
  };
  try {
    const network = await startOwnNetwork();
    running.push(network);
    const { enter } = network;
    const engine = await startEngine(load, enter);
    running.push(engine);
    await linkEnvoy(folder, envoy);
    const config = join(folder, "config.yaml");
    await writeFile(config, aigwConfig(engine.port, toolVersions.envoy));
    const one = {
      address,
      path: "/v1/chat/completions",
      headers: {},
      keys: ["none"],
      bodies: chatBodies(1, 60),
    };
    const gateway = await startPinned({
      core: cores.gateway,
      enter,
      program,
      args: ["run", config, "--run-id", "0"],
      env: {
        HOME: folder,
        AIGW_CONFIG_HOME: join(folder, "config"),
        AIGW_DATA_HOME: join(folder, "data"),
        AIGW_STATE_HOME: join(folder, "state"),
        AIGW_RUNTIME_DIR: join(folder, "run"),
      },
      isReady: () =>
        runJob(load, { ...one, connections: 1, seconds: 0.01, rate: 0 }, enter).then(
          () => true,
          () => false,
        ),
    });
    running.push(gateway);
    return { name, address, enter, headers: {}, keys: ["none"], models: 1, pid: gateway.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it would download Envoy to. */
async function linkEnvoy(folder: string, envoy: string): Promise<void> {
  const place = join(folder, "data", "envoy-versions", toolVersions.envoy, "bin");
  await mkdir(place, { recursive: true });
  await symlink(envoy, join(place, "envoy"));
}

function ensureAigw(paths: LocalPaths): Promise<string> {
  return buildInCache(paths, `aigw/${version}`, {
    what: "Envoy AI Gateway",
    under: "bench/gateway/peers",
    module: "aigw",
    packages: ["github.com/envoyproxy/ai-gateway/cmd/aigw"],
    otherWays: ["none: it is released as an image and for download hosts only"],
  });
}
