import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAiClient, send, startGateway, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const key = "sk-responses-00000000000";
const path = "/v1/responses";

let engine: FakeEngine;
let gateway: RunningGateway;

beforeAll(async () => {
  engine = await startFakeEngine("engine", (response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(`{"id":"resp_1","output":[]}`);
  });
  const endpoints = [engine];
  gateway = await startGateway({
    models: [
      { name: "small", aliases: [], paths: ["chat/completions", "responses"], endpoints },
      { name: "silent", aliases: [], paths: ["chat/completions"], endpoints },
    ],
    clients: [{ name: "first", key }],
  });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

function ask(body: string, where = path) {
  return send(gateway, "POST", where, { key, body });
}

describe("responses", () => {
  it.each([
    `{"model":"small","input":"x"}`,
    `{"model":"small","input":"x","store":true}`,
    `{"model":"small","input":"x","previous_response_id":null}`,
  ])("are never stored by the engine: %s", async (body) => {
    const before = engine.requests.length;
    expect((await ask(body)).status).toBe(200);
    expect(engine.requests[before]?.body).toBe(`${body.slice(0, -1)},"store":false}`);
  });

  it.each(["previous_response_id", "conversation"])(
    "that go on from a stored one by '%s' are refused",
    async (param) => {
      const before = engine.requests.length;
      const answer = await ask(`{"model":"small","input":"x","${param}":"resp_1"}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toEqual({
        error: {
          message: `Responses are not stored here, so \`${param}\` refers to nothing: send the earlier turns in \`input\`.`,
          type: "invalid_request_error",
          param,
          code: "unsupported_parameter",
        },
      });
      expect(engine.requests.length).toBe(before);
    },
  );

  it("that are refused are an error of the OpenAI client that says why", async () => {
    const failure: unknown = await openAiClient(gateway, key)
      .responses.create({ model: "small", input: "x", previous_response_id: "resp_1" })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failure).toMatchObject({ param: "previous_response_id" });
  });

  it("are not offered by a model without them, and other paths are left alone", async () => {
    const refused = await ask(`{"model":"silent","input":"x","previous_response_id":"resp_1"}`);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: "model_not_supported" } });
    const body = `{"model":"small","messages":[],"previous_response_id":"x"}`;
    expect((await ask(body, "/v1/chat/completions")).status).toBe(200);
    expect(engine.requests.at(-1)?.body).toBe(body);
  });
});
