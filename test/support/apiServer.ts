import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { constants, createWriteStream } from "node:fs";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { localPaths } from "../../infra/local/paths";
import { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import { Objects } from "../../infra/local/providers/kubernetes/api/objects";
import { ensureTools } from "../../infra/local/toolchain";
import { TerminalProgress } from "../../infra/local/terminalProgress";
import { freePorts } from "../../infra/local/freePorts";
import { runPods } from "./podRunner";

/** A real Kubernetes control plane without nodes, on loopback. */
export interface ApiServer {
  /** Contents of a kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** For a test's own look at the cluster. */
  readonly objects: Objects;
  /** Contents of a kubeconfig for a server at another address, or of a guest, who may read no object. */
  kubeconfigFor(change: { readonly server?: string; readonly guest?: boolean }): string;
  /** Ends all of its processes and removes its data. */
  stop(): Promise<void>;
}

/** Keys that an API server has in place of those that it makes itself, each as PEM. */
export interface ServerKeys {
  /** Its own certificate for 127.0.0.1 with that of the authority behind it, and the certificate's key. */
  readonly serving: { readonly certificates: string; readonly key: string };
  /** Whose certificates it takes for clients. */
  readonly clientAuthority: string;
  /** What signs the tokens of service accounts. */
  readonly serviceAccount: string;
}

const programs = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** Time for the API server to be ready, in seconds; it takes about five. */
const readySeconds = 90;

/** What an API server has beside it. */
export interface ApiServerOptions {
  /** Whether kube-scheduler gives Pods to the nodes that the test makes, and nothing then runs them. @default false */
  readonly schedules?: boolean;
  /** @default made for this run */
  readonly keys?: ServerKeys;
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager with keys made for this run. Nothing runs Pods; instead their
 * status is written as if something did, by what their image is called (see `runPods`), unless they are only scheduled.
 */
export async function startApiServer({ schedules = false, keys }: ApiServerOptions = {}): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-api-server-"));
  const running: ChildProcess[] = [];
  const background = new AbortController();
  const stop = async (): Promise<void> => {
    background.abort();
    for (const child of running.reverse()) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const folderOfPrograms = await programFolder();
    const [etcdPort = 0, peerPort = 0, port = 0, managerPort = 0, schedulerPort = 0] = await freePorts(5);
    const start = (program: string, args: readonly string[]): void => {
      running.push(launch(program, args, join(folder, `${program.split("/").at(-1) ?? "program"}.log`)));
    };
    const etcd = `http://127.0.0.1:${etcdPort}`;
    start("etcd", [
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    ]);
    const token = randomBytes(24).toString("hex");
    const guest = randomBytes(24).toString("hex");
    const key = join(folder, "service-account.key");
    const tokens = join(folder, "tokens.csv");
    await writeFile(key, keys?.serviceAccount ?? newServiceAccountKey(), { mode: 0o600 });
    await writeFile(tokens, `${token},admin,admin,system:masters\n${guest},guest,guest\n`, { mode: 0o600 });
    const server = `https://127.0.0.1:${port}`;
    const further = keys === undefined ? [] : await writeKeys(folder, keys);
    start(join(folderOfPrograms, "kube-apiserver"), [
      `--etcd-servers=${etcd}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, "certificates")}`,
      `--token-auth-file=${tokens}`,
      "--authorization-mode=RBAC",
      "--allow-privileged=true",
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.250.0.0/16",
      "--endpoint-reconciler-type=none",
      "--profiling=false",
      ...further,
    ]);
    await untilReady(folder, server, token);
    // A certificate that the server made itself is its own authority; the authority of a given one lies behind it.
    const authority = await readFile(join(folder, "certificates", "apiserver.crt"));
    const kubeconfigFor: ApiServer["kubeconfigFor"] = (change) =>
      kubeconfigText(change.server ?? server, change.guest === true ? guest : token, authority);
    const kubeconfig = kubeconfigFor({});
    const kubeconfigFile = join(folder, "kubeconfig");
    await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
    start(join(folderOfPrograms, "kube-controller-manager"), [
      `--kubeconfig=${kubeconfigFile}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${managerPort}`,
      `--cert-dir=${join(folder, "manager-certificates")}`,
      `--service-account-private-key-file=${key}`,
      "--leader-elect=false",
      "--profiling=false",
    ]);
    if (schedules) {
      start(join(folderOfPrograms, "kube-scheduler"), [
        `--kubeconfig=${kubeconfigFile}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${schedulerPort}`,
        `--cert-dir=${join(folder, "scheduler-certificates")}`,
        "--leader-elect=false",
        "--profiling=false",
      ]);
    }
    const objects = new Objects(clientOf(kubeconfig));
    await untilServiceAccount(objects);
    const runner = schedules ? Promise.resolve() : runPods(objects, background.signal);
    return {
      kubeconfig,
      objects,
      kubeconfigFor,
      stop: async () => {
        background.abort();
        await runner;
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function newServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

/** Writes keys to where the server looks before it makes some; gives what it has to be told besides. */
async function writeKeys(folder: string, { serving, clientAuthority }: ServerKeys): Promise<string[]> {
  const certificates = join(folder, "certificates");
  await mkdir(certificates);
  await writeFile(join(certificates, "apiserver.crt"), serving.certificates);
  await writeFile(join(certificates, "apiserver.key"), serving.key, { mode: 0o600 });
  await writeFile(join(folder, "client-ca.crt"), clientAuthority);
  return [`--client-ca-file=${join(folder, "client-ca.crt")}`];
}

async function programFolder(): Promise<string> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (await hasPrograms(folder)) return folder;
  }
  const tools = await ensureTools(["packages", "kubernetes"], {
    paths: localPaths(),
    progress: new TerminalProgress(),
  });
  return tools.kubernetes;
}

async function hasPrograms(folder: string): Promise<boolean> {
  try {
    await Promise.all(programs.map((program) => access(join(folder, program), constants.X_OK)));
    return true;
  } catch {
    return false;
  }
}

function launch(program: string, args: readonly string[], log: string): ChildProcess {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output = createWriteStream(log, { flags: "a" });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  child.on("error", (error) => output.write(`${error.message}\n`));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

function kubeconfigText(server: string, token: string, authority: Buffer): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "test", cluster: { server, "certificate-authority-data": authority.toString("base64") } },
    ],
    users: [{ name: "test", user: { token } }],
    contexts: [
      { name: "test", context: { cluster: "test", user: "test" } },
      { name: "elsewhere", context: { cluster: "test", user: "test", namespace: "elsewhere" } },
    ],
    "current-context": "test",
  });
}

function clientOf(kubeconfig: string): ApiClient {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return new ApiClient(config);
}

async function untilReady(folder: string, server: string, token: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "test", server, skipTLSVerify: true }],
    users: [{ name: "test", token }],
    contexts: [{ name: "test", cluster: "test", user: "test" }],
    currentContext: "test",
  });
  const client = new ApiClient(config);
  const deadline = Date.now() + readySeconds * 1000;
  for (;;) {
    try {
      await client.request({ method: "GET", path: "/readyz" });
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        const log = await readFile(join(folder, "kube-apiserver.log"), "utf8").catch(() => "no log");
        throw new Error(`kube-apiserver was not ready in ${readySeconds} s: ${log.slice(-2000)}`, {
          cause: error,
        });
      }
      await delay(200);
    }
  }
}

/** Pods can be made once the namespace's service account is there. */
async function untilServiceAccount(objects: Objects): Promise<void> {
  const deadline = Date.now() + readySeconds * 1000;
  for (;;) {
    const found = await objects.find({
      apiVersion: "v1",
      kind: "ServiceAccount",
      namespace: "default",
      name: "default",
    });
    if (found !== undefined) return;
    if (Date.now() > deadline) throw new Error(`kube-controller-manager did not work in ${readySeconds} s`);
    await delay(100);
  }
}
