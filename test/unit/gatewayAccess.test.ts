import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { completion, startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const key = "sk-access-first-00000000";
const olderKey = "sk-access-older-00000000";
const otherKey = "sk-access-second-0000000";
const origin = "http://localhost:3000";
const path = "/v1/chat/completions";
const body = `{"model":"small","messages":[{"role":"user","content":"a private question"}]}`;

let engine: FakeEngine;
let gateway: RunningGateway;

beforeAll(async () => {
  engine = await startFakeEngine("engine", (response, request) => {
    for (const [name, value] of Object.entries(engineHeaders)) response.setHeader(name, value);
    return completion("a private answer")(response, request);
  });
  gateway = await startGateway({
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [
      { name: "first", key, olderKeys: [olderKey] },
      { name: "second", key: otherKey, models: [] },
    ],
    allowedOrigins: [origin],
  });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

/** What an engine says that must not pass for the gateway's word. */
const engineHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-credentials": "true",
  "set-cookie": "a=b",
  server: "an engine",
  "x-request-id": "the-engine's",
};

const noKey = {
  error: {
    message:
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    type: "invalid_request_error",
    param: null,
    code: null,
  },
};
const wrongKey = {
  error: {
    message: "Incorrect API key provided.",
    type: "invalid_request_error",
    param: null,
    code: "invalid_api_key",
  },
};

describe("keys", () => {
  it("that are being replaced are the same client's", async () => {
    for (const one of [key, olderKey]) {
      expect((await send(gateway, "POST", path, { key: one, body })).status).toBe(200);
    }
    const entries = await gateway.accessLog(2);
    expect(entries.map(({ client, status }) => [client, status])).toEqual([
      ["first", 200],
      ["first", 200],
    ]);
    expect(JSON.stringify(engine.requests)).not.toContain("sk-access");
  });

  it("are asked for on every path", async () => {
    for (const [method, where] of [
      ["GET", "/v1/models"],
      ["POST", path],
      ["GET", "/metrics"],
      ["OPTIONS", "/v1/models"],
    ] as const) {
      const answer = await send(gateway, method, where, { body });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toEqual(noKey);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
    }
  });

  it("that are wrong make the OpenAI client throw an authentication error", async () => {
    const failure: unknown = await openAiClient(gateway, "sk-wrong-0000000000000")
      .models.list()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(failure).toMatchObject({ status: 401, code: "invalid_api_key", error: wrongKey.error });
  });

  it.each([
    ["with a character too much", `Bearer ${key}0`],
    ["with a character too few", `Bearer ${key.slice(0, -1)}`],
    ["in another case", `Bearer ${key.toUpperCase()}`],
    ["after another scheme", `Basic ${key}`],
    ["with another value before it", `Bearer x, Bearer ${key}`],
    ["as a client's name", "Bearer first"],
    ["as the value for nobody", "Bearer -"],
    ["as nothing", "Bearer "],
  ])("are not taken %s", async (_, authorization) => {
    const answer = await send(gateway, "POST", path, { body, headers: { authorization } });
    expect(answer.status).toBe(401);
  });

  it("are not taken from a query, a cookie or another header", async () => {
    const elsewhere = [
      send(gateway, "GET", `/v1/models?api_key=${key}&authorization=Bearer%20${key}`),
      send(gateway, "GET", "/v1/models", { headers: { cookie: `authorization=Bearer ${key}` } }),
      send(gateway, "GET", "/v1/models", {
        headers: { "x-api-key": key, "proxy-authorization": `Bearer ${key}` },
      }),
    ];
    expect((await Promise.all(elsewhere)).map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it("that are two are no key", async () => {
    const answer = await send(gateway, "POST", path, {
      body,
      headers: { authorization: `Bearer ${key}`, Authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(401);
  });

  it("never reach an engine, not even by other names", async () => {
    const headers = {
      "x-api-key": key,
      "api-key": key,
      cookie: `key=${key}`,
      "proxy-authorization": `Bearer ${key}`,
    };
    const before = engine.requests.length;
    expect((await send(gateway, "POST", path, { body, headers, key })).status).toBe(200);
    expect(JSON.stringify(engine.requests[before]?.headers)).not.toContain(key);
  });
});

describe("a caller's headers", () => {
  const claims = { "x-domicile-client": "first", "X-Domicile-Client": "first", "x-domicile-model": "small" };

  it("do not make it another client", async () => {
    expect((await send(gateway, "POST", path, { body, headers: claims })).status).toBe(401);
    expect((await send(gateway, "POST", path, { body, headers: claims, key: otherKey })).status).toBe(404);
    const list = await send(gateway, "GET", "/v1/models", { headers: claims, key: otherKey });
    expect(JSON.parse(list.body)).toEqual({ object: "list", data: [] });
  });

  it("reach the engine only as far as it needs them", async () => {
    const headers = {
      ...claims,
      connection: "keep-alive, x-hop",
      "x-hop": "1",
      "proxy-connection": "keep-alive",
      te: "trailers",
      "x-forwarded-for": "203.0.113.9",
      "true-client-ip": "203.0.113.9",
      "x-client-ip": "203.0.113.9",
      "x-cluster-client-ip": "203.0.113.9",
      "cf-connecting-ip": "203.0.113.9",
      "openai-organization": "org",
      x_under_score: "1",
      origin,
      "user-agent": "test",
    };
    const before = engine.requests.length;
    expect((await send(gateway, "POST", path, { body, headers, key })).status).toBe(200);
    const got = Object.keys(engine.requests[before]?.headers ?? {}).sort();
    expect(got).toEqual([
      "content-length",
      "content-type",
      "host",
      "user-agent",
      "x-forwarded-proto",
      "x-request-id",
    ]);
  });

  it("do not steer Envoy", async () => {
    const headers = {
      "x-envoy-upstream-rq-timeout-ms": "1",
      "x-envoy-max-retries": "50",
      "x-envoy-original-path": "/metrics",
      "x-envoy-force-trace": "true",
      "x-envoy-expected-rq-timeout-ms": "1",
    };
    const before = engine.requests.length;
    expect((await send(gateway, "POST", path, { body, headers, key })).status).toBe(200);
    expect(
      Object.keys(engine.requests[before]?.headers ?? {}).filter((name) => name.startsWith("x-envoy")),
    ).toEqual([]);
  });
});

describe("an answer's headers", () => {
  it("are the gateway's where an engine would speak for it", async () => {
    const answer = await send(gateway, "POST", path, { body, key });
    expect(answer.headers["server"]).toBe("domicile");
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(
      Object.keys(answer.headers).filter((name) => /^access-control|^x-envoy|^keep-alive/.test(name)),
    ).toEqual([]);
  });

  it("always tell the request's id, which a caller cannot choose", async () => {
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    const answers = await Promise.all([
      send(gateway, "POST", path, { body, key, headers: { "x-request-id": "mine" } }),
      send(gateway, "GET", "/v1/models", { key }),
      send(gateway, "GET", "/v1/models"),
      send(gateway, "POST", path, { body: "{", key }),
      send(gateway, "GET", "/nothing", { key }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 400, 404]);
    for (const { headers } of answers) expect(headers["x-request-id"]).toMatch(uuid);
  });
});

describe("browser pages", () => {
  const preflight = (from: string) =>
    send(gateway, "OPTIONS", path, {
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-stainless-os",
      },
    });

  it("of an allowed origin may send what the OpenAI client sends, without a key in the preflight", async () => {
    const { status, headers } = await preflight(origin);
    expect(status).toBe(200);
    expect(headers["access-control-allow-origin"]).toBe(origin);
    expect(headers["access-control-allow-methods"]).toBe("GET, POST");
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
    const allowed = String(headers["access-control-allow-headers"]).split(", ");
    for (const name of ["authorization", "content-type", "x-stainless-os", "x-stainless-retry-count"]) {
      expect(allowed).toContain(name);
    }
  });

  it("of an allowed origin can read answers and errors", async () => {
    for (const options of [{ body, key }, { body }]) {
      const { headers } = await send(gateway, "POST", path, { ...options, headers: { origin } });
      expect(headers["access-control-allow-origin"]).toBe(origin);
      expect(headers["access-control-expose-headers"]).toBe("x-request-id, retry-after");
    }
  });

  it.each([
    "http://localhost:3001",
    "https://localhost:3000",
    "http://localhost:30000",
    "null",
    "http://evil.example",
  ])("of the origin %s may not", async (from) => {
    const { headers } = await preflight(from);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    const answer = await send(gateway, "POST", path, { body, key, headers: { origin: from } });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("the access log", () => {
  it("tells who asked what and how it went, and neither keys nor content", async () => {
    const before = (await gateway.accessLog(1)).length;
    const served = await send(gateway, "POST", `${path}?secret=${key}`, { body, key });
    await send(gateway, "POST", path, { body: `{"model":"small","x":"a private question"}`, key: otherKey });
    await send(gateway, "POST", path, { body, key: "sk-wrong-0000000000000" });
    const entries = (await gateway.accessLog(before + 3)).slice(-3);
    expect(entries).toMatchObject([
      {
        client: "first",
        model: "small",
        cluster: "model/small",
        method: "POST",
        path,
        status: 200,
        attempts: 1,
      },
      { client: "second", model: "small", cluster: null, path, status: 404 },
      // Spelled as in this version of Envoy.
      { client: null, model: null, path, status: 401, details: "unkonwn_api_key" },
    ]);
    const [first] = entries;
    expect(first?.["requestId"]).toBe(served.headers["x-request-id"]);
    expect(first?.["bytesReceived"]).toBe(Buffer.byteLength(body));
    expect(first?.["bytesSent"]).toBe(Buffer.byteLength(served.body));
    expect(typeof first?.["duration"]).toBe("number");
    expect(new Date(String(first?.["time"])).getTime()).toBeGreaterThan(Date.now() - 60_000);
    const { accessLog, messages } = gateway.output();
    for (const secret of [key, otherKey, "sk-wrong", "private"]) {
      expect(accessLog).not.toContain(secret);
      expect(messages).not.toContain(secret);
    }
  });

  it("cannot be given a line by a model's name", async () => {
    const before = (await gateway.accessLog(1)).length;
    const model = `x"}\n{"client":"first","status":200}`;
    await send(gateway, "POST", path, { body: JSON.stringify({ model }), key });
    const entries = await gateway.accessLog(before + 1);
    expect(entries.length).toBe(before + 1);
    expect(entries.at(-1)).toMatchObject({ client: "first", model, status: 404 });
  });
});
