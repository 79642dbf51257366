import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppsV1Api, CoreV1Api, KubeConfig, NetworkingV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalPaths } from "../../infra/local/paths";
import { checkoutCopy } from "../support/checkoutCopy";
import { hostSnapshot, type HostSnapshot } from "../support/hostSnapshot";
import { interruptedStart, stepBegins, type Interruption, type Moment } from "../support/interruptedStart";
import { freePort } from "../../infra/local/freePorts";
import { openAiClient, readEndpointFile, runCheckoutCommand } from "../support/localEndpoint";
import { startedState } from "../support/stateOfStart";

// `npm start` and `npm run down` as a user runs them, in a checkout of their own.

let folder: string;
let checkout: LocalPaths;
let before: HostSnapshot;
/** Of its own: other checkouts start at the same time, and would take the same. */
let port: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-start-"));
  checkout = await checkoutCopy(join(folder, "checkout"));
  before = await snapshot();
  port = ["--port", String(await freePort())];
});

afterAll(async () => {
  await runCheckoutCommand(checkout.root, "down");
  await rm(folder, { recursive: true, force: true });
});

function snapshot(): Promise<HostSnapshot> {
  return hostSnapshot(checkout.id, [checkout.root]);
}

/** The types of the Kubernetes objects that the state of the stack knows, each once. */
async function objectsInState(): Promise<string[]> {
  const { resources, pending } = await startedState(checkout);
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
  const patience = { timeout: 600_000 };
  it(
    "goes on after it was killed at any moment, with nothing lost and nothing doubled",
    patience,
    async () => {
      let wasOpen = false;
      const moments: readonly (Moment & { readonly how?: Interruption })[] = [
        { when: stepBegins("tools") },
        { when: stepBegins("images") },
        { when: stepBegins("models") },
        { when: stepBegins("Sandbox"), after: 300 },
        { when: stepBegins("Import images"), after: 2_000, how: "kill all of its processes" },
        // The first object is being made.
        { when: (_shown, { pending }) => pending.some((type) => type.startsWith("kubernetes:")) },
        {
          when: (_shown, { pending }) => pending.includes("kubernetes:core/v1:PersistentVolumeClaim"),
          how: "kill all of its processes",
        },
        // What that kill left has been put in order, and nothing of it was read yet.
        {
          when: (_shown, { pending }) => {
            const isOpen = pending.length > 0;
            const isSettled = wasOpen && !isOpen;
            wasOpen = isOpen;
            return isSettled;
          },
          how: "kill all of its processes",
        },
        { when: (_shown, { pending }) => pending.includes("kubernetes:apps/v1:StatefulSet"), after: 1_000 },
        // A Deployment is waited for: the quota service's, or the gateway's, which is the last of all.
        { when: (_shown, { pending }) => pending.includes("kubernetes:apps/v1:Deployment"), after: 500 },
        { when: stepBegins("first answer") },
      ];
      for (const { how = "kill the command", ...moment } of moments) {
        expect(await interruptedStart(checkout, moment, how, port)).toBeNull();
      }
      const { code, stdout, stderr } = await runCheckoutCommand(checkout.root, "start", port);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("Your sovereign AI endpoint is up");
      await expectWhole();
    },
  );

  it("finds nothing to change the second time, also when two are run at once", async () => {
    const outcomes = await Promise.all(
      [1, 2].map(async () => runCheckoutCommand(checkout.root, "start", port)),
    );
    for (const { code, stdout, stderr } of outcomes) {
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("Your sovereign AI endpoint is up (nothing to change).");
    }
  });

  it("comes to a clean end on Ctrl-C, and removes everything afterwards", async () => {
    const { code } = await runCheckoutCommand(checkout.root, "down");
    expect(code).toBe(0);
    const during = { when: stepBegins("pulumi up"), after: 3_000 };
    expect(await interruptedStart(checkout, during, "Ctrl-C", port)).toBe(130);
    const down = await runCheckoutCommand(checkout.root, "down");
    expect(down.code, down.stderr).toBe(0);
    await expect.poll(snapshot, { timeout: 15_000, interval: 500 }).toEqual(before);
    expect((await readdir(checkout.root)).filter((name) => name === ".domicile")).toEqual([]);
  });
});
