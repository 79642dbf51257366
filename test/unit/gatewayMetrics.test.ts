import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const keys = { first: "sk-metrics-first-0000000", second: "sk-metrics-second-000000" };
const path = "/v1/chat/completions";
const messages = [{ role: "user" as const, content: "a secret question" }];

let engine: FakeEngine;
let gateway: RunningGateway;

beforeAll(async () => {
  engine = await startFakeEngine("a secret answer");
  const endpoints = [engine];
  gateway = await startGateway({
    models: [
      { name: "org/small-1.5:q8", aliases: ["gpt-4o"], paths: ["chat/completions"], endpoints },
      { name: "large", aliases: [], paths: ["chat/completions"], endpoints },
    ],
    clients: [
      { name: "first", key: keys.first },
      { name: "second", key: keys.second, models: ["large"] },
    ],
  });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

function get(where: string, method = "GET"): Promise<Response> {
  return fetch(`http://127.0.0.1:${gateway.ports.metrics}${where}`, { method });
}

/** The samples whose name begins with `envoy_domicile_` and `name`, as Prometheus reads them. */
async function samples(name: string): Promise<string[]> {
  const text = await (await get("/metrics")).text();
  return text.split("\n").filter((line) => line.startsWith(`envoy_domicile_${name}`));
}

describe("metrics", () => {
  it("count requests by client, model and status, and tokens by client and model", async () => {
    for (const model of ["gpt-4o", "org/small-1.5:q8", "large"]) {
      await openAiClient(gateway, keys.first).chat.completions.create({ model, messages });
    }
    await openAiClient(gateway, keys.second).chat.completions.create({ model: "large", messages });
    await send(gateway, "POST", path, { key: keys.second, body: `{"model":"gpt-4o"}` });
    await send(gateway, "POST", path, { body: "{}" });
    await expect
      .poll(() => samples("requests"))
      .toEqual(
        expect.arrayContaining([
          'envoy_domicile_requests{client="first",model="org/small-1.5:q8",code="200"} 2',
          'envoy_domicile_requests{client="first",model="large",code="200"} 1',
          'envoy_domicile_requests{client="second",model="large",code="200"} 1',
        ]),
      );
    expect((await samples("prompt_tokens")).sort()).toEqual([
      'envoy_domicile_prompt_tokens{client="first",model="large"} 1',
      'envoy_domicile_prompt_tokens{client="first",model="org/small-1.5:q8"} 2',
      'envoy_domicile_prompt_tokens{client="second",model="large"} 1',
    ]);
    expect(await samples("completion_tokens")).toHaveLength(3);
  });

  it("have no series for names that callers make up", async () => {
    const before = (await samples("requests")).length;
    for (const model of ["made-up-1", "made-up-2", "made-up-3"]) {
      await send(gateway, "POST", path, { key: keys.first, body: JSON.stringify({ model }) });
    }
    await expect.poll(async () => (await samples("requests")).join("\n")).toContain('code="404"');
    expect((await samples("requests")).length).toBeLessThanOrEqual(before + 1);
    expect((await samples("")).join("\n")).not.toContain("made-up");
  });

  it("tell how long the first byte and the last one took, by model", async () => {
    await expect
      .poll(() => samples("first_byte_milliseconds_count"), { timeout: 15_000, interval: 500 })
      .toEqual(expect.arrayContaining([expect.stringMatching(/model="large"} 2$/)]));
    expect(await samples("duration_milliseconds_bucket")).not.toEqual([]);
  });

  it("have nothing of what was asked and answered, nor a key", async () => {
    const text = await (await get("/metrics")).text();
    expect(text).not.toContain("secret");
    expect(text).not.toContain("sk-");
  });

  it.each([
    ["GET", "/"],
    ["GET", "/stats"],
    ["GET", "/config_dump"],
    ["GET", "/metrics/../config_dump"],
    ["GET", "/metrics%2f..%2fconfig_dump"],
    ["GET", "/metrics?|.*"],
    ["GET", "/metrics?text_readouts"],
    ["POST", "/metrics"],
    ["POST", "/quitquitquit"],
  ])("are all that the port tells: not %s %s", async (method, where) => {
    const answer = await get(where, method);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("bootstrap");
  });

  it("write no warnings", () => {
    expect(gateway.output().messages).toBe("");
  });
});
