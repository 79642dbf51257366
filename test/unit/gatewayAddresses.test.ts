import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe, send, startGateway, until, type RunningGateway, type TestSpec } from "../support/envoy";
import { completion, startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const key = "sk-addresses-first-00000";
const officeKey = "sk-addresses-office-0000";
const path = "/v1/chat/completions";
const body = `{"model":"small","messages":[{"role":"user","content":"hello"}]}`;

let engine: FakeEngine;
beforeAll(async () => {
  engine = await startFakeEngine("engine", completion("answer"));
});
afterAll(async () => {
  await engine.close();
});

function specOf(more: Partial<TestSpec> = {}): TestSpec {
  return {
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [{ name: "first", key }],
    ...more,
  };
}

/** Starts a gateway before the tests around it, and ends it after them. */
function running(spec: () => TestSpec): () => RunningGateway {
  let gateway: RunningGateway | undefined;
  beforeAll(async () => {
    gateway = await startGateway(spec());
  });
  afterAll(async () => {
    await gateway?.close();
  });
  return () => {
    if (gateway === undefined) throw new Error("the gateway is not running");
    return gateway;
  };
}

function refusal(address: string) {
  return {
    error: {
      message: `Requests from ${address} are not allowed, or not for this client.`,
      type: "permission_error",
      param: null,
      code: "address_not_allowed",
    },
  };
}

/** What callers put into headers to pass for somebody at `address`. */
function forged(address: string) {
  return {
    "x-forwarded-for": address,
    forwarded: `for=${address}`,
    "x-real-ip": address,
    "true-client-ip": address,
    "x-client-ip": address,
    "x-envoy-external-address": address,
    "x-envoy-internal": "true",
  };
}

describe("the gateway's allowed addresses", () => {
  const gateway = running(() =>
    specOf({ allowedAddresses: ["127.0.0.2/32", "127.0.4.0/22"], allowedOrigins: ["https://app.example"] }),
  );

  it.each(["127.0.0.2", "127.0.4.0", "127.0.7.255"])("let in who connects from %s", async (from) => {
    expect((await send(gateway(), "POST", path, { from, body, key })).status).toBe(200);
    expect((await send(gateway(), "GET", "/v1/models", { from, key })).status).toBe(200);
  });

  it.each(["127.0.0.1", "127.0.0.3", "127.0.3.255", "127.0.8.0"])(
    "refuse who connects from %s, on every path and whatever the key is",
    async (from) => {
      const answers = await Promise.all([
        send(gateway(), "POST", path, { from, body, key }),
        send(gateway(), "GET", "/v1/models", { from, key }),
        send(gateway(), "GET", "/nothing", { from }),
        send(gateway(), "POST", path, { from, body, key: "sk-wrong-0000000000000" }),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect(JSON.parse(answer.body)).toEqual(refusal(from));
        expect(answer.headers["content-type"]).toBe("application/json");
        expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
      }
    },
  );

  it("refuse a browser's preflight from elsewhere as well", async () => {
    const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
    const from = "127.0.0.1";
    const answer = await send(gateway(), "OPTIONS", path, { from, headers });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    expect((await send(gateway(), "OPTIONS", path, { from: "127.0.0.2", headers })).status).toBe(200);
  });

  it("hold whatever a header says of the caller's address", async () => {
    const before = engine.requests.length;
    const claimed = { from: "127.0.0.1", body, key, headers: forged("127.0.0.2") };
    const answer = await send(gateway(), "POST", path, claimed);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([403, refusal("127.0.0.1")]);
    expect(engine.requests.length).toBe(before);
    const honest = { from: "127.0.0.2", body, key, headers: forged("127.0.0.1") };
    expect((await send(gateway(), "POST", path, honest)).status).toBe(200);
  });

  it("are of no matter to the kubelet and to Prometheus", async () => {
    const { ports } = gateway();
    expect(await probe(ports.probe, "/ready")).toBe(200);
    expect(await probe(ports.probe, "/alive")).toBe(200);
    expect(await probe(ports.metrics, "/metrics")).toBe(200);
  });

  it("leave a line in the access log that tells why, and no address", async () => {
    const before = (await gateway().accessLog(1)).length;
    await send(gateway(), "POST", path, { from: "127.0.0.9", body, key });
    const entry = (await gateway().accessLog(before + 1)).at(-1);
    expect(entry).toMatchObject({
      client: null,
      status: 403,
      details: "rbac_access_denied_matched_policy[none]",
    });
    expect(JSON.stringify(entry)).not.toContain("127.0.0.9");
  });
});

describe("a client's allowed addresses", () => {
  const office = { name: "office", key: officeKey };
  const gateway = running(() =>
    specOf({
      clients: [
        { name: "first", key },
        { ...office, allowedAddresses: ["127.0.0.3/32"] },
      ],
    }),
  );

  it("hold for that client only, though it may use the same models as another", async () => {
    const statusOf = async (from: string, one: string) =>
      (await send(gateway(), "POST", path, { from, body, key: one })).status;
    expect(await statusOf("127.0.0.3", officeKey)).toBe(200);
    expect(await statusOf("127.0.0.1", officeKey)).toBe(403);
    expect(await statusOf("127.0.0.3", key)).toBe(200);
    expect(await statusOf("127.0.0.1", key)).toBe(200);
  });

  it("hold on every path, with the usual form of the answer and the client in the log", async () => {
    const before = (await gateway().accessLog(1)).length;
    const from = "127.0.0.2";
    for (const [method, where, text] of [
      ["GET", "/v1/models", undefined],
      ["GET", "/v1/models/small", undefined],
      ["POST", path, body],
      ["POST", path, `{"model":"nothing"}`],
      ["POST", path, "{"],
      ["GET", "/nothing", undefined],
    ] as const) {
      const headers = { ...forged("127.0.0.3"), "x-domicile-client": "first" };
      const asked = { from, key: officeKey, headers, ...(text === undefined ? {} : { body: text }) };
      const answer = await send(gateway(), method, where, asked);
      expect([where, answer.status, JSON.parse(answer.body)]).toEqual([where, 403, refusal(from)]);
    }
    const entries = (await gateway().accessLog(before + 6)).slice(-6);
    expect(entries.map(({ client, status }) => [client, status])).toEqual(Array(6).fill(["office", 403]));
  });

  it("are taken up while the gateway runs, and dropped", async () => {
    const from = "127.0.0.1";
    const statusOf = async () =>
      (await send(gateway(), "GET", "/v1/models", { from, key: officeKey })).status;
    await gateway().replace(specOf({ clients: [{ ...office, allowedAddresses: ["127.0.0.0/30"] }] }));
    await until(async () => (await statusOf()) === 200, "the wider list");
    await gateway().replace(specOf({ clients: [{ ...office, allowedAddresses: ["10.0.0.0/8"] }] }));
    await until(async () => (await statusOf()) === 403, "the other list");
    await gateway().replace(specOf({ clients: [office] }));
    await until(async () => (await statusOf()) === 200, "no list");
  });
});

describe("trusted proxies", () => {
  const gateway = running(() =>
    specOf({
      allowedAddresses: ["203.0.113.0/24", "2001:db8::/48"],
      trustedProxies: ["127.0.0.2/31", "fd00::/64"],
    }),
  );

  it.each<[string, string | string[] | undefined, string]>([
    ["127.0.0.2", "203.0.113.9", "allowed"],
    ["127.0.0.3", "2001:db8::9", "allowed"],
    ["127.0.0.2", "198.51.100.1, 203.0.113.9", "allowed"],
    // Through two of them: what the first has seen counts.
    ["127.0.0.2", "203.0.113.9, 127.0.0.3", "allowed"],
    ["127.0.0.2", "203.0.113.9, fd00::7, 127.0.0.3", "allowed"],
    ["127.0.0.2", ["198.51.100.1", "203.0.113.9"], "allowed"],
    // What a caller wrote before the proxy's own word does not count.
    ["127.0.0.2", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
    ["127.0.0.2", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"],
    ["127.0.0.2", "203.0.113.9, 198.51.100.1, 127.0.0.3", "198.51.100.1"],
    ["127.0.0.2", "2001:db8:1::1", "2001:db8:1::1"],
    ["127.0.0.2", undefined, "127.0.0.2"],
    ["127.0.0.2", "somewhere", "127.0.0.2"],
    ["127.0.0.2", "203.0.113.9, somewhere", "127.0.0.2"],
    // Nobody else is believed.
    ["127.0.0.1", "203.0.113.9", "127.0.0.1"],
    ["127.0.0.4", "203.0.113.9, 127.0.0.2", "127.0.0.4"],
    ["127.0.0.1", "2001:db8::9, fd00::7", "127.0.0.1"],
  ])("make of a connection from %s with X-Forwarded-For %j: %s", async (from, told, expected) => {
    const headers = told === undefined ? {} : { "x-forwarded-for": told };
    const answer = await send(gateway(), "POST", path, { from, body, key, headers });
    const said: unknown = expected === "allowed" ? 200 : refusal(expected);
    expect(answer.status === 403 ? JSON.parse(answer.body) : answer.status).toEqual(said);
  });

  it("change nothing of what a caller may say, and tell engines nothing of it", async () => {
    const before = engine.requests.length;
    const headers = {
      ...forged("203.0.113.9"),
      "x-request-id": "mine",
      "x-forwarded-proto": "https",
      "x-envoy-upstream-rq-timeout-ms": "1",
    };
    const answer = await send(gateway(), "POST", path, { from: "127.0.0.2", body, key, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers["x-request-id"]).not.toBe("mine");
    const got = engine.requests[before]?.headers ?? {};
    expect(got["x-forwarded-proto"]).toBe("http");
    expect(JSON.stringify(got)).not.toContain("203.0.113.9");
    expect(Object.keys(got).filter((name) => name.startsWith("x-envoy"))).toEqual([]);
  });
});

describe("addresses of IPv6", () => {
  const gateway = running(() =>
    specOf({
      bindAddress: "::1",
      allowedAddresses: ["::1/128", "2001:db8::/32"],
      clients: [
        { name: "first", key },
        { name: "office", key: officeKey, allowedAddresses: ["2001:db8::/48"] },
      ],
    }),
  );

  it("are compared by their bits", async () => {
    expect((await send(gateway(), "POST", path, { body, key })).status).toBe(200);
    const elsewhere = await send(gateway(), "POST", path, {
      body,
      key: officeKey,
      headers: forged("2001:db8::1"),
    });
    expect([elsewhere.status, JSON.parse(elsewhere.body)]).toEqual([403, refusal("::1")]);
  });
});
