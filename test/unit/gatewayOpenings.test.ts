import { afterEach, describe, expect, it } from "vitest";
import { send, startGateway, type RunningGateway } from "../support/envoy";
import { completion, startFakeEngine, type EngineAnswer, type FakeEngine } from "../support/fakeEngine";

const keys = { first: "sk-openings-first-00000", second: "sk-openings-second-0000" };
const chatPath = "/v1/chat/completions";
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function setUp(
  count: number,
  answer: EngineAnswer = completion("answer"),
): Promise<[RunningGateway, FakeEngine[]]> {
  const engines: FakeEngine[] = [];
  for (let index = 0; index < count; index++) {
    const engine = await startFakeEngine(`engine ${index}`, answer);
    let ended: Promise<void> | undefined;
    const close = () => (ended ??= engine.close());
    cleanUp.push(close);
    engines.push({ ...engine, close });
  }
  const paths = ["chat/completions", "completions", "responses"] as const;
  const gateway = await startGateway({
    models: [
      { name: "chat", aliases: ["gpt"], paths, endpoints: engines },
      { name: "salted", aliases: [], paths, endpoints: engines.slice(0, 1), saltedCache: true },
      { name: "embedding", aliases: [], paths: ["embeddings"], endpoints: engines, saltedCache: true },
    ],
    clients: Object.entries(keys).map(([name, key]) => ({ name, key })),
  });
  cleanUp.push(gateway.close);
  return [gateway, engines];
}

function ask(gateway: RunningGateway, body: object, path = chatPath, key = keys.first) {
  return send(gateway, "POST", path, { key, body: JSON.stringify(body) });
}

/** A conversation about `topic`: a system prompt, and as many turns as are given. */
function conversation(topic: string, turns = 1): object {
  const system = { role: "system", content: `You know all about ${topic}. ${"Be kind. ".repeat(40)}` };
  const messages = Array.from({ length: turns }, (_, index) => ({
    role: "user",
    content: `Question ${index}`,
  }));
  return { model: "chat", temperature: turns, messages: [system, ...messages] };
}

/** How many requests each engine has got. */
function shares(engines: readonly FakeEngine[]): number[] {
  return engines.map(({ requests }) => requests.length);
}

describe("conversations", () => {
  it("with the same opening go to the same replica, however long they get and by which name they ask", async () => {
    const [gateway, engines] = await setUp(4);
    const long = { role: "user", content: "x".repeat(4000) };
    for (let turns = 0; turns < 6; turns++) {
      const messages = [long, ...Array.from({ length: turns }, () => ({ role: "user", content: "And?" }))];
      await ask(gateway, { model: turns % 2 === 0 ? "chat" : "gpt", messages });
    }
    expect(shares(engines).sort()).toEqual([0, 0, 0, 6]);
  });

  it("with different openings go to different replicas", async () => {
    const [gateway, engines] = await setUp(4);
    for (let topic = 0; topic < 40; topic++) await ask(gateway, conversation(`topic ${topic}`));
    for (const share of shares(engines)) expect(share).toBeGreaterThan(0);
  });

  it.each([
    ["/v1/completions", { model: "chat", prompt: "Once upon a time" }],
    ["/v1/responses", { model: "chat", input: "Where do you run?" }],
    ["/v1/responses", { model: "chat", instructions: "Be kind.", input: "x" }],
  ])("on %s do so too", async (path, body) => {
    const [gateway, engines] = await setUp(4);
    for (let count = 0; count < 6; count++) await ask(gateway, body, path);
    expect(shares(engines).sort()).toEqual([0, 0, 0, 6]);
  });

  it("go to others when their replica has more to do than these", async () => {
    const held = Promise.withResolvers<boolean>();
    const [gateway, engines] = await setUp(4, async (response, request) => {
      await held.promise;
      await completion("answer")(response, request);
    });
    const asked: Promise<{ status: number }>[] = [];
    const arrived = () => shares(engines).reduce((sum, share) => sum + share, 0);
    while (asked.length < 32) {
      asked.push(ask(gateway, conversation("all the same")));
      await expect.poll(arrived, { interval: 5 }).toBe(asked.length);
    }
    // A quarter more than the mean of eight is ten, and one may go on top.
    for (const share of shares(engines)) expect(share).toBeLessThanOrEqual(11);
    held.resolve(true);
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
  });

  it("go on with another replica when theirs is gone, and no request fails", async () => {
    const [gateway, engines] = await setUp(3);
    await ask(gateway, conversation("this"));
    const theirs = engines.find(({ requests }) => requests.length > 0);
    if (theirs === undefined) throw new Error("no engine was asked");
    await theirs.close();
    for (let count = 0; count < 5; count++) {
      expect((await ask(gateway, conversation("this"))).status).toBe(200);
    }
    const others = engines.filter((engine) => engine !== theirs);
    // The one that was tried again may have gone elsewhere than those after it.
    expect(Math.max(...shares(others))).toBeGreaterThanOrEqual(4);
  });

  it("of embeddings are spread by load alone", async () => {
    const [gateway, engines] = await setUp(4);
    for (let count = 0; count < 12; count++) {
      await ask(gateway, { model: "embedding", input: "the same" }, "/v1/embeddings");
    }
    expect(shares(engines).filter((share) => share > 0).length).toBeGreaterThan(1);
  });
});

describe("the salt of a prefix cache", () => {
  it("is the client's, whatever it says itself", async () => {
    const [gateway, [engine]] = await setUp(1);
    const own = { model: "salted", cache_salt: "second", messages: [] };
    await ask(gateway, own);
    await ask(gateway, { model: "salted", messages: [] }, chatPath, keys.second);
    await ask(gateway, { model: "salted", prompt: "x" }, "/v1/completions");
    const bodies = (engine?.requests ?? []).map(({ body }) => body);
    expect(bodies[0]).toBe(`${JSON.stringify(own).slice(0, -1)},"cache_salt":"first"}`);
    expect(bodies.map((body): unknown => JSON.parse(body))).toMatchObject([
      { cache_salt: "first" },
      { cache_salt: "second" },
      { cache_salt: "first" },
    ]);
  });

  it("is not given to an engine without such a cache, nor for embeddings", async () => {
    const [gateway, [engine]] = await setUp(1);
    await ask(gateway, conversation("this"));
    await ask(gateway, { model: "embedding", input: "x" }, "/v1/embeddings");
    for (const { body } of engine?.requests ?? []) expect(body).not.toContain("cache_salt");
  });
});
