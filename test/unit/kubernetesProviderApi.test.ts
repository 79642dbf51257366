import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import { ApiError, UnknownKindError } from "../../infra/local/providers/kubernetes/api/apiError";
import { Objects } from "../../infra/local/providers/kubernetes/api/objects";
import { follow } from "../../infra/local/providers/kubernetes/api/watch";
import type { Json } from "../../infra/local/providers/kubernetes/manifest/json";
import { nameOf } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { clientFor, json, startFakeApiServer } from "../support/fakeApiServer";
import type { Answer, FakeApiServer } from "../support/fakeApiServer";

let server: FakeApiServer;
let client: ApiClient;
let answers: Answer[];
let requests: string[];

/** A watch that says these events and then ends, or breaks. */
function events(list: readonly Json[], end: "end" | "break" | "stay" = "end"): Answer {
  return (_, response) => {
    response.writeHead(200);
    for (const event of list) response.write(`${JSON.stringify(event)}\n`);
    if (end === "end") response.end();
    if (end === "break") {
      response.flushHeaders();
      setTimeout(() => response.destroy(), 20);
    }
  };
}

beforeEach(async () => {
  answers = [];
  requests = [];
  server = await startFakeApiServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const answer = answers.shift() ?? json({ message: "nothing more" }, 500);
    answer(request, response);
  });
  ({ client } = server);
});

afterEach(() => server.stop());

describe("requests", () => {
  it("carry credentials, query and body", async () => {
    answers.push((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { authorization = "", "content-type": type = "" } = request.headers;
        json({ authorization, type, body: Buffer.concat(chunks).toString() })(request, response);
      });
    });
    const answer = await client.request({
      method: "PATCH",
      path: "/api/v1/x",
      query: { fieldManager: "a b" },
      body: { é: 1 },
      contentType: "application/merge-patch+json",
    });
    expect(answer).toEqual({
      authorization: "Bearer t",
      type: "application/merge-patch+json",
      body: '{"é":1}',
    });
    expect(requests).toEqual(["PATCH /api/v1/x?fieldManager=a+b"]);
  });

  it("that are refused become errors with the server's words", async () => {
    answers.push(
      json({ message: "no such thing", reason: "NotFound", details: { kind: "namespaces" } }, 404),
    );
    const error = await client.request({ method: "GET", path: "/" }).catch((reason: unknown) => reason);
    if (!(error instanceof ApiError)) throw new Error("there was no refusal");
    expect([error.message, error.code, error.reason, error.isMissingNamespace]).toEqual([
      "no such thing",
      404,
      "NotFound",
      true,
    ]);
    answers.push((_, response) => response.writeHead(502).end("bad gateway\n"));
    await expect(client.request({ method: "GET", path: "/" })).rejects.toThrow("bad gateway");
  });

  it("to a server that is busy are made again when it says so", async () => {
    answers.push(json({ message: "busy" }, 429, { "retry-after": "1" }), json({ ok: true }));
    const started = Date.now();
    expect(await client.request({ method: "GET", path: "/" })).toEqual({ ok: true });
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  it("on a connection that the server has just closed are made again", async () => {
    answers.push(
      json({ first: true }),
      (request) => request.socket.resetAndDestroy(),
      json({ second: true }),
    );
    await client.request({ method: "GET", path: "/" });
    expect(await client.request({ method: "GET", path: "/" })).toEqual({ second: true });
  });

  it("to a server that is not there say which", async () => {
    await expect(clientFor("http://127.0.0.1:1").request({ method: "GET", path: "/" })).rejects.toThrow(
      "http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1",
    );
  });

  it("to a server that is silent end", async () => {
    answers.push(() => undefined);
    await expect(client.request({ method: "GET", path: "/", silenceMs: 50 })).rejects.toThrow(
      "did not answer in time",
    );
  });
});

describe("kinds", () => {
  const group = {
    resources: [
      { name: "widgets", kind: "Widget", namespaced: true, verbs: ["get"] },
      { name: "widgets/status", kind: "Widget" },
    ],
  };
  const widget = { apiVersion: "example.com/v1", kind: "Widget", namespace: "n", name: "a" };

  it("are asked for once", async () => {
    const objects = new Objects(client);
    answers.push(json(group), json({ metadata: { name: "a" } }), json({ metadata: { name: "a" } }));
    await objects.get(widget);
    await objects.get(widget);
    const object = "GET /apis/example.com/v1/namespaces/n/widgets/a";
    expect(requests).toEqual(["GET /apis/example.com/v1", object, object]);
  });

  it("that are missing are asked for again the next time", async () => {
    const objects = new Objects(client);
    answers.push(json({}, 404), json({}, 404));
    await expect(objects.get(widget)).rejects.toThrow(UnknownKindError);
    answers.push(json(group));
    expect(await objects.discovery.find("example.com/v1", "Widget")).toMatchObject({
      plural: "widgets",
      namespaced: true,
    });
  });
});

describe("following a collection", () => {
  const item = (name: string): Json => ({ metadata: { uid: name, name } });
  const list = (version: string, ...names: readonly string[]): Answer =>
    json({ metadata: { resourceVersion: version }, items: names.map(item) });

  async function namesSeen(until: number): Promise<readonly string[]> {
    const seen: string[] = [];
    const stop = new AbortController();
    await follow(client, "/api/v1/pods", { labelSelector: "a=b" }, stop.signal, (objects) => {
      seen.push([...objects.values()].map(nameOf).join(","));
      if (seen.length === until) stop.abort();
    });
    return seen;
  }

  it("lists it and then takes every change", async () => {
    answers.push(
      list("5", "a"),
      events(
        [
          { type: "ADDED", object: item("b") },
          { type: "BOOKMARK", object: item("a") },
          { type: "DELETED", object: item("a") },
        ],
        "stay",
      ),
    );
    expect(await namesSeen(4)).toEqual(["a", "a,b", "a,b", "b"]);
    expect(requests[1]).toBe(
      "GET /api/v1/pods?labelSelector=a%3Db&watch=true&resourceVersion=5&timeoutSeconds=300",
    );
  });

  it.each<[string, Answer]>([
    ["the watch has ended", events([])],
    ["the connection has broken", events([], "break")],
    ["the version is too old", events([{ type: "ERROR", object: { code: 410, message: "too old" } }])],
    ["the server had an error", json({ message: "internal" }, 500)],
  ])("lists it anew when %s", async (_, answer) => {
    answers.push(list("1", "a"), answer, list("2", "b"));
    expect(await namesSeen(2)).toEqual(["a", "b"]);
  });

  it("ends with the error when it is refused", async () => {
    answers.push(json({ message: "pods is forbidden", reason: "Forbidden" }, 403));
    await expect(namesSeen(1)).rejects.toThrow("pods is forbidden");
  });
});
