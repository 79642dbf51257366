import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const keys = {
  all: "sk-routing-all-000000",
  chatOnly: "sk-routing-chat-00000",
  none: "sk-routing-none-00000",
};
const chatPaths = ["chat/completions", "completions", "responses"] as const;

let chat: FakeEngine;
let embedding: FakeEngine;
let gateway: RunningGateway;

beforeAll(async () => {
  chat = await startFakeEngine("chat engine");
  embedding = await startFakeEngine("embedding engine");
  gateway = await startGateway({
    models: [
      { name: "small", aliases: ["gpt-4o"], paths: [...chatPaths], endpoints: [chat] },
      {
        name: "org/Embed:1.5",
        aliases: ["text-embedding-3-small"],
        paths: ["embeddings"],
        endpoints: [embedding],
      },
    ],
    clients: [
      { name: "all", key: keys.all },
      { name: "chat-only", key: keys.chatOnly, models: ["small"] },
      { name: "none", key: keys.none, models: [] },
    ],
  });
});

afterAll(async () => {
  await gateway.close();
  await chat.close();
  await embedding.close();
});

const card = (id: string) => ({ id, object: "model", created: 0, owned_by: "domicile" });
const post = (path: string, body: string, key = keys.all) => send(gateway, "POST", path, { body, key });
const parsed = (body: string): unknown => JSON.parse(body);
const errorOf = (answer: { body: string }) => parsed(answer.body);
const shaped = (
  message: string,
  code: string | null,
  param: string | null = null,
  type = "invalid_request_error",
) => ({
  error: { message, type, param, code },
});
const unknown = (name: string) =>
  shaped(`The model \`${name}\` does not exist or you do not have access to it.`, "model_not_found", "model");

describe("/v1/models", () => {
  it("lists names and aliases of all models to a client that may use all", async () => {
    const page = await openAiClient(gateway, keys.all).models.list();
    expect(page.data).toEqual(["small", "gpt-4o", "org/Embed:1.5", "text-embedding-3-small"].map(card));
    expect(page.object).toBe("list");
  });

  it("lists only what a client may use", async () => {
    expect((await openAiClient(gateway, keys.chatOnly).models.list()).data).toEqual([
      card("small"),
      card("gpt-4o"),
    ]);
    expect((await openAiClient(gateway, keys.none).models.list()).data).toEqual([]);
  });

  it.each(["small", "gpt-4o", "org/Embed:1.5"])("retrieves '%s'", async (id) => {
    expect(await openAiClient(gateway, keys.all).models.retrieve(id)).toEqual(card(id));
  });

  it("finds a name with a slash in every spelling", async () => {
    for (const form of ["org/Embed:1.5", "org%2FEmbed%3A1.5", "org%2fEmbed:1.5"]) {
      const answer = await send(gateway, "GET", `/v1/models/${form}`, { key: keys.all });
      expect(JSON.parse(answer.body)).toEqual(card("org/Embed:1.5"));
    }
  });

  it("takes no other name for it", async () => {
    for (const form of ["org/Embed:1x5", "org%2FEmbed%3A1.5x", "org%2FEmbed", "ORG%2FEmbed%3A1.5"]) {
      expect((await send(gateway, "GET", `/v1/models/${form}`, { key: keys.all })).status).toBe(404);
    }
  });

  it("answers 404 to a model that does not exist or is another client's", async () => {
    for (const [id, key] of [
      ["gpt-9", keys.all],
      ["text-embedding-3-small", keys.chatOnly],
    ] as const) {
      const failure: unknown = await openAiClient(gateway, key)
        .models.retrieve(id)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(OpenAI.NotFoundError);
      expect(failure).toMatchObject({
        status: 404,
        error: {
          message: `There is no model at /v1/models/${id}, or you do not have access to it.`,
          type: "invalid_request_error",
          param: "model",
          code: "model_not_found",
        },
      });
    }
  });
});

describe("requests for a model", () => {
  it.each(["small", "gpt-4o"])(
    "go by the name '%s' to its engine, which knows its own name only, and come back",
    async (model) => {
      const before = chat.requests.length;
      const answer = await openAiClient(gateway, keys.chatOnly).chat.completions.create({
        model,
        messages: [{ role: "user", content: "hello" }],
      });
      expect(answer.choices[0]?.message.content).toBe("chat engine");
      expect(chat.requests.slice(before).map(({ method, url, body }) => [method, url, parsed(body)])).toEqual(
        [
          [
            "POST",
            "/v1/chat/completions",
            { model: "small", messages: [{ role: "user", content: "hello" }] },
          ],
        ],
      );
    },
  );

  it.each(chatPaths)("reach the engine on /v1/%s", async (path) => {
    const before = chat.requests.length;
    expect((await post(`/v1/${path}`, `{"model":"small"}`)).status).toBe(200);
    expect(chat.requests.slice(before).map(({ url }) => url)).toEqual([`/v1/${path}`]);
  });

  it("reach another model's engine by its alias", async () => {
    const answer = await post("/v1/embeddings", `{"model":"text-embedding-3-small","input":"a"}`);
    expect(answer.body).toContain("embedding engine");
  });

  it("keep their query, and are routed with it", async () => {
    const before = chat.requests.length;
    await post("/v1/chat/completions?api-version=1", `{"model":"small"}`);
    expect(chat.requests.slice(before).map(({ url }) => url)).toEqual(["/v1/chat/completions?api-version=1"]);
  });

  it("carry large bodies unchanged", async () => {
    const body = JSON.stringify({ model: "small", text: "ü".repeat(6_000_000) });
    const before = chat.requests.length;
    expect((await post("/v1/chat/completions", body)).status).toBe(200);
    expect(chat.requests[before]?.body === body).toBe(true);
  });

  it("are refused when the body is larger than the limit", async () => {
    const answer = await post(
      "/v1/chat/completions",
      `{"model":"small","text":"${"x".repeat(16 * 1024 * 1024)}"}`,
    );
    expect(answer.status).toBe(413);
    expect(errorOf(answer)).toEqual(shaped("The request's body is too large.", "request_too_large"));
  });

  it("answer 400 with what can be asked when the model does not serve the path", async () => {
    const answer = await post("/v1/embeddings", `{"model":"gpt-4o"}`);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toEqual(
      shaped(
        "The model `gpt-4o` does not serve /v1/embeddings. It serves: /v1/chat/completions, /v1/completions, /v1/responses.",
        "model_not_supported",
        "model",
      ),
    );
  });

  it("answer 404 alike for an unknown model and another client's", async () => {
    for (const [model, key] of [
      ["gpt-9", keys.all],
      ["text-embedding-3-small", keys.chatOnly],
      ["small", keys.none],
    ] as const) {
      const answer = await post("/v1/embeddings", JSON.stringify({ model }), key);
      expect(answer.status).toBe(404);
      expect(errorOf(answer)).toEqual(unknown(model));
    }
  });

  it.each([
    ["quotes and line breaks", 'a"b\r\nx-injected: 1\u0000\u2028'],
    ["command operators of Envoy", "%REQ(authorization)% %ENVIRONMENT(PATH)%"],
    ["surrogate pairs", "😀"],
  ])("name an unknown model with %s as it was asked", async (_, model) => {
    const answer = await post("/v1/chat/completions", JSON.stringify({ model }));
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toEqual(unknown(model));
    expect(answer.headers["x-injected"]).toBeUndefined();
  });

  it("cut a long name, also within a character, and stay JSON", async () => {
    const answer = await post("/v1/chat/completions", JSON.stringify({ model: `a${"é".repeat(2000)}` }));
    expect(answer.status).toBe(404);
    expect(JSON.stringify(errorOf(answer)).length).toBeLessThan(500);
  });
});

describe("the model that a body asks for", () => {
  it.each([
    ["a nested key", `{"metadata":{"model":"small"},"model":"gpt-9"}`],
    ["a nested key alone in a list", `{"messages":[{"model":"small"}],"model":"gpt-9"}`],
    ["the first of repeated keys", `{"model":"small","model":"gpt-9"}`],
    ["text that looks like the key", `{"x":"\\"model\\":\\"small\\"","model":"gpt-9"}`],
  ])("is not %s", async (_, body) => {
    const before = chat.requests.length;
    const answer = await post("/v1/chat/completions", body);
    expect(errorOf(answer)).toEqual(unknown("gpt-9"));
    expect(chat.requests.length).toBe(before);
  });

  it("is found when its key is escaped, and after a large value", async () => {
    expect((await post("/v1/chat/completions", `{"mod\\u0065l":"small"}`)).status).toBe(200);
    const late = `{"x":"${"y".repeat(5_000_000)}","model":"small"}`;
    expect((await post("/v1/chat/completions", late)).status).toBe(200);
  });

  it.each([
    ["is missing", `{"messages":[]}`],
    ["is a number", `{"model":5}`],
    ["is true", `{"model":true}`],
    ["is null", `{"model":null}`],
    ["is empty", `{"model":""}`],
    ["is a list that names a model", `{"model":["small"]}`],
    ["is an object that names a model", `{"model":{"model":"small"}}`],
    ["is replaced by a list in the last of repeated keys", `{"model":"small","model":["gpt-9"]}`],
    ["is only nested", `{"x":{"model":"small"}}`],
    ["is only in another case", `{"Model":"small"}`],
    ["cannot be in a list", `["model","small"]`],
    ["cannot be in a string", `"small"`],
    ["cannot be in an empty body", ""],
  ])("is asked for when it %s", async (_, body) => {
    const answer = await post("/v1/chat/completions", body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toEqual(shaped("you must provide a model parameter, as a string", null, "model"));
  });

  it.each([
    ["is cut off", `{"model":"small"`],
    ["has more after its end", `{"model":"small"}{"model":"small"}`],
    ["has a comment", `{"model":"small"/**/}`],
    ["has a trailing comma", `{"model":"small",}`],
    ["is nested too deep", `{"model":"small","x":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ["has a lone surrogate", `{"model":"small","x":"\\ud800"}`],
    ["has a number too large", `{"model":"small","x":1e999}`],
  ])("is not looked for in a body that %s", async (_, body) => {
    const answer = await post("/v1/chat/completions", body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toEqual(
      shaped("We could not parse the JSON body of your request. The API expects a JSON payload.", null),
    );
  });

  it("is not looked for in bytes that are no UTF-8", async () => {
    const body = Buffer.concat([
      Buffer.from(`{"model":"small","x":"`),
      Buffer.from([0xff]),
      Buffer.from(`"}`),
    ]);
    expect((await send(gateway, "POST", "/v1/chat/completions", { body, key: keys.all })).status).toBe(400);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
  ])("is not looked for in a body of type %s", async (type) => {
    const before = chat.requests.length;
    const options = { body: `{"model":"small"}`, key: keys.all, headers: { "content-type": type } };
    const answer = await send(gateway, "POST", "/v1/chat/completions", options);
    expect(answer.status).toBe(415);
    expect(errorOf(answer)).toEqual(
      shaped(
        "The request's body must be JSON: send `Content-Type: application/json`.",
        "unsupported_content_type",
      ),
    );
    expect(chat.requests.length).toBe(before);
  });

  it("without a content type are refused as those of another type", async () => {
    const headers = { authorization: `Bearer ${keys.all}` };
    const url = `${gateway.url}/v1/chat/completions`;
    const answer = await fetch(url, { method: "POST", headers, body: new Blob([`{"model":"small"}`]) });
    expect([answer.status, await answer.json()]).toEqual([
      415,
      shaped(
        "The request's body must be JSON: send `Content-Type: application/json`.",
        "unsupported_content_type",
      ),
    ]);
  });

  it.each(["application/json; charset=utf-8", "Application/JSON"])(
    "is found in a body of type %s",
    async (type) => {
      const options = { body: `{"model":"small"}`, key: keys.all, headers: { "content-type": type } };
      expect((await send(gateway, "POST", "/v1/chat/completions", options)).status).toBe(200);
    },
  );

  it("is found in a body without a length", async () => {
    const options = { body: `{"model":"small"}`, key: keys.all, headers: { "transfer-encoding": "chunked" } };
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${options.key}`, "content-type": "application/json" },
      body: new Blob([options.body]).stream(),
      duplex: "half",
    });
    expect(answer.status).toBe(200);
    expect(chat.requests.at(-1)?.body).toBe(options.body);
  });
});

describe("other methods and paths", () => {
  it.each([
    ["GET", "/v1/chat/completions", "POST"],
    ["DELETE", "/v1/embeddings", "POST"],
    ["POST", "/v1/models", "GET"],
    ["DELETE", "/v1/models/small", "GET"],
  ])("%s %s is answered with 405", async (method, path, allowed) => {
    const answer = await send(gateway, method, path, { key: keys.all });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe(allowed);
    expect(errorOf(answer)).toEqual(
      shaped(`Not allowed to ${method} on ${path}: use ${allowed}.`, "method_not_allowed"),
    );
  });

  it.each([
    "/",
    "/v1",
    "/v1/",
    "/v1/chat",
    "/v1/rerank",
    "/v1/chat/completions/",
    "/health",
    "/metrics",
    "/slots",
    "/props",
    "/completion",
    "/tokenize",
    "/apply-template",
    "/lora-adapters",
    "/v1/load_lora_adapter",
    "/admin",
    "/ready",
    "/drain",
    "/stats",
    "/quitquitquit",
  ])("%s does not exist, whatever the body asks for", async (path) => {
    const before = chat.requests.length + embedding.requests.length;
    const read = await send(gateway, "GET", path, { key: keys.all });
    expect(errorOf(read)).toEqual(shaped(`Invalid URL (GET ${path})`, "unknown_url"));
    const written = await post(path, `{"model":"small"}`);
    expect([read.status, written.status]).toEqual([404, 404]);
    expect(chat.requests.length + embedding.requests.length).toBe(before);
  });

  it.each([
    ["/v1/../metrics", 404],
    ["/v1/chat/completions/../../../metrics", 404],
    ["/v1/%2e%2e/metrics", 404],
    ["/v1/..%2fmetrics", 404],
    ["/v1%2fchat%2fcompletions", 404],
    ["/v1/chat%5ccompletions", 404],
    ["/v1/chat/completions%00", 400],
    ["/v1/chat/completions;x=1", 404],
    ["/V1/chat/completions", 404],
    ["//metrics", 404],
    ["/../../metrics", 404],
    ["/v1/chat/completions/..;/metrics", 404],
  ])("%s reaches no engine and is answered with %i", async (path, status) => {
    const before = chat.requests.length;
    expect((await post(path, `{"model":"small"}`)).status).toBe(status);
    expect(chat.requests.length).toBe(before);
  });

  it("make an odd spelling of an API path its plain one before an engine sees it", async () => {
    for (const path of ["//v1//chat/completions", "/v1/x/../chat/completions", "/v1/./chat/completions"]) {
      const before = chat.requests.length;
      expect((await post(path, `{"model":"small"}`)).status).toBe(200);
      expect(chat.requests.slice(before).map(({ url }) => url)).toEqual(["/v1/chat/completions"]);
    }
  });
});
