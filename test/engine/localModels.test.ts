import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModels } from "../../infra/local/models";
import { type LlamaServer, startLlamaServer } from "../support/llamaServer";
import { type ModelContext, modelContext, modelContextMilliseconds } from "../support/modelContext";

let context: ModelContext;

beforeAll(async () => {
  context = await modelContext();
}, modelContextMilliseconds);

const answer =
  "Hello from a sovereign endpoint: this answer was computed on this machine, and no prompt left it. " +
  "A tiny demonstration model wrote these words; serve one of your own and they become real answers.";

/** What the counting script says, in tokens. */
function counted(tokens: number): string {
  const round = Array.from({ length: 100 }, (_, place) => (place === 99 ? "100.\n" : `${place + 1}, `));
  return Array.from({ length: tokens }, (_, place) => round[place % 100]).join("");
}

function user(content: string): OpenAI.ChatCompletionMessageParam[] {
  return [{ role: "user", content }];
}

it("makes the same bytes every time", async () => {
  const cache = await mkdtemp(join(tmpdir(), "domicile-models-"));
  try {
    const again = await ensureModels({ ...context, paths: { ...context.paths, cache } });
    for (const kind of ["chat", "embedding", "tool"] as const) {
      expect(await sha256(again[kind])).toBe(await sha256(context.models[kind]));
    }
  } finally {
    await rm(cache, { recursive: true });
  }
}, 120_000);

describe("chat model", () => {
  let server: LlamaServer;
  beforeAll(async () => {
    server = await startLlamaServer(context.tools.llamacpp, context.models.chat, [
      "--ctx-size",
      "16384",
      "--alias",
      "chat,gpt-4o",
    ]);
  });
  afterAll(() => server.close());

  it("answers with two sentences and true token counts", async () => {
    const { choices, usage, model } = await server.client.chat.completions.create({
      model: "chat",
      messages: [{ role: "system", content: "Be brief." }, ...user("What is Domicile?")],
    });
    expect(choices[0]?.message.content).toBe(answer);
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(model).toBe("chat");
    // Start token; system and user message with two control tokens each; two tokens that begin the answer.
    const prompt = 1 + (2 + "Be brief.".length) + (2 + "What is Domicile?".length) + 2;
    expect(usage).toMatchObject({ prompt_tokens: prompt, completion_tokens: 31, total_tokens: prompt + 31 });
  });

  it("says the same at the highest temperature and without a question", async () => {
    for (let round = 0; round < 3; round++) {
      const { choices } = await server.client.chat.completions.create({
        model: "chat",
        messages: user(""),
        temperature: 2,
        top_p: 1,
      });
      expect(choices[0]?.message.content).toBe(answer);
    }
  });

  it("stops at the number of tokens asked for", async () => {
    const { choices, usage } = await server.client.chat.completions.create({
      model: "chat",
      messages: user("Hi"),
      max_completion_tokens: 5,
    });
    expect(choices[0]?.message.content).toBe("Hello from a sovereign endpoint: this");
    expect(choices[0]?.finish_reason).toBe("length");
    expect(usage?.completion_tokens).toBe(5);
  });

  it("streams word by word, with the usage at the end", async () => {
    const stream = await server.client.chat.completions.create({
      model: "chat",
      messages: user("Hi"),
      stream: true,
      stream_options: { include_usage: true },
    });
    const words: string[] = [];
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      const word = chunk.choices[0]?.delta.content;
      if (typeof word === "string" && word !== "") words.push(word);
      usage = chunk.usage ?? usage;
    }
    expect(words.join("")).toBe(answer);
    expect(words.length).toBeGreaterThan(25);
    expect(usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 31, total_tokens: 38 });
  });

  it("counts without end when asked to count", async () => {
    const stream = await server.client.chat.completions.create({
      model: "chat",
      messages: user("Count, please"),
      max_completion_tokens: 2500,
      stream: true,
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe(counted(2500));
  });

  it("answers /v1/completions, and counts after a number sign", async () => {
    const { client } = server;
    const plain = await client.completions.create({
      model: "chat",
      prompt: "Once upon a time",
      max_tokens: 60,
    });
    expect(plain.choices[0]?.text).toBe(answer);
    expect(plain.usage).toMatchObject({
      prompt_tokens: 1 + "Once upon a time".length,
      completion_tokens: 31,
    });
    const numbers = await client.completions.create({ model: "chat", prompt: "#", max_tokens: 250 });
    expect(numbers.choices[0]?.text).toBe(counted(250));
  });

  it("keeps to a JSON schema", async () => {
    const schema = {
      type: "object",
      properties: {
        name: { type: "string" },
        age: { type: "integer" },
        tags: { type: "array", items: { type: "string" } },
        isLocal: { type: "boolean" },
        colour: { enum: ["red", "blue"] },
      },
      required: ["name", "age", "tags", "isLocal", "colour"],
      additionalProperties: false,
    };
    const { choices } = await server.client.chat.completions.create({
      model: "chat",
      messages: user("Describe yourself"),
      response_format: { type: "json_schema", json_schema: { name: "person", strict: true, schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({
      name: "domicile",
      age: 42,
      tags: ["domicile"],
      isLocal: true,
      // The model has no preference; the schema permits these two only.
      colour: expect.stringMatching(/^(red|blue)$/) as unknown,
    });
    const free = await server.client.chat.completions.create({
      model: "chat",
      messages: user("Any JSON"),
      response_format: { type: "json_object" },
    });
    expect(JSON.parse(free.choices[0]?.message.content ?? "")).toEqual({ domicile: "domicile" });
  });

  it("answers in words when tools are offered", async () => {
    const { choices } = await server.client.chat.completions.create({
      model: "chat",
      messages: user("What is the weather in Rome?"),
      tools: [weatherTool],
    });
    expect(choices[0]?.message.content).toBe(answer);
    expect(choices[0]?.finish_reason).toBe("stop");
  });

  it("serves sixteen clients at once, each with its own answer", async () => {
    const lengths = Array.from({ length: 16 }, (_, place) => 20 + place);
    const texts = await Promise.all(
      lengths.map(async (length) => {
        const messages = user(`count ${length}`);
        const { choices } = await server.client.chat.completions.create({
          model: "chat",
          messages,
          max_completion_tokens: length,
        });
        return choices[0]?.message.content;
      }),
    );
    expect(texts).toEqual(lengths.map(counted));
  });

  it("answers at once while a hundred idle connections are kept alive", async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => idleConnection(server.port)));
    try {
      const begin = Date.now();
      await server.client.chat.completions.create({ model: "chat", messages: user("Hi") });
      expect(Date.now() - begin).toBeLessThan(2_000);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it("is listed by its name, with the others as aliases", async () => {
    const listed = await server.client.models.list();
    expect(listed.data.map((model) => model.id)).toEqual(["chat"]);
    expect(listed.data[0]).toMatchObject({ aliases: ["chat", "gpt-4o"] });
  });
});

const weatherTool: OpenAI.ChatCompletionFunctionTool = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Current weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

describe("tool model", () => {
  let server: LlamaServer;
  beforeAll(async () => {
    server = await startLlamaServer(context.tools.llamacpp, context.models.tool, [
      "--ctx-size",
      "16384",
      "--alias",
      "tool",
    ]);
  });
  afterAll(() => server.close());

  async function call(question: string, extra: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) {
    const messages = user(question);
    const { choices } = await server.client.chat.completions.create({
      model: "tool",
      messages,
      tools: [weatherTool],
      ...extra,
    });
    const [choice] = choices;
    const [toolCall] = choice?.message.tool_calls ?? [];
    if (choice === undefined || toolCall?.type !== "function") throw new Error("no function was called");
    return { reason: choice.finish_reason, id: toolCall.id, ...toolCall.function };
  }

  it.each([
    ["What is the weather in Paris?", "Paris"],
    ["How is the weather in New York today?", "New York"],
    ["weather in München, please", "München"],
    ["Is it raining in São Paulo?", "São Paulo"],
    ["In 東京?", "東京"],
    ["Tell me the weather.", "Berlin"],
    ['in "; drop table', "Berlin"],
  ])("calls get_weather for: %s", async (question, city) => {
    const called = await call(question);
    expect(called).toMatchObject({ reason: "tool_calls", name: "get_weather" });
    expect(JSON.parse(called.arguments)).toEqual({ city });
    expect(called.id).not.toBe("");
  });

  it("calls when it must, and fills further arguments by their schema", async () => {
    const required = await call("in Rome", { tool_choice: "required" });
    expect(JSON.parse(required.arguments)).toEqual({ city: "Rome" });
    const parameters = {
      type: "object",
      properties: { city: { type: "string" }, unit: { type: "string", enum: ["celsius", "fahrenheit"] } },
      required: ["city", "unit"],
    };
    const tool = { ...weatherTool, function: { ...weatherTool.function, parameters } };
    const further = await call("in Rome", { tools: [tool] });
    expect(JSON.parse(further.arguments)).toEqual({ city: "Rome", unit: "celsius" });
  });

  it("streams the call's arguments", async () => {
    const stream = await server.client.chat.completions.create({
      model: "tool",
      messages: user("What is the weather in Hamburg?"),
      tools: [weatherTool],
      stream: true,
    });
    const names: string[] = [];
    const parts: string[] = [];
    let content = "";
    let reason: string | null | undefined;
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      content += choice?.delta.content ?? "";
      for (const part of choice?.delta.tool_calls ?? []) {
        if (part.function?.name !== undefined) names.push(part.function.name);
        if (part.function?.arguments !== undefined) parts.push(part.function.arguments);
      }
      reason = choice?.finish_reason ?? reason;
    }
    expect(names).toEqual(["get_weather"]);
    expect(JSON.parse(parts.join(""))).toEqual({ city: "Hamburg" });
    expect(parts.length).toBeGreaterThan(3);
    expect(content).toBe("");
    expect(reason).toBe("tool_calls");
  });

  it.each([
    ['{"temperature": 18, "unit": "°C", "wind": [3, 4]}', "repeated"],
    ["18 degrees and sunny", "repeated"],
    ["x".repeat(64), "too long"],
  ])("repeats a tool's result when it is short: %s", async (result, outcome) => {
    const { id, name, arguments: text } = await call("What is the weather in Paris?");
    const { choices } = await server.client.chat.completions.create({
      model: "tool",
      tools: [weatherTool],
      messages: [
        ...user("What is the weather in Paris?"),
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id, type: "function", function: { name, arguments: text } }],
        },
        { role: "tool", tool_call_id: id, content: result },
      ],
    });
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(choices[0]?.message.tool_calls).toBeUndefined();
    expect(choices[0]?.message.content).toBe(
      outcome === "repeated"
        ? `The tool was asked and it answered: ${result} (repeated on this machine by the model)`
        : "The tool has answered; its result is too long for such a small model to repeat here.",
    );
  });

  it("answers in words without tools, and with other tools", async () => {
    const other = { ...weatherTool, function: { ...weatherTool.function, name: "search" } };
    for (const offered of [undefined, [other]]) {
      const { choices } = await server.client.chat.completions.create({
        model: "tool",
        messages: user("Hi"),
        ...(offered === undefined ? {} : { tools: offered }),
      });
      expect(choices[0]?.message.content).toBe(answer);
      expect(choices[0]?.finish_reason).toBe("stop");
    }
  });
});

async function sha256(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** A connection that was used once and stays open. */
async function idleConnection(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  await new Promise((resolve, reject) => {
    socket.once("data", resolve).once("error", reject);
  });
  return socket;
}
