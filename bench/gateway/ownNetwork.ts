import { spawn } from "node:child_process";
import { once } from "node:events";

/** A network of its own, with a loopback and nothing else, for a program that listens on all addresses. */
export interface OwnNetwork {
  /** What a command begins with that runs in it. */
  readonly enter: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Makes one; it is there as long as a process waits in it. @throws Error when this is not allowed, which only root is */
export async function startOwnNetwork(): Promise<OwnNetwork> {
  const script = "ip link set lo up && echo ready && exec sleep infinity";
  const child = spawn("unshare", ["--net", "sh", "-c", script], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (messages += text));
  await Promise.race([once(child.stdout, "data"), ended]);
  if (child.exitCode !== null) throw new Error(`a network of its own could not be made: ${messages.trim()}`);
  return {
    enter: ["nsenter", `--net=/proc/${child.pid}/ns/net`],
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
