import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, KubeConfig, NetworkingV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalPaths } from "../../infra/local/paths";
import { checkoutCopy } from "../support/checkoutCopy";
import { hostSnapshot, type HostSnapshot } from "../support/hostSnapshot";
import { openAiClient, readEndpointFile, runCheckoutCommand } from "../support/localEndpoint";

// `npm start` and `npm run down` as a user runs them, in a checkout of their own.

let folder: string;
let checkout: LocalPaths;
let before: HostSnapshot;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-start-"));
  checkout = await checkoutCopy(join(folder, "checkout"));
  before = await snapshot();
});

afterAll(async () => {
  await runCheckoutCommand(checkout.root, "down");
  await rm(folder, { recursive: true, force: true });
});

function snapshot(): Promise<HostSnapshot> {
  return hostSnapshot(checkout.id, [checkout.root]);
}

/** Starts and sends `signal` some seconds after the step `title` has begun. @returns the exit code */
async function interruptedStart(
  title: string,
  seconds: number,
  signal: "SIGKILL" | "SIGINT",
): Promise<number | null> {
  const script = join(checkout.root, "cli", "start.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: checkout.root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let shown = "";
  await new Promise<void>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
      if (shown.includes(`… ${title}\n`)) resolve();
    });
  });
  await sleep(seconds * 1_000);
  child.kill(signal);
  return ended;
}

/** What the state of the stack says there is: the type and name of each Kubernetes object. */
async function objectsInState(): Promise<string[]> {
  const stacks = join(checkout.state, "pulumi", "backend", ".pulumi", "stacks", "domicile");
  const [file = ""] = (await readdir(stacks)).filter((name) => /^local\.json$/.test(name));
  const state = JSON.parse(await readFile(join(stacks, file), "utf8")) as {
    checkpoint: {
      latest: {
        resources: { urn: string; type: string; delete?: boolean }[];
        pending_operations?: unknown[];
      };
    };
  };
  const { resources, pending_operations: pending = [] } = state.checkpoint.latest;
  expect(pending).toEqual([]);
  expect(resources.filter(({ delete: doomed }) => doomed === true)).toEqual([]);
  const urns = resources.map(({ urn }) => urn);
  expect(new Set(urns).size).toBe(urns.length);
  return resources.map(({ type }) => type).filter((type) => type.startsWith("kubernetes:"));
}

/** The number of objects of a kind in the endpoint's namespace, as the API server tells it. */
async function objectsInCluster(): Promise<Readonly<Record<string, number>>> {
  const { kubeconfig } = await readEndpointFile(checkout);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const [core, apps] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api)];
  const namespace = "domicile";
  const policies = await config.makeApiClient(NetworkingV1Api).listNamespacedNetworkPolicy({ namespace });
  return {
    "kubernetes:core/v1:Service": (await core.listNamespacedService({ namespace })).items.length,
    "kubernetes:core/v1:Secret": (await core.listNamespacedSecret({ namespace })).items.length,
    "kubernetes:core/v1:PersistentVolume": (await core.listPersistentVolume()).items.length,
    "kubernetes:apps/v1:Deployment": (await apps.listNamespacedDeployment({ namespace })).items.length,
    "kubernetes:apps/v1:StatefulSet": (await apps.listNamespacedStatefulSet({ namespace })).items.length,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": policies.items.length,
  };
}

async function expectWhole(): Promise<void> {
  const stated = await objectsInState();
  const found = await objectsInCluster();
  const count = (type: string) => stated.filter((other) => other === type).length;
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((type) => [type, count(type)])));
  const client = openAiClient(await readEndpointFile(checkout));
  const messages = [{ role: "user" as const, content: "Where do you run?" }];
  const { choices } = await client.chat.completions.create({ model: "gpt-4o", messages });
  expect(choices[0]?.message.content).toContain("Hello from a sovereign endpoint");
}

describe("npm start", () => {
  it("goes on after it was killed again and again, with nothing lost and nothing doubled", async () => {
    for (const [title, seconds] of [
      ["cluster", 4],
      ["pulumi up", 2.5],
      ["pulumi up", 2],
      ["first answer", 0],
    ] as const) {
      expect(await interruptedStart(title, seconds, "SIGKILL")).toBeNull();
    }
    const { code, stdout, stderr } = await runCheckoutCommand(checkout.root, "start");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Your sovereign AI endpoint is up");
    await expectWhole();
  });

  it("finds nothing to change the second time, also when two are run at once", async () => {
    const outcomes = await Promise.all([1, 2].map(async () => runCheckoutCommand(checkout.root, "start")));
    for (const { code, stdout, stderr } of outcomes) {
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("Your sovereign AI endpoint is up (nothing to change).");
    }
  });

  it("comes to a clean end on Ctrl-C, and removes everything afterwards", async () => {
    const { code } = await runCheckoutCommand(checkout.root, "down");
    expect(code).toBe(0);
    expect(await interruptedStart("pulumi up", 3, "SIGINT")).toBe(130);
    const down = await runCheckoutCommand(checkout.root, "down");
    expect(down.code, down.stderr).toBe(0);
    await expect.poll(snapshot, { timeout: 15_000, interval: 500 }).toEqual(before);
    expect((await readdir(checkout.root)).filter((name) => name === ".domicile")).toEqual([]);
  });
});
