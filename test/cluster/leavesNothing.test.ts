import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clusterState, runningCluster, startCluster, stopCluster } from "../../infra/local/cluster";
import { nodeName } from "../../infra/local/cluster/addressing";
import { clusterFolders } from "../../infra/local/cluster/folders";
import { NodeApi } from "../../infra/local/cluster/nodeApi";
import { findSandbox } from "../../infra/local/cluster/sandboxProcess";
import { buildImage } from "../../infra/local/images";
import { corednsRecipe, pauseRecipe } from "../../infra/local/images/recipes";
import { localPaths } from "../../infra/local/paths";
import type { LocalPaths } from "../../infra/local/paths";
import { listAt, objectAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { ensureTools } from "../../infra/local/toolchain";
import { ClusterPods } from "../support/clusterPods";
import { hostSnapshot, runningProcesses } from "../support/hostSnapshot";
import type { HostSnapshot } from "../support/hostSnapshot";
import { freePort } from "../../infra/local/freePorts";
import { testCluster } from "../support/localCluster";
import { RecordedProgress } from "../support/recordedProgress";

const progress = new RecordedProgress();

let folder: string;
let paths: LocalPaths;
let before: HostSnapshot;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-test-"));
  // Deeper than a unix socket's path may be long, which is 107 characters.
  const root = join(folder, "a".repeat(60), "b".repeat(60));
  await mkdir(root, { recursive: true });
  paths = localPaths(root);
  before = await snapshot();
});

afterEach(async () => {
  await stopCluster({ paths, progress });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What is left once the kernel has had time to remove the namespaces of processes that have ended. */
async function snapshot(): Promise<HostSnapshot> {
  return hostSnapshot(paths.id, [paths.root, "/run/domicile", "/run/tools", "containerd-shim"]);
}

async function expectNothingLeft(): Promise<void> {
  expect(await clusterState(paths)).toBe("absent");
  await expect.poll(snapshot, { timeout: 10_000, interval: 500 }).toEqual(before);
}

test("a cluster that was used, stopped, started again and removed leaves nothing", async () => {
  const cluster = await testCluster(paths);
  expect(await clusterState(paths)).toBe("running");
  expect((await snapshot())["processes"]).not.toEqual(before["processes"]);
  const kubeconfig = await readFile(cluster.kubeconfig, "utf8");
  expect((await stat(cluster.kubeconfig)).mode & 0o777).toBe(0o600);

  const api = await NodeApi.of(cluster.kubeconfig);
  const pods = new ClusterPods(api, cluster.kubeconfig, cluster.shell.reference);
  await pods.namespace("test");
  await pods.start("test", {
    name: "server",
    command: ["nc", "-ll", "-p", "8080", "-e", "/bin/echo", "hello"],
  });
  await pods.address("test", "server");
  await pods.service("test", "server", {
    type: "NodePort",
    selector: { app: "server" },
    ports: [{ port: 8080, nodePort: cluster.gatewayNodePort }],
  });
  await expect.poll(() => firstWords(cluster.gatewayPort), { timeout: 15_000 }).toBe("hello\n");

  await stopCluster({ paths, progress, keepData: true });
  expect(await clusterState(paths)).toBe("stopped");
  await expect(firstWords(cluster.gatewayPort)).rejects.toThrow("ECONNREFUSED");
  const again = await testCluster(paths);
  expect(await readFile(again.kubeconfig, "utf8")).toBe(kubeconfig);
  expect(again.sandbox).not.toEqual(cluster.sandbox);
  await pods.address("test", "server");
  await expect.poll(() => firstWords(again.gatewayPort), { timeout: 15_000 }).toBe("hello\n");
  api.close();

  await stopCluster({ paths, progress });
  await expectNothingLeft();
});

test("a second start finds the cluster running, also when both begin at the same time", async () => {
  const gatewayPort = await freePort();
  await Promise.all([start({ gatewayPort }), start({ gatewayPort })]);
  const cluster = await runningCluster(paths);
  expect(cluster).toMatchObject({ gatewayPort });
  const begin = performance.now();
  await start({ gatewayPort });
  expect(performance.now() - begin).toBeLessThan(5_000);
  expect(await runningCluster(paths)).toEqual(cluster);

  await ageNodeStatus(cluster?.kubeconfig ?? "");
  await start({ gatewayPort });
  expect(await runningCluster(paths)).toEqual(cluster);

  const otherPort = await freePort();
  await start({ gatewayPort: otherPort });
  expect(await runningCluster(paths)).toMatchObject({ gatewayPort: otherPort });
});

describe("after a kill", () => {
  test.each([0.2, 1, 3, 6, 10])(
    "of the start %d s after it began, a stop removes everything",
    async (seconds) => {
      await killedStart(seconds);
      await stopCluster({ paths, progress });
      await expectNothingLeft();
    },
  );

  test.each([0.5, 4])("of the start %d s after it began, the next start succeeds", async (seconds) => {
    await killedStart(seconds);
    const cluster = await testCluster(paths);
    const api = await NodeApi.of(cluster.kubeconfig);
    expect(await api.get("/readyz")).toBe("ok");
    api.close();
  });

  test("of the sandbox's first process all others end, and the next start succeeds", async () => {
    const cluster = await testCluster(paths);
    const sandbox = await readlink(`/proc/${cluster.sandbox.pid}/ns/pid`);
    const inside = async () =>
      (await runningProcesses()).filter(({ pidNamespace }) => pidNamespace === sandbox);
    expect((await inside()).length).toBeGreaterThan(8);
    process.kill(cluster.sandbox.pid, "SIGKILL");
    await expect.poll(() => findSandbox(paths.id)).toBeUndefined();
    expect(await clusterState(paths)).toBe("stopped");
    await expect.poll(inside, { timeout: 10_000 }).toEqual([]);
    await testCluster(paths);
    expect(await clusterState(paths)).toBe("running");
  });

  test("of a program it is started again", async () => {
    const cluster = await testCluster(paths);
    const children = await readFile(
      `/proc/${cluster.sandbox.pid}/task/${cluster.sandbox.pid}/children`,
      "utf8",
    );
    const supervisor = children.split(" ")[0] ?? "";
    const programs = (await readFile(`/proc/${supervisor}/task/${supervisor}/children`, "utf8"))
      .trim()
      .split(" ");
    const names = await Promise.all(programs.map((pid) => readFile(`/proc/${pid}/comm`, "utf8")));
    process.kill(Number(programs[names.indexOf("kube-apiserver\n")]), "SIGKILL");
    const api = await NodeApi.of(cluster.kubeconfig);
    const isReady = () => api.get("/readyz").catch(() => "not ready");
    await expect.poll(isReady, { timeout: 10_000, interval: 20 }).toBe("not ready");
    await expect.poll(isReady, { timeout: 60_000, interval: 200 }).toBe("ok");
    api.close();
    expect((await runningCluster(paths))?.sandbox).toEqual(cluster.sandbox);
  });
});

describe("a start that cannot succeed", () => {
  test("names the port that is in use", async () => {
    const listener = createServer();
    const gatewayPort = await freePort();
    await new Promise<void>((resolve) => listener.listen(gatewayPort, "127.0.0.1", resolve));
    await expect(start({ gatewayPort })).rejects.toThrow(
      `port ${gatewayPort} of 127.0.0.1 is in use; end what listens there or choose another with --port`,
    );
    await new Promise((resolve) => listener.close(resolve));
  });

  test("names the program that does not stay up and quotes its log", async () => {
    const { kubernetes } = await ensureTools(["kubernetes"], { paths, progress });
    const broken = join(folder, "broken");
    await mkdir(broken);
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kubelet"]) {
      await symlink(join(kubernetes, name), join(broken, name));
    }
    await writeFile(join(broken, "kube-scheduler"), "#!/bin/sh\necho the scheduler has no mind to\nexit 3\n");
    await chmod(join(broken, "kube-scheduler"), 0o755);
    const log = join(clusterFolders(paths).logs, "kube-scheduler.log");
    const failed = start({ gatewayPort: await freePort(), kubernetes: broken });
    // It is tried at least four times, and on a busy machine once more until that is noticed.
    await expect(failed).rejects.toThrow(
      new RegExp(
        "^the cluster did not start: kube-scheduler does not stay up \\(exit code 3\\); " +
          `the last lines of its log:\n(the scheduler has no mind to\n){4,5}whole log: ${log}$`,
      ),
    );
    expect(await clusterState(paths)).toBe("stopped");
  });
});

/** Makes the node's last report look as old as it may be on an idle cluster. */
async function ageNodeStatus(kubeconfig: string): Promise<void> {
  const api = await NodeApi.of(kubeconfig);
  const path = `/api/v1/nodes/${nodeName}`;
  const reported = new Date(Date.now() - 4 * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  const conditions = listAt(await api.get(path), "status", "conditions").map((condition) => ({
    ...objectAt(condition),
    lastHeartbeatTime: reported,
  }));
  const identity = { apiVersion: "v1", kind: "Node", metadata: { name: nodeName } };
  await api.apply(`${path}/status`, { ...identity, status: { conditions } });
  api.close();
}

/** Starts the cluster in a process of its own and kills that after `seconds`. */
async function killedStart(seconds: number): Promise<void> {
  const script = join(__dirname, "../support/startLocalCluster.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, paths.root], {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: join(__dirname, "../.."),
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  // The progress's first line: the tools and images are there, the cluster's start begins.
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (text: Buffer) => {
      if (text.toString().includes("Sandbox")) resolve();
    });
  });
  await sleep(seconds * 1_000);
  child.kill("SIGKILL");
  await ended;
}

async function start(given: { readonly gatewayPort: number; readonly kubernetes?: string }): Promise<void> {
  const tools = await ensureTools(["kubernetes", "coredns", "cilium", "envoy"], { paths, progress });
  await startCluster({
    paths,
    progress,
    tools: given.kubernetes === undefined ? tools : { ...tools, kubernetes: given.kubernetes },
    images: [],
    pauseImage: await buildImage(paths, await pauseRecipe(paths), progress),
    corednsImage: await buildImage(paths, await corednsRecipe(tools.coredns), progress),
    gatewayPort: given.gatewayPort,
    gatewayNodePort: 30080,
  });
}

/** What a server on the host's loopback says to whoever connects. */
async function firstWords(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("end", () => {
      resolve(text);
    });
    socket.on("error", reject);
  });
}
