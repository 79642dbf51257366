import { afterEach, describe, expect, it } from "vitest";
import type { ModelPath } from "../../infra/engines";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { pieces, startFakeEngine, type EngineAnswer, type FakeEngine } from "../support/fakeEngine";

const key = "sk-aliases-000000000000";
const own = "org/small-1.5:q8";
const alias = "gpt-4o";
const paths: ModelPath[] = ["chat/completions", "completions", "responses", "embeddings"];
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function setUp(answer?: EngineAnswer): Promise<[RunningGateway, FakeEngine]> {
  const engine = await startFakeEngine("engine", answer);
  cleanUp.push(engine.close);
  const gateway = await startGateway({
    models: [
      {
        name: own,
        aliases: [alias],
        paths,
        endpoints: [engine],
        streamUsage: '"stream_options":{"include_usage":true}',
      },
    ],
    clients: [{ name: "first", key }],
  });
  cleanUp.push(gateway.close);
  return [gateway, engine];
}

/** What is answered to a request that asks for `model`. */
async function answered(answer: EngineAnswer, model = alias, more = ""): Promise<string> {
  const [gateway] = await setUp(answer);
  const body = `{"model":"${model}"${more}}`;
  return (await send(gateway, "POST", "/v1/chat/completions", { key, body })).body;
}

describe("a request by an alias", () => {
  it.each(paths)("reaches the engine on /v1/%s by the model's own name", async (path) => {
    const [gateway, engine] = await setUp();
    await send(gateway, "POST", `/v1/${path}`, { key, body: `{"model":"${alias}"}` });
    expect(parsed(engine.requests[0]?.body)["model"]).toBe(own);
  });

  it("is the caller's own to the byte otherwise", async () => {
    const [gateway, engine] = await setUp();
    const body = `{ "seed":9007199254740993,"model" : "${alias}", "z":1.0,"a":"\\u00e9}",\n"input":"x"}\n `;
    await send(gateway, "POST", "/v1/embeddings", { key, body });
    const sent = engine.requests[0];
    expect(sent?.body).toBe(`${body.slice(0, body.lastIndexOf("}"))},"model":"${own}"}`);
    expect(sent?.headers["content-length"]).toBe(String(Buffer.byteLength(sent?.body ?? "")));
  });

  it("leaves the name that was asked for in the access log", async () => {
    const [gateway] = await setUp();
    await send(gateway, "POST", "/v1/chat/completions", { key, body: `{"model":"${alias}"}` });
    expect(await gateway.accessLog(1)).toMatchObject([{ model: alias, cluster: `model/${own}` }]);
  });
});

describe("a request by the model's own name", () => {
  it("and its answer are left as they are", async () => {
    const text = `{"model":"${own}","choices":[{"message":{"content":"x"}}]}`;
    const [gateway, engine] = await setUp(pieces("application/json", [text], { length: true }));
    const body = ` {"model": "${own}"} `;
    const answer = await send(gateway, "POST", "/v1/chat/completions", { key, body });
    expect(engine.requests[0]?.body).toBe(body);
    expect(answer.body).toBe(text);
    expect(answer.headers["content-length"]).toBe(String(text.length));
  });
});

describe("the answer to an alias names it", () => {
  const long = "x".repeat(2_000);

  it.each([
    ["at its beginning", (name: string) => `{"model":"${name}","choices":[{"text":"${long}"}]}`],
    ["at its end", (name: string) => `{"choices":[{"text":"${long}"}],"model": "${name}"}`],
    [
      "beside a content that looks like it",
      (name: string) => `{"choices":[{"text":"\\"model\\":\\"${own}\\""}],"model":"${name}"}`,
    ],
  ])("%s", async (_, text) => {
    const whole = pieces("application/json", [text(own)], { length: true });
    expect(await answered(whole)).toBe(text(alias));
  });

  it("wherever the pieces part", async () => {
    const text = `{"choices":[{"text":"${"x".repeat(300)}"}],"model":"${own}","id":"y"}`;
    const place = text.indexOf('"model"');
    for (const cut of [1, place, place + 3, place + 9, place + 15, text.length - 3]) {
      const parts = pieces("application/json", [text.slice(0, cut), text.slice(cut)], { length: true });
      expect(await answered(parts)).toBe(text.replace(own, alias));
    }
  });

  it("and is whole where the engine names no model", async () => {
    const text = `{"choices":[{"text":"${"x".repeat(1_000)}"}],"id":"y"}`;
    const parts = [text.slice(0, 400), text.slice(400, 900), text.slice(900)];
    expect(await answered(pieces("application/json", parts, { length: true }))).toBe(text);
    expect(await answered(pieces("application/json", parts))).toBe(text);
  });

  it("in each event of a stream", async () => {
    const event = (name: string, content: string) =>
      `data: {"id":"c","model":"${name}","choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;
    const likeIt = `\\"model\\":\\"${own}\\"`;
    const second = event(own, likeIt);
    const parts = [event(own, "a") + second.slice(0, 20), second.slice(20), "data: [DONE]\n\n"];
    const body = await answered(pieces("text/event-stream", parts), alias, ',"stream":true');
    expect(body).toBe(`${event(alias, "a")}${event(alias, likeIt)}data: [DONE]\n\n`);
  });

  it("to the official client, of many vectors too", async () => {
    const data = Array.from({ length: 512 }, (_, index) => ({
      index,
      embedding: Array.from({ length: 384 }, (__, place) => (index + place) / 1_000),
      object: "embedding",
    }));
    const text = JSON.stringify({
      object: "list",
      data,
      model: own,
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
    const half = Math.floor(text.length / 2);
    const parts = [text.slice(0, half), text.slice(half)];
    const [gateway] = await setUp(pieces("application/json", parts, { length: true }));
    const answer = await openAiClient(gateway, key).embeddings.create({
      model: alias,
      input: "x",
      encoding_format: "float",
    });
    expect(answer.model).toBe(alias);
    expect(answer.data[511]?.embedding[383]).toBe(0.894);
  });
});

function parsed(text = "{}"): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
