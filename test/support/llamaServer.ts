import { spawn } from "node:child_process";
import { join } from "node:path";
import OpenAI from "openai";
import { freePort } from "../../infra/local/freePorts";

/** A llama.cpp server on loopback. */
export interface LlamaServer {
  readonly port: number;
  /** An OpenAI client that speaks to it and does not repeat failed requests. */
  readonly client: OpenAI;
  /** Ends the server and waits until it has ended. */
  close(): Promise<void>;
}

/** Time until a server with one of the local models answers; it takes 0.3 s. */
const readySeconds = 30;

/**
 * Starts the server of `folder` with one model and the settings that the components use, and waits until it is ready.
 * @param extra further command line arguments
 */
export async function startLlamaServer(
  folder: string,
  model: string,
  extra: readonly string[] = [],
): Promise<LlamaServer> {
  const port = await freePort();
  const settings = ["--jinja", "--parallel", "4", "--threads", "2", "--threads-http", "128"];
  const args = ["--model", model, "--host", "127.0.0.1", "--port", `${port}`, ...settings, ...extra];
  const child = spawn(join(folder, "llama-server"), args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (log += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = new Promise<void>((resolve) => child.on("close", resolve));
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const deadline = Date.now() + readySeconds * 1000;
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`the server was not ready within ${readySeconds} s:\n${log.slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const client = new OpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  return { port, client, close };
}

async function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    (response) => response.ok,
    () => false,
  );
}
