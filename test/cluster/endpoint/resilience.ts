import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyStack } from "../../../cli/deployment/applyStack";
import { openLocalStack } from "../../../cli/deployment/localStack";
import { readLocalSettings, type StackSettings } from "../../../cli/deployment/settings";
import { ensureTools } from "../../../infra/local/toolchain";
import { EndpointPods, endpointNamespace, nameOf } from "../../support/endpointPods";
import { localEndpoint, openAiClient, startEndpoint, type LocalEndpoint } from "../../support/localEndpoint";
import { RecordedProgress } from "../../support/recordedProgress";

let endpoint: LocalEndpoint;
let client: OpenAI;
let pods: EndpointPods;

describe("when something breaks or changes", () => {
  beforeAll(async () => {
    endpoint = await localEndpoint();
    client = openAiClient(endpoint);
    pods = new EndpointPods(endpoint.kubeconfig, "");
  });
  afterAll(() => {
    endpoint.api.close();
  });

  it("a killed inference pod comes back, at the same address", async () => {
    const { tool } = endpoint.models;
    const before = await pods.ready("instance", tool);
    await pods.core.deleteNamespacedPod({
      name: nameOf(before),
      namespace: endpointNamespace,
      gracePeriodSeconds: 0,
    });
    await expect.poll(() => outcome(tool), { timeout: 60_000, interval: 200 }).toBe("answered");
    const after = await pods.ready("instance", tool);
    expect(nameOf(after)).toBe(nameOf(before));
    expect(after.metadata?.uid).not.toBe(before.metadata?.uid);
  });

  it("a roll-out of the gateway under traffic loses no request", async () => {
    const before = await pods.ready("component", "gateway");
    let isOver = false;
    const answered = Promise.withResolvers<boolean>();
    const caller = async () => {
      const outcomes: string[] = [];
      // On a busy machine few requests fit into the roll-out: those that follow it make up the number.
      while (!isOver || outcomes.length < 15) {
        outcomes.push(await outcome(endpoint.models.chat));
        answered.resolve(true);
        await sleep(20);
      }
      return outcomes;
    };
    const callers = Array.from({ length: 8 }, caller);
    await answered.promise;
    await restartGateway();
    await expect.poll(() => isGone(nameOf(before)), { timeout: 120_000, interval: 500 }).toBe(true);
    isOver = true;
    const outcomes = (await Promise.all(callers)).flat();
    expect(outcomes.filter((text) => text !== "answered")).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(100);
    expect((await pods.ready("component", "gateway")).metadata?.uid).not.toBe(before.metadata?.uid);
  });

  it("a changed list of models takes effect without dropping a running stream", async () => {
    const tokens = 3_000;
    const stream = await client.chat.completions.create({
      model: endpoint.models.chat,
      messages: [{ role: "user", content: "count" }],
      max_completion_tokens: tokens,
      stream: true,
    });
    const { promise: changed, resolve: change } = Promise.withResolvers<string>();
    const read = async () => {
      const pieces: string[] = [];
      for await (const { choices } of stream) {
        pieces.push(choices[0]?.delta.content ?? "");
        // The first half is read at once, the second only after the change: the stream is under way all the time.
        if (pieces.length === tokens / 2) await changed;
      }
      return pieces.join("");
    };
    const reading = read();
    const before = await pods.ready("component", "gateway");
    await applySettings((settings) => ({
      ...settings,
      models: settings.models.map((model) =>
        model.name === endpoint.models.chat
          ? { ...model, aliases: [...(model.aliases ?? []), "added-while-running"] }
          : model,
      ),
    }));
    await expect.poll(() => outcome("added-while-running"), { timeout: 60_000 }).toBe("answered");
    expect((await client.models.list()).data.map(({ id }) => id)).toContain("added-while-running");
    expect(await isGone(nameOf(before))).toBe(false);
    change("changed");
    expect(await reading).toBe(counted(tokens));

    // Back to what the stack file says, as a user's next start does.
    await startEndpoint();
    await expect.poll(() => outcome("added-while-running")).toMatch(/does not exist/);
  });
});

const messages = [{ role: "user" as const, content: "Where do you run?" }];

async function ask(model: string): Promise<string> {
  const { choices } = await client.chat.completions.create({ model, messages });
  return choices[0]?.message.content ?? "";
}

/** How a request ended: `answered`, or what the client was told. */
function outcome(model: string): Promise<string> {
  return ask(model).then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** What `kubectl rollout restart` does. */
async function restartGateway(): Promise<void> {
  const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
  await pods.config.makeApiClient(AppsV1Api).patchNamespacedDeployment(
    {
      name: "gateway",
      namespace: endpointNamespace,
      body: { spec: { template: { metadata: { annotations } } } },
    },
    setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch),
  );
}

async function isGone(pod: string): Promise<boolean> {
  const { items } = await pods.core.listNamespacedPod({ namespace: endpointNamespace });
  return items.every((item) => nameOf(item) !== pod);
}

/** Runs `pulumi up` with changed settings, in the way of `npm start`. */
async function applySettings(change: (settings: StackSettings) => StackSettings): Promise<void> {
  const { paths } = endpoint;
  const progress = new RecordedProgress();
  const tools = await ensureTools(["pulumi", "plugins"], { paths, progress });
  const stack = await openLocalStack(paths, tools, change(await readLocalSettings(paths.root)));
  const { signal } = new AbortController();
  const cluster = pods.config;
  await progress.step("pulumi up", (step) => applyStack({ stack, paths, cluster, step, signal }));
}

/** What the chat model counts, in tokens: 1 to 100, again and again. */
function counted(tokens: number): string {
  const round = Array.from({ length: 100 }, (_, place) => (place === 99 ? "100.\n" : `${place + 1}, `));
  return Array.from({ length: tokens }, (_, place) => round[place % 100]).join("");
}
