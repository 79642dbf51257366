import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ModelPath } from "../../infra/engines";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { pieces, startFakeEngine, type EngineAnswer, type FakeEngine } from "../support/fakeEngine";

const key = "sk-usage-00000000000000";
const chatPath = "/v1/chat/completions";
const paths: ModelPath[] = ["chat/completions", "completions", "responses", "embeddings"];
/** What vLLM is asked for. */
const streamUsage = `"stream_options":{"include_usage":true,"continuous_usage_stats":true}`;
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function setUp(answer: EngineAnswer): Promise<[RunningGateway, FakeEngine]> {
  const engine = await startFakeEngine("engine", answer);
  cleanUp.push(engine.close);
  const gateway = await startGateway({
    models: [
      { name: "small", aliases: ["gpt"], paths, endpoints: [engine], streamUsage },
      { name: "plain", aliases: [], paths, endpoints: [engine] },
    ],
    clients: [{ name: "first", key }],
  });
  cleanUp.push(gateway.close);
  return [gateway, engine];
}

const events = (texts: readonly string[]) => pieces("text/event-stream", texts);

/** An event as vLLM writes it. */
function event(content: string, usage?: [prompt: number, completion: number]): string {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return `data: ${JSON.stringify({ id: "c", choices, ...usageMember(usage) })}\n\n`;
}

function lastEvent(usage: [number, number]): string {
  return `data: ${JSON.stringify({ id: "c", choices: [], ...usageMember(usage) })}\n\n`;
}

function usageMember(usage: [number, number] | undefined) {
  if (usage === undefined) return {};
  const [prompt, completion] = usage;
  const details = { prompt_tokens_details: { cached_tokens: 1 } };
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { usage: { ...counts, ...details } };
}

const done = "data: [DONE]\n\n";

function ask(gateway: RunningGateway, body: string, path = chatPath) {
  return send(gateway, "POST", path, { key, body });
}

/** What the access log says that the last request has used. */
async function used(gateway: RunningGateway): Promise<unknown[]> {
  const entry = (await gateway.accessLog(1)).at(-1);
  return [entry?.["promptTokens"], entry?.["completionTokens"]];
}

describe("the usage of a whole answer", () => {
  it.each([
    ["at its end", `{"choices":[{"text":"x"}],"usage":{"prompt_tokens":7,"completion_tokens":5}}`],
    [
      "at its beginning",
      `{"usage":{"prompt_tokens":7,"completion_tokens":5},"data":[${"0.5,".repeat(9000)}1]}`,
    ],
    ["with blanks", `{"usage": {"prompt_tokens": 7, "total_tokens": 12, "completion_tokens": 5}}`],
    ["by the names of responses", `{"output":[],"usage":{"input_tokens":7,"output_tokens":5}}`],
    [
      "beside a content that looks like it",
      `{"choices":[{"text":"\\"usage\\":{\\"prompt_tokens\\":99}"}],"usage":{"prompt_tokens":7,"completion_tokens":5}}`,
    ],
  ])("is read %s, and the answer passes as it is", async (_, text) => {
    const halves = [text.slice(0, text.length - 30), text.slice(text.length - 30)];
    const [gateway] = await setUp(pieces("application/json; charset=utf-8", halves));
    expect((await ask(gateway, `{"model":"small"}`)).body).toBe(text);
    expect(await used(gateway)).toEqual([7, 5]);
  });

  it("is nothing when the engine tells none", async () => {
    const [gateway] = await setUp(pieces("application/json", [`{"error":"\\"usage\\":{"}`]));
    await ask(gateway, `{"model":"small"}`);
    expect(await used(gateway)).toEqual([null, null]);
  });
});

describe("a request for a stream", () => {
  it("asks the engine for the usage, with the last word, and is the caller's own to the byte otherwise", async () => {
    const [gateway, engine] = await setUp(events([done]));
    const body = `{ "stream_options": {"include_usage": false},"seed":9007199254740993, "z":1.0,"a":"\\u00e9}",\n"model" : "small","stream":true }\n `;
    await ask(gateway, body);
    const sent = engine.requests[0];
    const before = body.slice(0, body.lastIndexOf("}"));
    expect(sent?.body).toBe(`${before},${streamUsage}}`);
    expect(sent?.headers["content-length"]).toBe(String(Buffer.byteLength(sent?.body ?? "")));
  });

  it.each([
    ["that wants no stream", chatPath, `{"model":"small","stream":false}`],
    ["whose last word is for no stream", chatPath, `{"model":"small","stream":true,"stream":false}`],
    ["whose stream is no truth value", chatPath, `{"model":"small","stream":"perhaps"}`],
    ["whose stream is a lax no", chatPath, `{"model":"small","stream":0}`],
    ["to an engine that tells none", chatPath, `{"model":"plain","stream":true}`],
  ])("%s is left as it is", async (_, path, body) => {
    const [gateway, engine] = await setUp(events([done]));
    await ask(gateway, body, path);
    expect(engine.requests[0]?.body).toBe(body);
  });

  it.each(["1", '"true"', '"Yes"'])("asks for it where an engine takes %s for yes", async (yes) => {
    const [gateway, engine] = await setUp(events([done]));
    await ask(gateway, `{"model":"small","stream":${yes}}`);
    expect(engine.requests[0]?.body).toBe(`{"model":"small","stream":${yes},${streamUsage}}`);
  });

  it("is read though millions of blanks follow it", async () => {
    const [gateway, engine] = await setUp(events([done]));
    const since = performance.now();
    await ask(gateway, `{"model":"gpt","stream":true}${" ".repeat(15_000_000)}`);
    expect(engine.requests[0]?.body).toBe(`{"model":"gpt","stream":true,"model":"small",${streamUsage}}`);
    expect(performance.now() - since).toBeLessThan(5_000);
  });

  it("for responses, which tell it anyway, does not ask", async () => {
    const [gateway, engine] = await setUp(events([done]));
    await ask(gateway, `{"model":"small","stream":true}`, "/v1/responses");
    expect(engine.requests[0]?.body).toBe(`{"model":"small","stream":true,"store":false}`);
  });

  it("may be sent in chunks, without a length", async () => {
    const [gateway, engine] = await setUp(events([done]));
    const body = `{"model":"small","stream":true}`;
    const half = Math.floor(body.length / 2);
    const chunks = [body.slice(0, half), body.slice(half)];
    await chunked(gateway, chunks);
    expect(engine.requests[0]?.body).toBe(`{"model":"small","stream":true,${streamUsage}}`);
  });
});

describe("the usage of a stream", () => {
  const told = [event("one", [7, 1]), event("two", [7, 2]), lastEvent([7, 2]), done];
  const untold = [event("one"), event("two"), done].join("");

  it("is read, and hidden from a caller who did not ask", async () => {
    const [gateway] = await setUp(events(told));
    expect((await ask(gateway, `{"model":"small","stream":true}`)).body).toBe(untold);
    expect(await used(gateway)).toEqual([7, 2]);
  });

  it("is told at the end to a caller who asked", async () => {
    const [gateway] = await setUp(events(told));
    const { body } = await ask(
      gateway,
      `{"model":"small","stream":true,"stream_options":{"include_usage":true}}`,
    );
    expect(body).toBe([event("one"), event("two"), lastEvent([7, 2]), done].join(""));
  });

  it("is told with each event to a caller who asked for that", async () => {
    const [gateway] = await setUp(events(told));
    const options = `{"include_usage":true,"continuous_usage_stats":true}`;
    const { body } = await ask(gateway, `{"model":"small","stream":true,"stream_options":${options}}`);
    expect(body).toBe(told.join(""));
  });

  it.each([1, 7, 40, 5000])("is read from pieces of %i bytes", async (size) => {
    const text = told.join("");
    const cut = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      text.slice(index * size, (index + 1) * size),
    );
    const [gateway] = await setUp((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of cut) response.write(piece);
      response.end();
    });
    expect((await ask(gateway, `{"model":"small","stream":true}`)).body).toBe(untold);
    expect(await used(gateway)).toEqual([7, 2]);
  });

  it("is read from events that end as Windows ends lines, and from a stream without a last blank line", async () => {
    const windows = told.map((text) => text.replaceAll("\n", "\r\n"));
    const [gateway] = await setUp(events([...windows.slice(0, -1), "data: [DONE]\n"]));
    const { body } = await ask(gateway, `{"model":"small","stream":true}`);
    expect(body).toBe(`${[event("one"), event("two")].join("").replaceAll("\n", "\r\n")}data: [DONE]\n`);
    expect(await used(gateway)).toEqual([7, 2]);
  });

  it("is known as far as it went when the caller goes away", async () => {
    const [gateway, engine] = await setUp(async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let word = 1; word <= 3; word++) response.write(event("word", [7, word]));
      await new Promise((resolve) => response.on("close", resolve));
    });
    const stream = await openAiClient(gateway, key).chat.completions.create({
      model: "small",
      messages: [],
      stream: true,
    });
    let words = 0;
    for await (const chunk of stream) {
      if (chunk.choices.length > 0 && ++words === 3) break;
    }
    expect(await engine.requests[0]?.aborted).toBe(true);
    expect(await used(gateway)).toEqual([7, 3]);
  });

  it("cannot be feigned by what a model says", async () => {
    const feigned = event(
      `"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}, "timings":{"predicted_n":9}`,
    );
    const [gateway] = await setUp(events([feigned, lastEvent([7, 2]), done]));
    expect((await ask(gateway, `{"model":"small","stream":true}`)).body).toBe(feigned + done);
    expect(await used(gateway)).toEqual([7, 2]);
  });

  it("is read from the timings of llama.cpp until the engine tells it", async () => {
    const timed = (predicted: number) =>
      `data: {"choices":[{"delta":{"content":"x"}}],"timings":{"cache_n":4,"prompt_n":3,"prompt_ms":1.5,"predicted_n":${predicted}}}\n\n`;
    const [gateway] = await setUp(events([timed(1), timed(2), done]));
    const { body } = await ask(gateway, `{"model":"small","stream":true}`);
    const bare = `data: {"choices":[{"delta":{"content":"x"}}]}\n\n`;
    expect(body).toBe(bare + bare + done);
    expect(await used(gateway)).toEqual([7, 2]);
  });

  it("is read from the last event of a stream of responses, which passes as it is", async () => {
    const last = `event: response.completed\ndata: {"response":{"usage":{"input_tokens":7,"output_tokens":2}}}\n\n`;
    const [gateway] = await setUp(events([`event: response.created\ndata: {}\n\n`, last]));
    const { body } = await ask(gateway, `{"model":"small","stream":true}`, "/v1/responses");
    expect(body).toBe(`event: response.created\ndata: {}\n\n${last}`);
    expect(await used(gateway)).toEqual([7, 2]);
  });
});

/** Sends a body without a length. */
function chunked(gateway: RunningGateway, chunks: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.ports.public, "127.0.0.1");
    socket.on("error", reject);
    socket.on("close", () => {
      resolve();
    });
    socket.on("data", (data: Buffer) => {
      if (data.toString().includes("[DONE]")) socket.destroy();
    });
    socket.write(
      `POST ${chatPath} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n` +
        "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    for (const chunk of chunks) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    socket.write("0\r\n\r\n");
  });
}
