import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import type { TestCluster } from "./localCluster";

const port = 6_444;
const readySeconds = 120;

/** Speaks to a cluster's own API server, or to one at another port of its node. */
export async function clusterClient(cluster: TestCluster, otherPort?: number): Promise<ApiClient> {
  const text = await readFile(cluster.kubeconfig, "utf8");
  const config = new KubeConfig();
  config.loadFromString(otherPort === undefined ? text : text.replace(/:6443\b/, `:${otherPort}`));
  return new ApiClient(config);
}

/** Starts another API server of a cluster beside its own, with one more option on the command line. */
export async function startSecondApiServer(
  cluster: TestCluster,
  option: string,
): Promise<{ readonly api: ApiClient; stop(): Promise<void> }> {
  const own = await ownServer(cluster);
  const args = own.args.map((arg) => (arg.startsWith("--secure-port=") ? `--secure-port=${port}` : arg));
  // It is a process of the cluster's sandbox, so that it ends with that if nothing else ends it.
  const entered = [`--target=${own.pid}`, "--mount", "--net", "--pid"];
  const child = spawn("nsenter", [...entered, ...args, option], { stdio: "ignore" });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const stop = async (): Promise<void> => {
    // The program is a child of nsenter, which passes no signals on and ends with it.
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").catch(() => "");
    for (const pid of children.trim().split(" ").filter(Boolean)) process.kill(Number(pid));
    await gone;
  };
  const api = await clusterClient(cluster, port);
  const deadline = Date.now() + readySeconds * 1_000;
  for (;;) {
    const isReady = await api.request({ method: "GET", path: "/readyz" }).then(
      () => true,
      () => false,
    );
    if (isReady) return { api, stop };
    if (Date.now() > deadline || child.exitCode !== null) {
      if (child.exitCode === null) await stop();
      throw new Error(`a second API server with ${option} was not ready in ${readySeconds} s`);
    }
    await sleep(500);
  }
}

/** The command line and the process of a cluster's API server. */
async function ownServer(
  cluster: TestCluster,
): Promise<{ readonly args: readonly string[]; readonly pid: string }> {
  const address = `--advertise-address=${cluster.nodeAddress}`;
  for (const pid of await readdir("/proc")) {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const args = text.split("\0").filter((arg) => arg !== "");
    if (args[0]?.endsWith("/kube-apiserver") === true && args.includes(address)) return { args, pid };
  }
  throw new Error("the cluster's API server does not run");
}
