import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../infra/local/command";
import { clusterNetwork } from "../../infra/local/cluster/addressing";

/**
 * A machine outside of the cluster that answers on a public and on the metadata address: a process in a network
 * namespace of its own. Joining it to the node's gives the cluster a way out that it does not have otherwise, so that a
 * test can tell a policy that holds from an address that nobody has.
 */
export class OutsideHost {
  /** An address of the range for documentation, RFC 5737. */
  static readonly address = "198.51.100.2";
  /** Where clouds tell a machine its credentials. */
  static readonly metadataAddress = "169.254.169.254";
  static readonly port = 80;

  readonly #process: ChildProcess;
  readonly #nodePid: number;

  private constructor(process: ChildProcess, nodePid: number) {
    this.#process = process;
    this.#nodePid = nodePid;
  }

  /** @param nodePid a process in the node's network namespace */
  static async join(nodePid: number): Promise<OutsideHost> {
    const answer = ["busybox", "nc", "-ll", "-p", String(OutsideHost.port), "-e", "echo", "outside"];
    const process = spawn("unshare", ["--net", ...answer], { stdio: "ignore" });
    const pid = process.pid;
    if (pid === undefined) throw new Error("unshare cannot be started");
    const host = new OutsideHost(process, nodePid);
    const own = await readlink("/proc/self/ns/net");
    while ((await readlink(`/proc/${pid}/ns/net`)) === own) await sleep(10);
    const { address, metadataAddress } = OutsideHost;
    await inNetworkOf(
      nodePid,
      "link",
      "add",
      "out0",
      "type",
      "veth",
      "peer",
      "name",
      "out1",
      "netns",
      String(pid),
    );
    await inNetworkOf(nodePid, "address", "add", "198.51.100.1/24", "dev", "out0");
    await inNetworkOf(nodePid, "link", "set", "out0", "up");
    await inNetworkOf(nodePid, "route", "add", `${metadataAddress}/32`, "via", address);
    await inNetworkOf(pid, "link", "set", "lo", "up");
    await inNetworkOf(pid, "address", "add", `${address}/24`, "dev", "out1");
    await inNetworkOf(pid, "address", "add", `${metadataAddress}/32`, "dev", "out1");
    await inNetworkOf(pid, "link", "set", "out1", "up");
    await inNetworkOf(pid, "route", "add", clusterNetwork.pods, "via", "198.51.100.1");
    return host;
  }

  /** Takes the way out away again. */
  async leave(): Promise<void> {
    await inNetworkOf(this.#nodePid, "link", "delete", "out0");
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }
}

async function inNetworkOf(pid: number, ...args: string[]): Promise<void> {
  await runCommand("nsenter", [`--net=/proc/${pid}/ns/net`, "ip", ...args], { timeoutSeconds: 10 });
}
