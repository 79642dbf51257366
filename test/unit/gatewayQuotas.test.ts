import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway, type TestSpec } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const keys = {
  free: "sk-quotas-free-00000000",
  limited: "sk-quotas-limited-00000",
  other: "sk-quotas-other-0000000",
  patient: "sk-quotas-patient-00000",
};
const path = "/v1/chat/completions";

let engine: FakeEngine;
let gateway: RunningGateway;

/** Quotas of `limited` and `other`, and of the model `rare`. */
function spec(limitedPerMinute: number): TestSpec {
  const endpoints = [engine];
  return {
    models: [
      { name: "chat", aliases: ["gpt"], paths: ["chat/completions"], endpoints },
      { name: "rare", aliases: ["seldom"], paths: ["chat/completions"], endpoints, requestsPerMinute: 2 },
    ],
    clients: [
      { name: "free", key: keys.free },
      { name: "limited", key: keys.limited, requestsPerMinute: limitedPerMinute },
      { name: "other", key: keys.other, requestsPerMinute: 3 },
      { name: "patient", key: keys.patient, requestsPerMinute: 1 },
    ],
  };
}

beforeAll(async () => {
  engine = await startFakeEngine("engine");
  gateway = await startGateway(spec(4));
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

/** Sends one request after another and gives their statuses. */
async function statuses(count: number, key: string, model: string): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent++) found.push((await ask(key, model)).status);
  return found;
}

function ask(key: string, model: string) {
  return send(gateway, "POST", path, { key, body: JSON.stringify({ model, messages: [] }) });
}

describe("requests a minute", () => {
  it("of a client are counted for it alone, under all of its models' names together", async () => {
    expect(await statuses(2, keys.limited, "chat")).toEqual([200, 200]);
    expect(await statuses(4, keys.limited, "gpt")).toEqual([200, 200, 429, 429]);
    expect(await statuses(4, keys.other, "chat")).toEqual([200, 200, 200, 429]);
    expect(await statuses(20, keys.free, "chat")).toEqual(Array.from({ length: 20 }, () => 200));
  });

  it("of a model are counted for all clients and names of it", async () => {
    expect(await statuses(1, keys.free, "rare")).toEqual([200]);
    expect(await statuses(2, keys.free, "seldom")).toEqual([200, 429]);
    expect(await statuses(1, keys.free, "chat")).toEqual([200]);
  });

  it("that are used up tell in OpenAI's shape when to ask again", async () => {
    const answer = await ask(keys.limited, "chat");
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        message:
          "Rate limit reached: this client or model has used up its requests per minute. Try again later.",
        type: "requests",
        param: null,
        code: "rate_limit_exceeded",
      },
    });
    // A quarter of a minute for the next of four.
    expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(10);
    expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(16);
    const failure: unknown = await openAiClient(gateway, keys.limited)
      .chat.completions.create({ model: "chat", messages: [] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
  });

  it("are not used up by requests on a path that the model does not serve", async () => {
    const refused = await send(gateway, "POST", "/v1/embeddings", {
      key: keys.patient,
      body: JSON.stringify({ model: "chat", input: "x" }),
    });
    expect(refused.status).toBe(400);
    expect(await statuses(2, keys.patient, "chat")).toEqual([200, 429]);
  });

  it("are not used up by a list of models, a wrong key or a wrong path", async () => {
    const get = (where: string) => send(gateway, "GET", where, { key: keys.limited });
    expect((await get("/v1/models")).status).toBe(200);
    expect((await get("/v1/nothing")).status).toBe(404);
    expect((await ask("sk-quotas-unknown-00000", "chat")).status).toBe(401);
  });

  it("that are changed hold without a dropped connection", async () => {
    await gateway.replace(spec(6));
    await expect
      .poll(() => ask(keys.limited, "chat").then(({ status }) => status), { timeout: 5_000 })
      .toBe(200);
  });
});
