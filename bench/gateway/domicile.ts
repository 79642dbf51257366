import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { envoyArguments } from "../../components/gateway/envoyArguments";
import { renderGateway } from "../../components/gateway/render";
import { gatewayDefaults, maxQuotas } from "../../components/gateway/spec";
import { gatewayTraits } from "../../infra/engines";
import { freePorts } from "../../infra/local/freePorts";
import { cores } from "./cores";
import { answersOk, startPinned } from "./pinnedProcess";
import { modelName, type Target, type TargetOptions } from "./target";

/** How large a gateway is. */
export interface Size {
  readonly models: number;
  /** Clients, each with a key of its own. */
  readonly keys: number;
}

/**
 * This project's gateway with all that it does for models on vLLM: keys, model routing, limits of requests by client,
 * metering, the access log, and what it adds to requests. The limits are the largest, so that nothing is refused.
 */
export async function startDomicile(
  { folder, envoy, enginePort }: TargetOptions,
  { models, keys }: Size,
): Promise<Target> {
  const [port = 0, probe = 0, metrics = 0, admin = 0] = await freePorts(4);
  const clients = Array.from({ length: keys }, (_, index) => ({
    name: `client-${index}`,
    key: `sk-${randomBytes(24).toString("base64url")}`,
    requestsPerMinute: maxQuotas.requestsPerMinute,
  }));
  const files = renderGateway({
    ...gatewayDefaults,
    folder,
    bindAddress: "127.0.0.1",
    ports: { public: port, probe, metrics, admin },
    clients,
    models: Array.from({ length: models }, (_, index) => ({
      ...gatewayTraits.vllm,
      name: modelName(index),
      aliases: [],
      paths: ["chat/completions"],
      endpoints: [{ address: "127.0.0.1", port: enginePort }],
    })),
  });
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  const running = await startPinned({
    core: cores.gateway,
    program: envoy,
    args: envoyArguments({ folder, concurrency: 1 }),
    isReady: answersOk(`http://127.0.0.1:${probe}/ready`),
  });
  return {
    name: "Domicile",
    address: `127.0.0.1:${port}`,
    headers: {},
    keys: clients.map(({ key }) => key),
    models,
    ...running,
  };
}
