import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isPortAccepting } from "../../infra/local/accepting";
import type { LocalPaths } from "../../infra/local/paths";
import { pause } from "../../infra/local/interruption";

/** The way from a port of this machine's loopback to the gateway of an existing cluster. */
export interface Forwarding {
  /** Absolute. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly namespace: string;
  readonly port: number;
}

/** How long the forwarder may take to listen, or to end, in milliseconds. */
const patience = 20_000;
const pollMilliseconds = 100;

/** The file that says what the running forwarder does: it ends when the file says something else, or is gone. */
export function forwardingFile(paths: LocalPaths): string {
  return join(paths.state, "forwarding.json");
}

/**
 * Sees to it that a process in the background forwards as asked; one that does already is left alone.
 * @throws Error with its log when it does not come up
 */
export async function ensureForwarding(paths: LocalPaths, forwarding: Forwarding): Promise<void> {
  const file = forwardingFile(paths);
  const wanted = JSON.stringify(forwarding);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current === wanted && (await isPortAccepting(forwarding.port))) return;
  await endForwarding(paths);
  await writeFile(file, wanted, { mode: 0o600 });
  const log = join(paths.state, "forwarding.log");
  const output = openSync(log, "w", 0o600);
  const script = join(paths.root, "cli", "forward.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, file], {
    cwd: paths.root,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  const deadline = Date.now() + patience;
  while (!(await isPortAccepting(forwarding.port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(
        `nothing forwards to the gateway: ${(await readFile(log, "utf8")).trim() || "no reason given"}`,
      );
    }
    await pause(pollMilliseconds);
  }
}

/** Ends the forwarder, when there is one, and waits until its port is free. */
export async function endForwarding(paths: LocalPaths): Promise<void> {
  const file = forwardingFile(paths);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current === undefined) return;
  await rm(file);
  const { port } = parseForwarding(current);
  const deadline = Date.now() + patience;
  while ((await isPortAccepting(port)) && Date.now() < deadline) await pause(pollMilliseconds);
}

/** Reads what `ensureForwarding` wrote. @throws Error when it is damaged */
export function parseForwarding(text: string): Forwarding {
  const value: unknown = JSON.parse(text);
  if (!isForwarding(value)) throw new Error(`'${text}' says not what to forward`);
  return value;
}

function isForwarding(value: unknown): value is Forwarding {
  if (typeof value !== "object" || value === null || !("port" in value)) return false;
  const texts = ["kubeconfig", "context", "namespace"];
  const fields: Record<string, unknown> = { ...value };
  return typeof value.port === "number" && texts.every((name) => typeof fields[name] === "string");
}
