import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedQuotas } from "../../components/gateway/sharedQuotas";
import type { GatewayClient, QuotaCounting } from "../../components/gateway/spec";
import {
  openAiClient,
  send,
  startGateway,
  until,
  type RunningGateway,
  type TestSpec,
} from "../support/envoy";
import { startFakeEngine, type EngineAnswer, type FakeEngine } from "../support/fakeEngine";
import { startQuotaService, type RunningQuotaService } from "../support/quotaService";

const path = "/v1/chat/completions";
/** What vLLM is asked for. */
const streamUsage = `"stream_options":{"include_usage":true,"continuous_usage_stats":true}`;

/** Each test has clients of its own: a minute's quota is whole again in the next. */
const clients: readonly GatewayClient[] = [
  { name: "free" },
  { name: "small", tokensPerMinute: 150 },
  { name: "other", tokensPerMinute: 150 },
  { name: "daily", tokensPerDay: 150 },
  { name: "streaming", tokensPerMinute: 150 },
  { name: "leaving", tokensPerMinute: 50 },
  { name: "both", requestsPerMinute: 1_000, tokensPerMinute: 500 },
  { name: "counted", requestsPerMinute: 2 },
  { name: "steady", tokensPerMinute: 1_000_000 },
].map((client) => ({ ...client, key: keyOf(client.name) }));

let engine: FakeEngine;
let quotas: RunningQuotaService;
let gateway: RunningGateway;

beforeAll(async () => {
  engine = await startFakeEngine("engine", answer);
  const models = [{ name: "dear", tokensPerMinute: 150 }];
  quotas = await startQuotaService(sharedQuotas({ models, clients }, true));
  gateway = await startGateway(spec());
}, 900_000);

afterAll(async () => {
  await gateway.close();
  await quotas.close();
  await engine.close();
});

function keyOf(client: string): string {
  return `sk-tokens-${client}-00000000`;
}

function spec(counting: Partial<QuotaCounting> = {}): TestSpec {
  const rest = { paths: ["chat/completions" as const], endpoints: [engine], streamUsage };
  return {
    models: [
      { name: "chat", aliases: ["gpt"], ...rest },
      { name: "dear", aliases: ["costly"], ...rest, tokensPerMinute: 150 },
    ],
    clients,
    quotas: { endpoint: quotas.endpoint, onFailure: "refuse", sharesRequests: false, ...counting },
  };
}

function usage(prompt: number, completion: number) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}

/** An answer uses 30 tokens for the prompt and 70 for what is said; each event of a stream says ten of these. */
async function answer(...[response, request]: Parameters<EngineAnswer>): Promise<void> {
  if (!/"stream":\s*true/.test(request.body)) {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ choices: [{ message: { content: "x" } }], usage: usage(30, 70) }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let said = 10; said <= 70; said += 10) {
    const choices = [{ index: 0, delta: { content: "ten tokens" } }];
    response.write(`data: ${JSON.stringify({ choices, usage: usage(30, said) })}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  response.end(`data: ${JSON.stringify({ choices: [], usage: usage(30, 70) })}\n\ndata: [DONE]\n\n`);
}

function ask(client: string, model = "chat", through = gateway) {
  return send(through, "POST", path, {
    key: keyOf(client),
    body: JSON.stringify({ model, messages: [] }),
  });
}

async function metricsOf({ ports }: RunningGateway): Promise<string> {
  return (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text();
}

/** What is used is counted a moment after the answer: the requests until the quota is used up, which is not more than `most`. */
async function statuses(most: number, client: string, model?: string): Promise<number[]> {
  const found: number[] = [];
  while (found.length < most) {
    found.push((await ask(client, model)).status);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return found;
}

/** Waits for the next minute when this one is nearly over: with it, quotas are whole again. */
async function minuteWithRoom(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 15_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
}

describe("tokens", () => {
  it("of a client are counted for it alone, under all names of its models", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    expect(await statuses(3, "small")).toEqual([200, 200, 429]);
    expect(await statuses(1, "small", "gpt")).toEqual([429]);
    expect(await statuses(2, "other")).toEqual([200, 200]);
    expect(await statuses(5, "free")).toEqual([200, 200, 200, 200, 200]);
  });

  it("of a model are counted for all clients and names of it", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    expect(await statuses(1, "free", "dear")).toEqual([200]);
    expect(await statuses(1, "steady", "costly")).toEqual([200]);
    expect(await statuses(1, "free", "costly")).toEqual([429]);
    expect(await statuses(1, "free", "chat")).toEqual([200]);
  });

  it("of a day are told with the seconds that are left of it", async () => {
    expect(await statuses(2, "daily")).toEqual([200, 200]);
    const refused = await ask("daily");
    expect(refused.status).toBe(429);
    const left = 86_400 - (Math.floor(Date.now() / 1000) % 86_400);
    expect(Math.abs(Number(refused.headers["retry-after"]) - left)).toBeLessThan(5);
  });

  it("that are used up tell in OpenAI's shape when to ask again", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    await expect.poll(() => ask("other").then(({ status }) => status), { interval: 200 }).toBe(429);
    const refused = await ask("other");
    expect(JSON.parse(refused.body)).toEqual({
      error: {
        message:
          "Rate limit reached: this client or model has used up its tokens or requests. Try again later.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded",
      },
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(60);
  });

  it("of a stream count though its caller did not ask for the usage", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    const client = openAiClient(gateway, keyOf("streaming"));
    const stream = async () => {
      const events = await client.chat.completions.create({ model: "chat", messages: [], stream: true });
      for await (const { choices } of events) expect(choices).not.toEqual([]);
    };
    await stream();
    await stream();
    await expect.poll(() => ask("streaming").then(({ status }) => status)).toBe(429);
  });

  it("of a stream whose caller goes away count as far as they were said", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    const client = openAiClient(gateway, keyOf("leaving"));
    const events = await client.chat.completions.create({ model: "chat", messages: [], stream: true });
    const seen: unknown[] = [];
    for await (const event of events) if (seen.push(event) === 3) break;
    // Thirty for the prompt and thirty that were said are more than the fifty of a minute.
    await expect.poll(() => ask("leaving").then(({ status }) => status)).toBe(429);
  });

  it("beside requests tell what is left of the tighter quota", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    const first = await ask("both");
    expect(first.headers["x-ratelimit-remaining"]).toBe("500");
    expect(first.headers["x-ratelimit-limit"]).toMatch(/^500\b/);
    await expect
      .poll(() => ask("both").then(({ headers }) => Number(headers["x-ratelimit-remaining"])))
      .toBeLessThan(400);
  });

  it("are asked for in no request without a quota of them", async () => {
    const asked = () => gateway.stats("^cluster.quota.upstream_rq_total$");
    const before = await asked();
    await statuses(3, "free");
    expect(await asked()).toEqual(before);
    await statuses(1, "steady");
    expect(await asked()).not.toEqual(before);
  });
});

describe("requests", () => {
  it("are counted for all replicas together where it is asked for", { timeout: 60_000 }, async () => {
    await minuteWithRoom();
    const replicas = [
      await startGateway(spec({ sharesRequests: true })),
      await startGateway(spec({ sharesRequests: true })),
    ];
    try {
      const found: number[] = [];
      for (const replica of [...replicas, ...replicas]) {
        found.push((await ask("counted", "chat", replica)).status);
      }
      expect(found).toEqual([200, 200, 429, 429]);
    } finally {
      for (const replica of replicas) await replica.close();
    }
  });
});

describe("a quota service", () => {
  const open = async () => startGateway(spec({ onFailure: "allow" }));

  it.each(["store", "counter"] as const)(
    "whose %s is gone refuses what has a quota, or lets it pass, and comes back by itself",
    { timeout: 120_000 },
    async (part) => {
      const permissive = await open();
      try {
        await quotas.end(part);
        const refused = await ask("steady");
        expect(refused.status).toBe(503);
        expect(JSON.parse(refused.body)).toMatchObject({ error: { code: "quotas_unavailable" } });
        expect(refused.headers["retry-after"]).toBe("2");
        expect((await ask("free")).status).toBe(200);
        expect((await ask("steady", "chat", permissive)).status).toBe(200);
        // What the alert of EndpointMonitoring looks at.
        const isCounted = async () =>
          /^envoy_cluster_ratelimit_error\{envoy_cluster_name="model\/chat"\} [1-9]/m.test(
            await metricsOf(permissive),
          );
        await until(isCounted, "the failure to be counted", 30);
        await quotas.restart(part);
        await until(async () => (await ask("steady")).status === 200, `the ${part} to count again`, 30);
      } finally {
        await permissive.close();
      }
    },
  );
});
