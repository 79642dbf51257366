import { describe, expect, it } from "vitest";
import { readAnswers } from "../../bench/fuzz/answers";
import { fuzzGateway } from "../../bench/fuzz/fuzzGateway";
import { judgeEngineRequest, judgeOutcome } from "../../bench/fuzz/judge";
import { makeClients, models, type FuzzClient } from "../../bench/fuzz/parties";
import { drawSession, type FuzzSession } from "../../bench/fuzz/sessions";
import { envoyExecutable } from "../support/envoy";

/** Sessions that once found something, in the gateway or in the fuzzer itself: what is written, with a valid key. */
const regressions: Readonly<Record<string, (key: string) => readonly string[]>> = {
  "three requests at once that the gateway answers by itself": (key) =>
    ["0.0", "0.1", "0.2"].map(
      (tag) => `GET /none HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: ${tag}\r\nauthorization: Bearer ${key}\r\n\r\n`,
    ),
  "an unknown coding that hides a request": (key) => [
    `POST /v1/completions HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: 0.0\r\nauthorization: Bearer ${key}\r\n` +
      "transfer-encoding: xchunked\r\ncontent-length: 2\r\n\r\n{}" +
      `POST /v1/completions HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: 0.0h\r\nauthorization: Bearer ${key}\r\n` +
      'content-type: application/json\r\ncontent-length: 21\r\n\r\n{"model":"model-one"}',
  ],
  "a length in a folded header": (key) => [
    `POST /v1/completions HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: 0.0\r\nauthorization: Bearer ${key}\r\n` +
      "content-type: application/json\r\n content-length: 3\r\ncontent-length: 21\r\n\r\n" +
      '{"model":"model-one"}',
  ],
  "a user's name in the target of HEAD": (key) => [
    `HEAD https://x@y:1/v1/models HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: 0.0\r\nauthorization: Bearer ${key}\r\n\r\n`,
  ],
  "the preface of HTTP/2": () => ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nno frames"],
  "an expectation that nobody can meet": (key) => [
    `POST /v1/completions HTTP/1.1\r\nhost: x\r\nx-fuzz-tag: 0.0\r\nauthorization: Bearer ${key}\r\nexpect: everything\r\n` +
      'content-type: application/json\r\ncontent-length: 21\r\n\r\n{"model":"model-one"}',
  ],
};

describe("a gateway under abuse", () => {
  it("of 5,000 random requests asks engines only what their callers may, and answers in form", async () => {
    const result = await fuzzGateway({ envoy: await envoyExecutable(), seed: 1, requests: 5_000 });
    expect(result.violations).toEqual([]);
    expect(result.requests).toBeGreaterThanOrEqual(5_000);
    // Otherwise the run would show little: engines are asked, and what is refused is refused in many ways.
    expect(result.asked).toBeGreaterThan(500);
    for (const status of [200, 400, 401, 403, 404, 405, 415])
      expect(result.statuses.get(status)).toBeGreaterThan(0);
    expect(result.memory.peak).toBeLessThan(512);
  }, 180_000);

  it("keeps its form in what has found something before", async () => {
    const sessions = (clients: readonly FuzzClient[]) =>
      Object.values(regressions).map((write, number) => sessionOf(number, write, clients));
    const result = await fuzzGateway({ envoy: await envoyExecutable(), seed: 0, requests: 1_000, sessions });
    expect(result.violations).toEqual([]);
    expect(result.sessions).toBe(Object.keys(regressions).length);
  });
});

function sessionOf(
  number: number,
  write: (key: string) => readonly string[],
  clients: readonly FuzzClient[],
): FuzzSession {
  const shown = clients.slice(0, 1);
  const texts = write(shown[0]?.key ?? "").map((text) =>
    text.replace("x-fuzz-tag: 0.", `x-fuzz-tag: ${number}.`),
  );
  const requests = texts.map((text, place) => ({
    ...{ tag: `${number}.${place}`, method: text.slice(0, text.indexOf(" ")), head: [], shown },
    body: Buffer.from(text),
  }));
  return {
    ...{ number, requests, kind: "broken", inTurns: false, pause: 0 },
    writes: [Buffer.from(texts.join(""))],
  };
}

describe("sessions", () => {
  it("are the same for the same seed and number, save the keys", () => {
    const bytesOf = (seed: number, number: number) => {
      const clients = makeClients();
      const text = Buffer.concat(drawSession(seed, number, clients).writes).toString("latin1");
      return clients.reduce((all, { key, name }) => all.replaceAll(key, `key of ${name}`), text);
    };
    // Keys in capitals and parts of keys stay in the text, so one session without them is compared.
    expect(bytesOf(1, 2)).toBe(bytesOf(1, 2));
    expect(bytesOf(1, 2)).not.toBe(bytesOf(1, 3));
    expect(bytesOf(1, 2)).not.toBe(bytesOf(2, 2));
  });
});

describe("the judge", () => {
  const clients = makeClients();
  const [one, two] = clients;
  const [model] = models;
  const sent = { tag: "1.0", method: "POST", head: [], body: Buffer.alloc(0), shown: [one] };
  const got = {
    ...{ model, method: "POST", url: "/v1/chat/completions", headers: { "x-fuzz-tag": "1.0" } },
    body: '{"model":"x","model":"model-one"}',
  };

  it("lets pass what is right", () => {
    expect(judgeEngineRequest(got, sent, clients)).toEqual([]);
  });

  it.each([
    ["a request that nobody sent", got, undefined, "an engine got the request '1.0', which nobody sent"],
    [
      "another's key",
      got,
      { ...sent, shown: [two] },
      "'model-one' was asked without a key that is good for it",
    ],
    ["no key", got, { ...sent, shown: [] }, "'model-one' was asked without a key that is good for it"],
    ["another model", { ...got, body: '{"model":"gpt-4o"}' }, sent, `'model-one' was asked for "gpt-4o"`],
    ["another path", { ...got, url: "/metrics" }, sent, "an engine was asked POST /metrics"],
    ["a key", { ...got, headers: { a: `x${two.key}` } }, sent, "an engine was told a key"],
    [
      "who calls",
      { ...got, headers: { "x-domicile-client": "a" } },
      sent,
      "an engine was told who is calling",
    ],
  ])("finds %s", (_, request, what, fault) => {
    expect(judgeEngineRequest(request, what, clients)).toEqual([fault]);
  });

  const session = {
    number: 1,
    requests: [sent],
    writes: [],
    pause: 0,
    inTurns: true,
    kind: "clean",
  } as const;
  const error = '{"error":{"message":"m","type":"t","param":null,"code":null}}';
  const answered = (text: string) => {
    const outcome = { ...readAnswers(Buffer.from(text), ["POST"]), end: "answered", sent: 1 } as const;
    return judgeOutcome(session, outcome);
  };
  const answer = (status: string, body: string) =>
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  it.each([
    ["an error in form", answer("404 Not Found", error), []],
    ["its own answer", answer("200 OK", '{"tag":"1.0"}'), []],
    ["chunks", `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nd\r\n{"tag":"1.0"}\r\n0\r\n\r\n`, []],
    ["another's answer", answer("200 OK", '{"tag":"2.0"}'), [`another's answer came: {"tag":"2.0"}`]],
    ["an error out of form", answer("404 Not Found", "no"), ["404 is not shaped as OpenAI's errors are: no"]],
    [
      "a model it may not use",
      answer("200 OK", '{"id":"model-two"}'),
      ["a caller who may not use 'model-two' was told of it"],
    ],
    ["no answer", "", ["1 requests, but 0 answers (), and 0 bytes more"]],
    [
      "a malformed answer",
      "HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
      ["an answer is malformed: the header 'bad header'", "1 requests, but 0 answers (), and 31 bytes more"],
    ],
  ])("reads %s", (_, text, faults) => {
    expect(answered(text)).toEqual(faults);
  });
});
