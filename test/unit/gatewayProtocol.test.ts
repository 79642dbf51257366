import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send, startGateway, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const key = "sk-protocol-00000000000";
const path = "/v1/chat/completions";
const body = `{"model":"small"}`;
const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n`;

let engine: FakeEngine;
let gateway: RunningGateway;

beforeAll(async () => {
  engine = await startFakeEngine("engine");
  gateway = await startGateway({
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [{ name: "first", key }],
    timeouts: { request: 1, requestHeaders: 1, connectionIdle: 1 },
  });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

/** Sends bytes and gives all that came until the gateway closed the connection. */
function raw(text: string): Promise<string> {
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

describe("a connection", () => {
  it.each([
    ["two different lengths", `${head}content-length: 17\r\ncontent-length: 5\r\n\r\n${body}`],
    ["a length and chunks", `${head}content-length: 17\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["an unknown encoding of the transfer", `${head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ["an encoding's name in disguise", `${head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ["a negative length", `${head}content-length: -1\r\n\r\n${body}`],
    ["a space before a colon", `${head}content-length : 17\r\n\r\n${body}`],
    ["a folded header", `${head}x-a: 1\r\n content-length: 17\r\n\r\n${body}`],
    ["a NUL in a header", `${head}x-a: 1\u00002\r\ncontent-length: 17\r\n\r\n${body}`],
    ["no host", `GET /v1/models HTTP/1.1\r\nauthorization: Bearer ${key}\r\n\r\n`],
    ["what is no HTTP", "hello\r\n\r\n"],
  ])("with %s is answered with 400 at most, and no engine sees a request", async (_, text) => {
    const before = engine.requests.length;
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(engine.requests.length).toBe(before);
  });

  it("carries no second request inside a first one's body", async () => {
    const inner = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`;
    const outer = JSON.stringify({ model: "small", text: inner });
    const before = engine.requests.length;
    await raw(`${head}content-length: ${outer.length}\r\nconnection: close\r\n\r\n${outer}`);
    expect(engine.requests.slice(before).map((request) => request.body)).toEqual([outer]);
  });

  it("cannot be made another protocol", async () => {
    const before = engine.requests.length;
    const upgrade = "connection: upgrade\r\nupgrade: websocket\r\ncontent-length: 17\r\n\r\n";
    expect(await raw(`${head}${upgrade}${body}`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(`CONNECT x:1 HTTP/1.1\r\nhost: x:1\r\nauthorization: Bearer ${key}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
    expect(engine.requests.length).toBe(before);
  });
});

describe("headers", () => {
  it("that are too large are refused with 431", async () => {
    const answer = await send(gateway, "POST", path, {
      body,
      key,
      headers: { "x-large": "x".repeat(70_000) },
    });
    expect(answer.status).toBe(431);
  });

  it("that are too many are refused with 431", async () => {
    const headers = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, "1"]));
    expect((await send(gateway, "POST", path, { body, key, headers })).status).toBe(431);
  });
});

describe("a body", () => {
  it("in which a NUL ends the JSON is routed by what stands before it, and reaches the engine whole", async () => {
    const hidden = `{"model":"small"}\u0000{"model":"other"}`;
    const before = engine.requests.length;
    const answer = await send(gateway, "POST", path, { body: hidden, key });
    expect(answer.status).toBe(200);
    expect(engine.requests.slice(before).map((request) => request.body)).toEqual([hidden]);
    const other = `{"model":"other"}\u0000{"model":"small"}`;
    expect((await send(gateway, "POST", path, { body: other, key })).status).toBe(404);
    expect(engine.requests.length).toBe(before + 1);
  });

  it("that is compressed is refused: its model cannot be read", async () => {
    const before = engine.requests.length;
    const answer = await send(gateway, "POST", path, {
      body: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
      key,
      headers: { "content-encoding": "gzip" },
    });
    expect([answer.status, engine.requests.length]).toEqual([400, before]);
  });

  it("with ten thousand keys is routed by the one that counts", async () => {
    const others = Array.from({ length: 10_000 }, (_, index) => `"k${index}":{"model":"other"}`).join(",");
    expect((await send(gateway, "POST", path, { body: `{${others},"model":"small"}`, key })).status).toBe(
      200,
    );
  });
});
