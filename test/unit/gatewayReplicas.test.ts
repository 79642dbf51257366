import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, until, type RunningGateway } from "../support/envoy";
import { completion, startFakeEngine, type EngineAnswer, type FakeEngine } from "../support/fakeEngine";
import type { GatewayEndpoint } from "../../components/gateway/spec";

const key = "sk-replicas-000000000000";
const path = "/v1/chat/completions";
const body = `{"model":"small"}`;
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function engineOf(
  name: string,
  answer: EngineAnswer = completion(name),
  port = 0,
): Promise<FakeEngine> {
  const engine = await startFakeEngine(name, answer, port);
  let ended = false;
  const close = async () => {
    if (!ended) await engine.close();
    ended = true;
  };
  cleanUp.push(close);
  return { ...engine, close };
}

async function gatewayTo(...endpoints: GatewayEndpoint[]): Promise<RunningGateway> {
  const gateway = await startGateway({
    models: [
      { name: "small", aliases: [], paths: ["chat/completions"], endpoints },
      { name: "embedding", aliases: [], paths: ["embeddings"], endpoints },
    ],
    clients: [{ name: "first", key }],
  });
  cleanUp.push(gateway.close);
  return gateway;
}

const ask = (gateway: RunningGateway) => send(gateway, "POST", path, { body, key });
const embed = (gateway: RunningGateway) =>
  send(gateway, "POST", "/v1/embeddings", { body: `{"model":"embedding"}`, key });
const never = () => new Promise<void>(() => undefined);

const unavailable = {
  error: {
    message: "The model is not available right now. Try again later.",
    type: "server_error",
    param: null,
    code: "service_unavailable",
  },
};

describe("replicas", () => {
  it("get requests for embeddings where the fewest are under way", async () => {
    const busy = await engineOf("busy", never);
    const free = await engineOf("free");
    const gateway = await gatewayTo(busy, free);
    const waiting: Promise<unknown>[] = [];
    while (busy.requests.length === 0) {
      const asked = embed(gateway).catch(() => undefined);
      waiting.push(asked);
      await Promise.race([asked, busy.request(0)]);
    }
    const before = free.requests.length;
    for (let index = 0; index < 20; index++) expect((await embed(gateway)).body).toContain("free");
    expect([busy.requests.length, free.requests.length - before]).toEqual([1, 20]);
  });

  it("that die cost no request, not even the first after it", async () => {
    const first = await engineOf("first");
    const second = await engineOf("second");
    const gateway = await gatewayTo(first, second);
    for (let index = 0; index < 10; index++) await ask(gateway);
    expect(Math.min(first.requests.length, second.requests.length)).toBeGreaterThan(0);
    await first.close();
    for (let index = 0; index < 20; index++) {
      const answer = await ask(gateway);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
        200,
        { choices: [{ message: { content: "second" } }] },
      ]);
    }
  });

  it("that die with a request under way leave it to another, as nothing was answered", async () => {
    const dying = await engineOf("dying", (response) => {
      response.socket?.destroy();
    });
    const living = await engineOf("living");
    const gateway = await gatewayTo(dying, living);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(gateway)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(dying.requests.length).toBeGreaterThan(0);
    expect(dying.requests[0]?.body).toBe(body);
  });

  it("that die within an answer end it: what was streamed cannot be taken back", async () => {
    const dying = await engineOf("dying", (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n", () => response.socket?.destroy());
    });
    const gateway = await gatewayTo(dying);
    await expect(ask(gateway)).rejects.toThrow("aborted");
    expect(dying.requests.length).toBe(1);
  });

  it("come back into use once they are healthy", async () => {
    const engine = await engineOf("engine");
    const gateway = await gatewayTo(engine);
    await engine.close();
    expect((await ask(gateway)).status).toBe(503);
    await engineOf("again", completion("again"), engine.port);
    await until(async () => (await ask(gateway)).status === 200, "the replica to be used again", 15);
  });

  it("that say that they are not healthy get nothing, while another does", async () => {
    const loading = await engineOf("loading");
    loading.health(503);
    const ready = await engineOf("ready");
    const gateway = await gatewayTo(loading, ready);
    for (let index = 0; index < 10; index++) expect((await ask(gateway)).body).toContain("ready");
    expect(loading.requests.length).toBe(0);
  });
});

describe("when no replica can answer", () => {
  it("the gateway says 503 and when to come back", async () => {
    const engine = await engineOf("engine");
    const gateway = await gatewayTo(engine);
    await engine.close();
    const answer = await ask(gateway);
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toBe("2");
    expect(JSON.parse(answer.body)).toEqual(unavailable);
  });

  it("the OpenAI client comes back by itself", async () => {
    let calls = 0;
    const engine = await engineOf("engine", (response, request) => {
      calls += 1;
      if (calls <= 3) response.socket?.destroy();
      else void completion("at last")(response, request);
    });
    const gateway = await gatewayTo(engine);
    const client = openAiClient(gateway, key).withOptions({ maxRetries: 5 });
    const answer = await client.chat.completions.create({ model: "small", messages: [] });
    expect(answer.choices[0]?.message.content).toBe("at last");
  });

  it("the gateway asks a single replica again, whatever happened before", async () => {
    let calls = 0;
    const engine = await engineOf("engine", (response, request) => {
      calls += 1;
      if (calls <= 6) response.socket?.destroy();
      else void completion("at last")(response, request);
    });
    const gateway = await gatewayTo(engine);
    const answers = [await ask(gateway), await ask(gateway), await ask(gateway)];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(calls).toBe(7);
  });
});

describe("an engine's own answers", () => {
  it.each([400, 404, 429, 500, 503])(
    "pass with their status %i and body, and are not tried again",
    async (status) => {
      const text = `{"error":{"message":"the engine's","code":${status}}}`;
      const engine = await engineOf("engine", (response) => {
        response.writeHead(status, { "content-type": "application/json" }).end(text);
      });
      const gateway = await gatewayTo(engine);
      const answer = await ask(gateway);
      expect([answer.status, answer.body]).toEqual([status, text]);
      expect(engine.requests.length).toBe(1);
    },
  );

  it("that are no HTTP become 502", async () => {
    const gateway = await gatewayTo(await garbage());
    const answer = await ask(gateway);
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        message: "The engine gave an answer that could not be understood.",
        type: "server_error",
        param: null,
        code: "bad_gateway",
      },
    });
  });
});

/** A server that is healthy and answers everything else with what is no HTTP. */
async function garbage(): Promise<GatewayEndpoint> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      const health = chunk.toString().startsWith("GET /health");
      socket.end(health ? "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" : "no such protocol\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(
    () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  );
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return { address: "127.0.0.1", port: bound.port };
}
