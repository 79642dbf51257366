import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheEntry } from "../../../infra/local/cache";
import { freePort } from "../../../infra/local/freePorts";
import type { LocalPaths } from "../../../infra/local/paths";
import { installPackages } from "../../installPackages";
import { cores } from "../cores";
import { answersOk, startPinned } from "../pinnedProcess";
import type { Target, TargetOptions } from "../target";

const packageName = "@portkey-ai/gateway";
const version = "1.15.2";

/** It can listen on all addresses only; this is loaded before it, and lets it listen on loopback. */
const loopback = `"use strict";

const { Server } = require("node:net");

const { listen } = Server.prototype;
Server.prototype.listen = function (port, host, ...rest) {
  return listen.call(this, port, "127.0.0.1", ...rest);
};
`;

/**
 * Portkey's gateway as its npm package runs it, without its console. It has neither keys of its own nor limits nor
 * metering: it sends a request on to where the request's headers say.
 */
export async function startPortkey(paths: LocalPaths, { enginePort }: TargetOptions): Promise<Target> {
  const folder = await ensurePortkey(paths);
  const port = await freePort();
  const running = await startPinned({
    core: cores.gateway,
    program: process.execPath,
    args: [
      ...["--require", join(folder, "loopback.cjs")],
      join(folder, "node_modules", packageName, "build/start-server.js"),
      ...[`--port=${port}`, "--headless"],
    ],
    env: { NODE_ENV: "production" },
    isReady: answersOk(`http://127.0.0.1:${port}/`),
  });
  return {
    name: "Portkey",
    address: `127.0.0.1:${port}`,
    headers: {
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${enginePort}/v1`,
    },
    keys: ["none"],
    models: 1,
    ...running,
  };
}

async function ensurePortkey({ cache }: LocalPaths): Promise<string> {
  return cacheEntry(cache, `portkey/${version}`, async (folder) => {
    await writeFile(join(folder, "loopback.cjs"), loopback);
    await installPackages(cache, folder, {
      name: "portkey",
      version: "0.1.0",
      private: true,
      dependencies: { [packageName]: version },
    });
  });
}
