import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../../infra/local/command";
import { Downloads } from "../../../infra/local/toolchain/download";
import { ensurePythonEnvironment } from "../../../infra/local/toolchain/python";
import { EndpointPods, endpointNamespace, nameOf } from "../../support/endpointPods";
import { localEndpoint, openAiClient, type LocalEndpoint } from "../../support/localEndpoint";
import { RecordedProgress } from "../../support/recordedProgress";

const answer =
  "Hello from a sovereign endpoint: this answer was computed on this machine, and no prompt left it. " +
  "A tiny demonstration model wrote these words; serve one of your own and they become real answers.";
const messages = [{ role: "user" as const, content: "Where do you run?" }];
const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

/** Tokens of a minute of the client `metered` in the stack file. */
const meteredTokens = 200;

let endpoint: LocalEndpoint;
let client: OpenAI;

describe("clients of the endpoint", () => {
  beforeAll(async () => {
    endpoint = await localEndpoint();
    client = openAiClient(endpoint);
  });
  afterAll(() => {
    endpoint.api.close();
  });

  describe("npm start", () => {
    it("ends with the address, the key, a command to copy and the answer that arrived", () => {
      for (const expected of [
        `  base URL  ${endpoint.baseUrl}`,
        `  API key   ${endpoint.apiKey}`,
        `  curl ${endpoint.baseUrl}/chat/completions -H 'Authorization: Bearer ${endpoint.apiKey}'`,
        `  client = OpenAI(base_url="${endpoint.baseUrl}", api_key="${endpoint.apiKey}")`,
        answer,
      ]) {
        expect(endpoint.report).toContain(expected);
      }
    });

    it("prints a curl line that works as it stands", async () => {
      const line = endpoint.report.split("\n").find((text) => text.startsWith("  curl "));
      const { stdout } = await runCommand("sh", ["-c", `${line ?? ""} --silent --show-error --fail`]);
      expect(JSON.parse(stdout)).toMatchObject({ choices: [{ message: { content: answer } }] });
    });
  });

  describe("the OpenAI client for Node", () => {
    it.each(["chat", "alias"] as const)("gets a completion by the name in models.%s", async (name) => {
      const { choices, usage } = await client.chat.completions.create({
        model: endpoint.models[name],
        messages,
      });
      expect(choices[0]?.message.content).toBe(answer);
      expect(usage?.completion_tokens).toBe(31);
    });

    it("streams", async () => {
      const stream = await client.chat.completions.create({
        model: endpoint.models.chat,
        messages,
        stream: true,
      });
      const pieces: string[] = [];
      for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? "");
      expect(pieces.join("")).toBe(answer);
      expect(pieces.length).toBeGreaterThan(25);
    });

    it("gets no more of a stream than it asked for, and the log tells what it has used", async () => {
      const { chat } = endpoint.models;
      const stream = await client.chat.completions.create({ model: chat, messages, stream: true });
      const extra: string[] = [];
      for await (const chunk of stream) {
        extra.push(...Object.keys(chunk).filter((name) => name === "timings" || name === "usage"));
        expect(chunk.choices).toHaveLength(1);
      }
      expect(extra).toEqual([]);
      await expect.poll(() => used(chat), { timeout: 10_000 }).toEqual({ prompt: 22, completion: 31 });
    });

    it("has the usage of a stream that it leaves in the log, as far as it went", async () => {
      const { alias } = endpoint.models;
      const stream = await client.chat.completions.create({ model: alias, messages, stream: true });
      let words = 0;
      for await (const { choices } of stream) {
        words += choices.length;
        if (words >= 5) break;
      }
      await expect
        .poll(async () => (await used(alias)).completion, { timeout: 10_000 })
        .toBeGreaterThanOrEqual(4);
    });

    it("offers a tool, is called back and gets the tool's result told", async () => {
      const question = { role: "user" as const, content: "What is the weather in Weimar?" };
      const model = endpoint.models.tool;
      const called = await client.chat.completions.create({ model, messages: [question], tools: [weather] });
      const message = called.choices[0]?.message;
      const call = message?.tool_calls?.[0];
      if (message === undefined || call?.type !== "function") throw new Error("no function was called");
      expect(call.function.name).toBe("get_weather");
      expect(Object.keys(JSON.parse(call.function.arguments) as object)).toEqual(["city"]);
      const result = { role: "tool" as const, tool_call_id: call.id, content: "18 degrees" };
      const told = await client.chat.completions.create({
        model,
        messages: [question, message, result],
        tools: [weather],
      });
      expect(told.choices[0]?.message.content).toContain("18 degrees");
    });

    it("gets embeddings whose distances make sense", async () => {
      const input = ["a small house", "a little home", "compound interest"];
      const { data } = await client.embeddings.create({ model: endpoint.models.embeddingAlias, input });
      const [house, home, interest] = data.map(({ embedding }) => embedding);
      expect(data.map(({ embedding }) => embedding.length)).toEqual([384, 384, 384]);
      expect(similarity(house, home)).toBeGreaterThan(similarity(house, interest) + 0.3);
    });

    it("lists the models, and for a client with an allow-list only its own", async () => {
      const ids = async (openai: OpenAI) => (await openai.models.list()).data.map(({ id }) => id).sort();
      expect(await ids(client)).toEqual(modelNames());
      const limited = openAiClient(endpoint, endpoint.clients.limited.apiKey);
      expect(await ids(limited)).toEqual([endpoint.models.chat, endpoint.models.alias, "gpt-4o-mini"].sort());
      await expect(
        limited.chat.completions.create({ model: endpoint.models.tool, messages }),
      ).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    });

    it("may send as many requests in a minute as its quota says", async () => {
      const limited = openAiClient(endpoint, endpoint.clients.limited.apiKey);
      const ask = () => limited.chat.completions.create({ model: endpoint.models.chat, messages });
      const outcomes = await Promise.allSettled(Array.from({ length: 13 }, ask));
      const refused = outcomes.flatMap((outcome): unknown[] =>
        outcome.status === "rejected" ? [outcome.reason] : [],
      );
      // Ten, and one more for each six seconds that these took.
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(refused.length).toBeLessThanOrEqual(3);
      for (const reason of refused)
        expect(reason).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    });

    it("may use as many tokens in a minute as its quota says, by what its answers tell", async () => {
      const metered = openAiClient(endpoint, endpoint.clients.metered.apiKey);
      const ask = () => metered.chat.completions.create({ model: endpoint.models.chat, messages });
      let used = 0;
      let refusal: unknown;
      // A new minute may begin meanwhile, and brings a second quota.
      while (refusal === undefined && used <= 3 * meteredTokens) {
        const answered = await ask().catch((error: unknown) => void (refusal = error));
        used += answered?.usage?.total_tokens ?? 0;
      }
      expect(refusal).toMatchObject({ status: 429, code: "rate_limit_exceeded", type: "tokens" });
      expect(used).toBeGreaterThanOrEqual(meteredTokens);
      // Nobody else is held up.
      await expect(
        client.chat.completions.create({ model: endpoint.models.chat, messages }),
      ).resolves.toBeDefined();
    });

    it("is told what is wrong in the shape that it knows", async () => {
      const ask = (openai: OpenAI, model: string) => openai.chat.completions.create({ model, messages });
      const wrongKey = await ask(openAiClient(endpoint, "sk-wrong"), endpoint.models.chat).catch(
        (error: unknown) => error,
      );
      expect(wrongKey).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(wrongKey).toMatchObject({ status: 401, code: "invalid_api_key" });
      const unknown = await ask(client, "no-such-model").catch((error: unknown) => error);
      expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
      expect(unknown).toMatchObject({ status: 404, code: "model_not_found" });
    });

    it("gets a JSON error for a body that is none", async () => {
      const response = await fetch(`${endpoint.baseUrl}/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${endpoint.apiKey}`, "content-type": "application/json" },
        body: '{"model": "gpt-4o", "messages": [',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: { type: "invalid_request_error", message: expect.stringContaining("JSON") as unknown },
      });
    });

    it("is answered 16 times at once", async () => {
      const ask = async () => {
        const { choices } = await client.chat.completions.create({ model: endpoint.models.chat, messages });
        return choices[0]?.message.content;
      };
      expect(await Promise.all(Array.from({ length: 16 }, ask))).toEqual(
        Array.from({ length: 16 }, () => answer),
      );
    });
  });

  describe("the OpenAI client for Python", () => {
    it("does the same", async () => {
      const folder = join(__dirname, "../../support/python");
      const context = { paths: endpoint.paths, progress: new RecordedProgress(), downloads: new Downloads() };
      const python = await ensurePythonEnvironment(
        context,
        join(folder, "requirements.txt"),
        "OpenAI client",
      );
      const file = join(endpoint.paths.state, "endpoint.json");
      const { stdout } = await runCommand(python, [join(folder, "openai_client.py"), file], {
        timeoutSeconds: 120,
      });
      const seen: unknown = JSON.parse(stdout);
      expect(seen).toEqual({
        chat: answer,
        alias: answer,
        stream: expect.any(Array) as unknown,
        tool: { name: "get_weather", arguments: expect.stringMatching(/^\{"city": ?".*"\}$/) as unknown },
        embedding: [384, 384],
        models: modelNames(),
        atOnce: Array.from({ length: 16 }, () => answer),
        wrongKey: { class: "AuthenticationError", status: 401, code: "invalid_api_key" },
        unknownModel: { class: "NotFoundError", status: 404, code: "model_not_found" },
        noModel: { class: "BadRequestError", status: 400, code: null },
      });
      expect(JSON.stringify(seen)).toContain('"Hello"');
    });
  });
});

/** What the gateway's log says of the last stream that asked for a model by `name`. */
async function used(name: string): Promise<{ prompt?: unknown; completion?: unknown }> {
  const pods = new EndpointPods(endpoint.kubeconfig, "");
  const gateway = await pods.ready("component", "gateway");
  const log = await pods.core.readNamespacedPodLog({
    name: nameOf(gateway),
    namespace: endpointNamespace,
    tailLines: 200,
  });
  const entries = log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Record<string, unknown> => ({ ...(JSON.parse(line) as object) }))
    .filter((entry) => entry["model"] === name && entry["status"] === 200);
  const last = entries.at(-1);
  return { prompt: last?.["promptTokens"], completion: last?.["completionTokens"] };
}

/** Everything that a stack's models are called. */
function modelNames(): string[] {
  const { chat, alias, embedding, embeddingAlias, tool } = endpoint.models;
  return [chat, alias, embedding, embeddingAlias, tool, "gpt-4o-mini"].sort();
}

/** The cosine of the angle between two vectors. */
function similarity(left: readonly number[] = [], right: readonly number[] = []): number {
  const product = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}
