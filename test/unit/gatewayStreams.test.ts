import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway, type TestSpec } from "../support/envoy";
import {
  completion,
  startFakeEngine,
  stream,
  type EngineAnswer,
  type FakeEngine,
} from "../support/fakeEngine";

const key = "sk-streams-0000000000000";
const path = "/v1/chat/completions";
const ask = { model: "small", messages: [{ role: "user" as const, content: "hello" }] };
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function setUp(
  answer: EngineAnswer,
  timeouts: TestSpec["timeouts"] = {},
): Promise<[RunningGateway, FakeEngine]> {
  const engine = await startFakeEngine("engine", answer);
  cleanUp.push(engine.close);
  const gateway = await startGateway({
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [{ name: "first", key }],
    timeouts,
  });
  cleanUp.push(gateway.close);
  return [gateway, engine];
}

const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * 1000));

/** A door that stays shut until it is opened. */
function door() {
  const { promise, resolve } = Promise.withResolvers<true>();
  return {
    opened: promise.then(() => undefined),
    open: () => {
      resolve(true);
    },
  };
}

describe("streams", () => {
  it("come word by word, while the engine still writes", async () => {
    const second = door();
    const [gateway] = await setUp(
      stream(["one", "two"], (index) => (index === 0 ? Promise.resolve() : second.opened)),
    );
    const words: (string | null | undefined)[] = [];
    for await (const chunk of await openAiClient(gateway, key).chat.completions.create({
      ...ask,
      stream: true,
    })) {
      words.push(chunk.choices[0]?.delta.content);
      second.open();
    }
    expect(words).toEqual(["one", "two"]);
  });

  it("last longer than any limit as long as words come", async () => {
    const words = Array.from({ length: 8 }, (_, index) => String(index));
    const [gateway] = await setUp(
      stream(words, () => seconds(0.3)),
      { idle: 1, request: 1, connectionIdle: 1 },
    );
    const got: (string | null | undefined)[] = [];
    for await (const chunk of await openAiClient(gateway, key).chat.completions.create({
      ...ask,
      stream: true,
    })) {
      got.push(chunk.choices[0]?.delta.content);
    }
    expect(got).toEqual(words);
  });

  it("that stop for too long are ended, at the engine too", async () => {
    const [gateway, engine] = await setUp(
      stream(["one", "two"], (index) => (index === 0 ? seconds(0) : seconds(30))),
      {
        idle: 0.5,
      },
    );
    const reading = async () => {
      for await (const chunk of await openAiClient(gateway, key).chat.completions.create({
        ...ask,
        stream: true,
      })) {
        expect(chunk.choices[0]?.delta.content).toBe("one");
      }
    };
    await expect(reading()).rejects.toThrow();
    expect(await (await engine.request(0)).aborted).toBe(true);
  });

  it("end at the engine when the client leaves", async () => {
    const [gateway, engine] = await setUp(
      stream(["one", "two"], (index) => (index === 0 ? seconds(0) : seconds(30))),
    );
    const answer = await openAiClient(gateway, key).chat.completions.create({ ...ask, stream: true });
    for await (const chunk of answer) {
      expect(chunk.choices[0]?.delta.content).toBe("one");
      answer.controller.abort();
    }
    expect(await (await engine.request(0)).aborted).toBe(true);
  });
});

describe("a client that leaves before the answer begins", () => {
  it("ends the engine's request", async () => {
    const [gateway, engine] = await setUp(() => seconds(30));
    const controller = new AbortController();
    const asking = openAiClient(gateway, key).chat.completions.create(ask, { signal: controller.signal });
    const request = await engine.request(0);
    controller.abort();
    await expect(asking).rejects.toThrow("Request was aborted.");
    expect(await request.aborted).toBe(true);
  });
});

describe("limits of time", () => {
  it("answer 504 when an engine does not begin to answer", async () => {
    const [gateway, engine] = await setUp(() => seconds(30), { idle: 0.5 });
    const answer = await send(gateway, "POST", path, { body: JSON.stringify(ask), key });
    expect(answer.status).toBe(504);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        message: "The engine did not answer in time.",
        type: "server_error",
        param: null,
        code: "engine_timeout",
      },
    });
    expect(await (await engine.request(0)).aborted).toBe(true);
    expect(engine.requests.length).toBe(1);
  });

  it("answer 408 when a client does not send its body", async () => {
    const [gateway, engine] = await setUp(completion("x"), { request: 0.5 });
    const answer = await slowly(
      gateway,
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"model":`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4))).toEqual({
      error: {
        message: "The request did not arrive in time.",
        type: "invalid_request_error",
        param: null,
        code: "request_timeout",
      },
    });
    expect(engine.requests.length).toBe(0);
  });

  it("answer 408 when a client does not send its headers", async () => {
    const [gateway] = await setUp(completion("x"), { requestHeaders: 0.5 });
    expect(await slowly(gateway, `POST ${path} HTTP/1.1\r\nhost:`)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("close a connection that nobody uses", async () => {
    const [gateway] = await setUp(completion("x"), { connectionIdle: 0.5 });
    expect(await slowly(gateway, "")).toBe("");
  });
});

/** Sends `text` and no more; gives what came until the gateway closed the connection. */
function slowly(gateway: RunningGateway, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.ports.public, "127.0.0.1");
    let got = "";
    socket.on("data", (chunk: Buffer) => (got += chunk.toString()));
    socket.on("error", reject);
    socket.on("end", () => {
      socket.end();
      resolve(got);
    });
    socket.write(text);
  });
}
