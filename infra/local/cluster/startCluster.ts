import { mkdir, rm } from "node:fs/promises";
import { isPortAccepting } from "../accepting";
import type { LocalImage } from "../images";
import type { LocalPaths } from "../paths";
import type { Progress, Step } from "../progress";
import type { Toolchain } from "../toolchain";
import { nodeName } from "./addressing";
import type { LinkAddresses } from "./addressing";
import { withClusterLock } from "./clusterLock";
import type { ClusterRecord } from "./clusterRecord";
import { runningCluster } from "./clusterState";
import type { RunningCluster } from "./clusterState";
import { controlGroupName, writeConfiguration } from "./configuration";
import { importImages, untilContainerd } from "./containerImages";
import { makeControlGroup } from "./controlGroups";
import { coreDnsObjects } from "./coreDns";
import { clusterFolders } from "./folders";
import type { ClusterFolders } from "./folders";
import { ensureAddresses, makeLink } from "./hostLink";
import { NodeApi, NodeApiError } from "./nodeApi";
import { areUpToDate, hasReadyPod, isNodeReady } from "./nodeStatus";
import { ensurePki } from "./pki";
import { makePrivateFolder, writePrivateFile } from "../privateFiles";
import { checkPortIsFree, checkRequirements } from "./requirements";
import { startSandbox } from "./sandbox";
import type { SandboxProcess } from "./sandboxProcess";
import { resumeDefinitions } from "./stalledDefinitions";
import { StartUp } from "./startUp";
import { endCluster } from "./stopCluster";

/** A running cluster. */
export interface LocalCluster {
  /** Path of a kubeconfig that works from the host, for an administrator. */
  readonly kubeconfig: string;
  /** The node's address on the link; NodePorts are reached there. */
  readonly nodeAddress: string;
}

/** How a cluster is started. */
export interface StartOptions {
  readonly paths: LocalPaths;
  readonly tools: Pick<Toolchain, "kubernetes" | "coredns" | "cilium" | "envoy">;
  /** Images that pods may use; nothing else can be pulled. */
  readonly images: readonly LocalImage[];
  readonly pauseImage: LocalImage;
  readonly corednsImage: LocalImage;
  /** Port of the host's loopback that leads to the gateway: 1024 to 65535. */
  readonly gatewayPort: number;
  /** NodePort of the gateway's Service: 30000 to 32767. */
  readonly gatewayNodePort: number;
  readonly progress: Progress;
}

/** Limits that are far beyond what a slow machine takes; a start takes less than half a minute. */
const controlPlaneSeconds = 90;
const nodeSeconds = 90;
const dnsSeconds = 120;

/** A running cluster that does not answer within this time is started anew, in milliseconds. */
const healthMilliseconds = 5_000;

const systemPods = "/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns";

/**
 * Starts this deployment's cluster and returns when pods can run, find each other by name and be reached on the
 * gateway's port. A cluster that runs already is only checked; what an interrupted start left is removed first.
 * @throws an error in the user's terms that names the program at fault and quotes its log
 */
export async function startCluster(options: StartOptions): Promise<LocalCluster> {
  const { paths, progress } = options;
  return progress.step("Cluster", async (step) => {
    await mkdir(paths.state, { recursive: true });
    await checkRequirements(paths, options.gatewayPort);
    return withClusterLock(
      paths,
      () => {
        step.detail("another process is starting or stopping it: waiting");
      },
      async () => {
        const running = await useRunning(options);
        if (running !== undefined) {
          step.detail("runs already");
          return running;
        }
        step.detail("");
        return start(options);
      },
    );
  });
}

/** The running cluster when it is healthy and was started with the same settings. */
async function useRunning(options: StartOptions): Promise<LocalCluster | undefined> {
  const running = await runningCluster(options.paths);
  if (running?.settings !== settingsOf(options)) return undefined;
  if (!(await isHealthy(running))) return undefined;
  await importImages(running.sandbox, options.images);
  return { kubeconfig: running.kubeconfig, nodeAddress: running.nodeAddress };
}

async function isHealthy({ kubeconfig, gatewayPort }: RunningCluster): Promise<boolean> {
  const api = await NodeApi.of(kubeconfig);
  try {
    const deadline = AbortSignal.timeout(healthMilliseconds);
    if ((await answerOf(api, "/readyz", deadline)) !== "ok") return false;
    // The kubelet repeats an unchanged status every five minutes only; one that is silent is marked by the controllers.
    const anyTime = 0;
    if (!isNodeReady((await answerOf(api, `/api/v1/nodes/${nodeName}`, deadline)) ?? null, anyTime))
      return false;
    return await isPortAccepting(gatewayPort);
  } finally {
    api.close();
  }
}

async function start(options: StartOptions): Promise<LocalCluster> {
  const { paths, progress } = options;
  const folders = clusterFolders(paths);
  const since = Date.now();
  const { sandbox, addresses } = await progress.step("Sandbox", async () => {
    await endCluster(paths);
    await checkPortIsFree(options.gatewayPort);
    const chosen = await prepare(options, folders);
    const started = await startSandbox(paths.id, folders, ({ pid }) => makeLink(paths.id, chosen, pid));
    return { sandbox: started, addresses: chosen };
  });
  const startUp = new StartUp(folders, paths.id, sandbox);
  const api = await NodeApi.of(folders.kubeconfig);
  try {
    await Promise.all([
      progress
        .step("Control plane", () => untilControlPlane(api, startUp))
        .then(async () => {
          await resumeDefinitions(api);
          await applyDns(api, options);
        }),
      progress.step("Import images", (step) => bringImages(options, sandbox, startUp, step)),
    ]);
    await progress.step("Node", () => untilNode(api, startUp, since));
    await progress.step("Cluster DNS", () => untilDns(api, startUp, since));
    await startUp.until(
      `nothing accepted connections on port ${options.gatewayPort} of 127.0.0.1`,
      "forwarder",
      nodeSeconds,
      () => isPortAccepting(options.gatewayPort),
    );
  } finally {
    api.close();
  }
  const { gatewayPort, gatewayNodePort } = options;
  const record: ClusterRecord = {
    sandbox,
    settings: settingsOf(options),
    nodeAddress: addresses.node,
    gatewayPort,
    gatewayNodePort,
  };
  await writePrivateFile(folders.record, JSON.stringify(record));
  return { kubeconfig: folders.kubeconfig, nodeAddress: addresses.node };
}

async function prepare(options: StartOptions, folders: ClusterFolders): Promise<LinkAddresses> {
  await makePrivateFolder(folders.root);
  for (const file of [folders.record, folders.failure]) await rm(file, { force: true });
  await rm(folders.logs, { recursive: true, force: true });
  const addresses = await ensureAddresses(folders, options.paths.id);
  await ensurePki(folders, addresses.node);
  await writeConfiguration(options.paths, options, addresses);
  await makeControlGroup(controlGroupName(options.paths.id));
  return addresses;
}

function untilControlPlane(api: NodeApi, startUp: StartUp): Promise<void> {
  return startUp.until(
    "the API server did not become ready",
    "kube-apiserver",
    controlPlaneSeconds,
    async () => {
      return (await answerOf(api, "/readyz")) === "ok";
    },
  );
}

async function applyDns(api: NodeApi, options: StartOptions): Promise<void> {
  for (const { path, object } of coreDnsObjects(options.corednsImage.reference))
    await api.apply(path, object);
}

async function bringImages(
  options: StartOptions,
  sandbox: SandboxProcess,
  startUp: StartUp,
  step: Step,
): Promise<void> {
  await untilContainerd(sandbox, () => startUp.check());
  const images = [options.pauseImage, options.corednsImage, ...options.images];
  const count = await importImages(sandbox, images);
  step.detail(count === 0 ? "all there" : `${count} new`);
}

function untilNode(api: NodeApi, startUp: StartUp, since: number): Promise<void> {
  return startUp.until("the node did not become ready", "kubelet", nodeSeconds, async () => {
    return isNodeReady((await answerOf(api, `/api/v1/nodes/${nodeName}`)) ?? null, since);
  });
}

/** The name server's pod needs all of the node: scheduler, kubelet, containerd, Cilium and kube-proxy. */
async function untilDns(api: NodeApi, startUp: StartUp, since: number): Promise<void> {
  await startUp.until(
    "the cluster's name server did not become ready",
    "cilium-agent",
    dnsSeconds,
    async () => {
      return hasReadyPod((await answerOf(api, systemPods)) ?? null, since);
    },
  );
  await startUp.until("the kubelet did not take up the pods of before", "kubelet", nodeSeconds, async () => {
    return areUpToDate((await answerOf(api, "/api/v1/pods")) ?? null, since);
  });
}

/** What the API server answers; nothing while it cannot yet. */
async function answerOf(api: NodeApi, path: string, deadline?: AbortSignal) {
  try {
    deadline?.throwIfAborted();
    return await api.get(path);
  } catch (error) {
    if (error instanceof NodeApiError || deadline?.aborted === true) return undefined;
    throw error;
  }
}

function settingsOf({ tools, pauseImage, corednsImage, gatewayPort, gatewayNodePort }: StartOptions): string {
  const { kubernetes, cilium, envoy } = tools;
  return JSON.stringify({
    tools: { kubernetes, cilium, envoy },
    images: [pauseImage.reference, corednsImage.reference],
    gatewayPort,
    gatewayNodePort,
  });
}
