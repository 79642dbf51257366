import { Agent, request } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openAiClient, probe, send, startGateway, until, type RunningGateway } from "../support/envoy";
import {
  completion,
  startFakeEngine,
  stream,
  type EngineAnswer,
  type FakeEngine,
} from "../support/fakeEngine";

const key = "sk-drain-000000000000000";
const path = "/v1/chat/completions";
const ask = { model: "small", messages: [{ role: "user" as const, content: "hello" }] };
const body = JSON.stringify(ask);
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function engineOf(answer: EngineAnswer): Promise<FakeEngine> {
  const engine = await startFakeEngine("engine", answer);
  cleanUp.push(engine.close);
  return engine;
}

async function gatewayTo(engine: FakeEngine): Promise<RunningGateway> {
  const gateway = await startGateway(specOf(engine));
  cleanUp.push(gateway.close);
  return gateway;
}

function specOf(engine: FakeEngine, aliases: string[] = []) {
  return {
    models: [{ name: "small", aliases, paths: ["chat/completions" as const], endpoints: [engine] }],
    clients: [{ name: "first", key }],
  };
}

const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * 1000));

/** Ends a gateway as the kubelet does: the preStop hook, then SIGTERM; gives the exit code. */
async function endPod(gateway: RunningGateway): Promise<number | null> {
  expect(await probe(gateway.ports.probe, "/drain")).toBe(200);
  const exit = new Promise<number | null>((resolve) => gateway.process.on("exit", resolve));
  gateway.process.kill("SIGTERM");
  return exit;
}

describe("a gateway that drains", () => {
  it("ends when its last stream has ended, and not before", { timeout: 30_000 }, async () => {
    const words = Array.from({ length: 8 }, (_, index) => String(index));
    const gateway = await gatewayTo(await engineOf(stream(words, () => seconds(1))));
    const answer = await openAiClient(gateway, key).chat.completions.create({ ...ask, stream: true });
    const order: string[] = [];
    const ended = endPod(gateway).then((code) => order.push(`exit ${String(code)}`));
    for await (const chunk of answer) order.push(chunk.choices[0]?.delta.content ?? "nothing");
    await ended;
    expect(order).toEqual([...words, "exit 0"]);
  });

  it(
    "is not ready, and still serves who comes, on a connection that it closes then",
    { timeout: 30_000 },
    async () => {
      const gateway = await gatewayTo(await engineOf(completion("still here")));
      expect(await probe(gateway.ports.probe, "/ready")).toBe(200);
      const ended = endPod(gateway);
      await until(
        async () => (await probe(gateway.ports.probe, "/ready")) === 503,
        "the gateway not to be ready",
      );
      expect(await probe(gateway.ports.probe, "/alive")).toBe(200);
      const answer = await send(gateway, "POST", path, { body, key });
      expect([answer.status, answer.headers.connection]).toEqual([200, "close"]);
      expect(await ended).toBe(0);
    },
  );

  it("does not wait for a connection that nobody uses longer than a while", { timeout: 40_000 }, async () => {
    const gateway = await gatewayTo(await engineOf(completion("x")));
    const agent = new Agent({ keepAlive: true });
    expect(await askThrough(agent, gateway.ports.public)).toBe(200);
    const start = Date.now();
    expect(await endPod(gateway)).toBe(0);
    const took = (Date.now() - start) / 1000;
    expect(took).toBeGreaterThan(8);
    expect(took).toBeLessThan(20);
    agent.destroy();
  });

  it("costs no request when another takes over under traffic", { timeout: 60_000 }, async () => {
    const engine = await engineOf(async (response, asked) => {
      await seconds(0.02);
      await completion("served")(response, asked);
    });
    const [old, next] = [await gatewayTo(engine), await gatewayTo(engine)];
    const service = await startService(old.ports.public);
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const statuses: number[] = [];
    let running = true;
    const callers = Array.from({ length: 8 }, async () => {
      while (running) statuses.push(await askThrough(agent, service.port));
    });

    await seconds(1);
    const ended = endPod(old);
    // Nodes learn a moment later that the pod is going.
    await seconds(2);
    service.target(next.ports.public);
    expect(await ended).toBe(0);
    await seconds(1);
    running = false;
    await Promise.all(callers);
    agent.destroy();

    expect(statuses.length).toBeGreaterThan(500);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});

describe("a changed configuration", () => {
  it("holds in a running gateway without touching a stream", { timeout: 30_000 }, async () => {
    const words = Array.from({ length: 10 }, (_, index) => String(index));
    const engine = await engineOf(stream(words, () => seconds(0.3)));
    const gateway = await gatewayTo(engine);
    const answer = await openAiClient(gateway, key).chat.completions.create({ ...ask, stream: true });
    const newKey = "sk-drain-new-00000000000";
    const spec = specOf(engine, ["gpt-4o"]);
    await gateway.replace({ ...spec, clients: [{ name: "second", key: newKey }] });
    const names = async () => {
      const list = await send(gateway, "GET", "/v1/models", { key: newKey });
      return list.status === 200 && list.body.includes("gpt-4o");
    };
    await until(names, "the new key and alias to hold", 2);
    expect((await send(gateway, "GET", "/v1/models", { key })).status).toBe(401);
    const got: (string | null | undefined)[] = [];
    for await (const chunk of answer) got.push(chunk.choices[0]?.delta.content);
    expect(got).toEqual(words);
  });
});

function askThrough(agent: Agent, port: number): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method: "POST", path, headers, agent },
      (response) => {
        response.resume();
        response.on("error", reject);
        response.on("end", () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** What a Kubernetes Service is to connections: each goes to the pod that is in it when it is made, and stays there. */
async function startService(first: number): Promise<{ readonly port: number; target(port: number): void }> {
  let target = first;
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    port: bound.port,
    target(port) {
      target = port;
    },
  };
}
