import { createHmac, createPublicKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openAiClient,
  send,
  startGateway,
  until,
  type RawAnswer,
  type RunningGateway,
  type TestSpec,
} from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";
import { encoded, fromNow, keySet, signingKey, token, type SigningKey } from "../support/tokens";

const path = "/v1/chat/completions";
const body = `{"model":"small","messages":[{"role":"user","content":"a private question"}]}`;
const staff = "https://login.example.de/realms/staff";
const partners = "https://sts.example.eu";
const keys = { both: "sk-issuers-both-0000000", keyed: "sk-issuers-keyed-000000" };

const rsa = signingKey("rsa", "RS256");
const pss = signingKey("pss", "PS256");
const curve = signingKey("curve", "ES256");
const edwards = signingKey("edwards", "EdDSA");
const partner = signingKey("partner", "ES256");
const strange = signingKey("rsa", "RS256");

let engine: FakeEngine;
let gateway: RunningGateway;

function spec(): TestSpec {
  const rest = { paths: ["chat/completions" as const], endpoints: [engine] };
  return {
    models: [
      { name: "small", aliases: [], ...rest, saltedCache: true },
      { name: "large", aliases: [], ...rest },
    ],
    clients: [
      { name: "app", subject: "app-id", issuer: staff, models: ["small"] },
      { name: "both", key: keys.both, subject: "both-id", issuer: staff, requestsPerMinute: 4 },
      { name: "keyed", key: keys.keyed },
      { name: "partner", subject: "app-id", issuer: partners, models: ["large"] },
      { name: "number", subject: "42", issuer: partners },
    ],
    issuers: [
      {
        issuer: staff,
        audiences: ["ai.example.de", "ai"],
        clientClaim: "azp",
        keys: { jwks: keySet(rsa, pss, curve, edwards) },
      },
      {
        issuer: partners,
        audiences: ["ai.example.de"],
        clientClaim: "realm.client.id",
        keys: { jwks: keySet(partner) },
      },
    ],
  };
}

beforeAll(async () => {
  engine = await startFakeEngine("engine");
  gateway = await startGateway(spec());
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
});

/** What the issuer `staff` says of `app`. */
function claims(more: object = {}) {
  return { iss: staff, aud: "ai.example.de", azp: "app-id", sub: "someone", exp: fromNow(300), ...more };
}

/** What the issuer `partners` says of a client. */
function partnerClaims(id: unknown) {
  return { iss: partners, aud: ["other", "ai.example.de"], realm: { client: { id } }, exp: fromNow(300) };
}

async function ask(bearer: string, model = "small") {
  return send(gateway, "POST", path, { key: bearer, body: body.replace("small", model) });
}

/** What the access log says of the request that got `answer`. */
async function entryOf({ headers }: RawAnswer) {
  const find = async () =>
    (await gateway.accessLog(1)).find(({ requestId }) => requestId === headers["x-request-id"]);
  await until(async () => (await find()) !== undefined, "the request in the access log");
  return find();
}

describe("a token", () => {
  it.each<[string, SigningKey]>([
    ["RS256", rsa],
    ["PS256", pss],
    ["ES256", curve],
    ["EdDSA", edwards],
  ])("signed with %s names its client", async (_, key) => {
    const before = engine.requests.length;
    const answer = await ask(token(key, claims()));
    expect(engine.requests.length).toBe(before + 1);
    expect(engine.requests[before]?.body).toBe(`${body.slice(0, -1)},"cache_salt":"app"}`);
    expect(await entryOf(answer)).toMatchObject({ client: "app", model: "small", status: 200 });
  });

  it("is taken by an unmodified client, which sees the models of its client", async () => {
    const client = openAiClient(gateway, token(curve, claims()));
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["small"]);
    const answer = await client.chat.completions.create({ model: "small", messages: [] });
    expect(answer.object).toBe("chat.completion");
    const other = client.chat.completions.create({ model: "large", messages: [] });
    await expect(other).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });

  it("names the client of its own issuer, by a claim inside of others", async () => {
    expect((await ask(token(partner, partnerClaims("app-id")), "large")).status).toBe(200);
    expect((await ask(token(partner, partnerClaims("app-id")), "small")).status).toBe(404);
    expect((await ask(token(partner, partnerClaims(42)))).status).toBe(200);
  });

  it("needs no `kid`, and may be made for several audiences", async () => {
    const made = token(rsa, claims({ aud: ["other", "ai"] }), { kid: undefined });
    expect((await ask(made)).status).toBe(200);
  });

  it("holds for a minute after its time and before it, as far as clocks may be apart", async () => {
    expect((await ask(token(curve, claims({ exp: fromNow(-45) })))).status).toBe(200);
    expect((await ask(token(curve, claims({ exp: fromNow(-75) })))).status).toBe(401);
    expect((await ask(token(curve, claims({ nbf: fromNow(45) })))).status).toBe(200);
    expect((await ask(token(curve, claims({ nbf: fromNow(75) })))).status).toBe(401);
  });

  it("never reaches an engine or a log, nor what it says", async () => {
    const before = engine.requests.length;
    const made = token(curve, claims({ secret: "a-private-claim" }));
    const elsewhere = { "x-api-key": made, cookie: `token=${made}`, "x-forwarded-access-token": "x" };
    await send(gateway, "POST", path, { key: made, body, headers: elsewhere });
    await entryOf(await ask(token(curve, claims({ exp: 1, azp: "a-private-claim" }))));
    const request = engine.requests[before];
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      "content-length",
      "content-type",
      "host",
      "x-forwarded-access-token",
      "x-forwarded-proto",
      "x-request-id",
    ]);
    const { accessLog, messages } = gateway.output();
    for (const part of [...made.split("."), "a-private-claim", "app-id", "someone"]) {
      expect(JSON.stringify(request)).not.toContain(part);
      expect(accessLog).not.toContain(part);
      expect(messages).not.toContain(part);
    }
  });
});

describe("a client with a key and a subject", () => {
  it("is one client: the key and the token share a quota", async () => {
    const made = token(curve, claims({ azp: "both-id" }));
    const statuses: number[] = [];
    for (const bearer of [keys.both, made, keys.both, made, keys.both, made]) {
      statuses.push((await ask(bearer)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  });
});

describe("who is known by one of both only", () => {
  it("is not reached by the other", async () => {
    expect((await ask(keys.keyed)).status).toBe(200);
    for (const azp of ["keyed", keys.keyed, ""]) {
      expect((await ask(token(curve, claims({ azp })))).status).toBe(401);
    }
    for (const bearer of ["app", "app-id", `${staff} app-id`, "partner"]) {
      expect((await ask(bearer)).status).toBe(401);
    }
  });
});

/** A token that the key of `key` did not sign as its header says. */
function forged(header: object, said: object, sign: (text: string) => string): string {
  const text = `${encoded(header)}.${encoded(said)}`;
  return `${text}.${sign(text)}`;
}

function hmac(secret: string) {
  return (text: string) => createHmac("sha256", secret).update(text).digest("base64url");
}

const publicPem = createPublicKey(rsa.privateKey).export({ type: "spki", format: "pem" }).toString();

describe("an attack", () => {
  const good = token(curve, claims());
  const [head = "", said = "", signature = ""] = good.split(".");

  it.each<[string, string | readonly string[]]>([
    ["with a token that has expired", `Bearer ${token(curve, claims({ exp: fromNow(-3600) }))}`],
    ["with a token that never expires", `Bearer ${token(curve, claims({ exp: undefined }))}`],
    ["with a token of later", `Bearer ${token(curve, claims({ nbf: fromNow(3600) }))}`],
    ["with a token for another audience", `Bearer ${token(curve, claims({ aud: "mail" }))}`],
    ["with a token for no audience", `Bearer ${token(curve, claims({ aud: undefined }))}`],
    ["with a token without the claim", `Bearer ${token(curve, claims({ azp: undefined }))}`],
    ["with an unknown client", `Bearer ${token(curve, claims({ azp: "nobody" }))}`],
    ["with a claim that is a dash, as a missing one reads", `Bearer ${token(curve, claims({ azp: "-" }))}`],
    ["with a claim in another case", `Bearer ${token(curve, claims({ azp: "APP-ID" }))}`],
    ["with a blank after the claim", `Bearer ${token(curve, claims({ azp: "app-id " }))}`],
    ["with a blank before the claim", `Bearer ${token(curve, claims({ azp: " app-id" }))}`],
    ["with another scheme before the claim", `Bearer ${token(curve, claims({ azp: "Bearer app-id" }))}`],
    ["with a claim that is a list", `Bearer ${token(curve, claims({ azp: ["app-id"] }))}`],
    ["with a claim that is a group", `Bearer ${token(curve, claims({ azp: { "app-id": true } }))}`],
    [
      "with line breaks in the claim",
      `Bearer ${token(curve, claims({ azp: "x\r\nx-domicile-client: keyed" }))}`,
    ],
    ["with a claim of 20,000 characters", `Bearer ${token(curve, claims({ azp: "a".repeat(20_000) }))}`],
    [
      "with the claim under another name",
      `Bearer ${token(curve, claims({ azp: undefined, client: "app-id" }))}`,
    ],
    ["with a token of another issuer", `Bearer ${token(curve, claims({ iss: "https://evil.example" }))}`],
    ["with a token of no issuer", `Bearer ${token(curve, claims({ iss: undefined }))}`],
    ["with an issuer that has a blank", `Bearer ${token(curve, claims({ iss: `${staff} app-id` }))}`],
    ["with one issuer's key and the other's name", `Bearer ${token(partner, claims())}`],
    ["with the other issuer's client", `Bearer ${token(curve, { ...partnerClaims("app-id"), iss: staff })}`],
    ["with a strange key under a known `kid`", `Bearer ${token(strange, claims())}`],
    ["with an unknown `kid`", `Bearer ${token(curve, claims(), { kid: "unknown" })}`],
    ["with a key in the token", `Bearer ${token(strange, claims(), { kid: undefined, jwk: strange.jwk })}`],
    ["with `alg` none", `Bearer ${forged({ alg: "none", typ: "JWT" }, claims(), () => "")}`],
    ["with `alg` none and a signature", `Bearer ${forged({ alg: "none" }, claims(), () => signature)}`],
    [
      "with HS256 and the public key",
      `Bearer ${forged({ alg: "HS256", kid: "rsa" }, claims(), hmac(publicPem))}`,
    ],
    [
      "with HS256 and the key set",
      `Bearer ${forged({ alg: "HS256" }, claims(), hmac(keySet(rsa, pss, curve, edwards)))}`,
    ],
    ["with HS256 and no key", `Bearer ${forged({ alg: "HS256" }, claims(), hmac(""))}`],
    ["with another algorithm than the key's", `Bearer ${token({ ...rsa, algorithm: "PS256" }, claims())}`],
    [
      "with other claims under a signature",
      `Bearer ${head}.${encoded(claims({ azp: "both-id" }))}.${signature}`,
    ],
    ["with half a signature", `Bearer ${head}.${said}.${signature.slice(0, 40)}`],
    ["with no signature", `Bearer ${head}.${said}.`],
    ["with two parts", `Bearer ${head}.${said}`],
    ["with four parts", `Bearer ${good}.${signature}`],
    ["with five parts, as an encrypted token", `Bearer ${good}.a.b`],
    ["with nothing but dots", "Bearer .."],
    ["with parts that are no JSON", "Bearer a.b.c"],
    ["with padding after a token", `Bearer ${good}=`],
    ["with a blank too much", `Bearer  ${good}`],
    ["without the scheme", good],
    ["with another scheme", `Basic ${good}`],
    ["with a token after a key in one header", `Bearer ${keys.keyed}x, Bearer ${good}`],
    ["with a token before a word in one header", `Bearer ${good} x`],
    ["with two tokens", [`Bearer ${good}`, `Bearer ${good}`]],
    ["with a token and a key", [`Bearer ${good}`, `Bearer ${keys.keyed}`]],
    ["with a key and a token", [`Bearer ${keys.keyed}`, `Bearer ${good}`]],
    ["with what the gateway looks clients up by", `Bearer ${staff} app-id`],
  ])("%s is answered as a wrong key is, and reaches no engine", async (_, authorization) => {
    const before = engine.requests.length;
    const answer = await send(gateway, "POST", path, { body, headers: { authorization } });
    const wrong = await ask("sk-wrong-0000000000000");
    expect(answer.status).toBe(401);
    expect(answer.body).toBe(wrong.body);
    expect(without(answer.headers)).toEqual(without(wrong.headers));
    expect(engine.requests.length).toBe(before);
  });

  it.each([
    ["x-domicile-client", "keyed"],
    ["x-domicile-identity", `${staff} app-id`],
    ["x-domicile-subject", "both-id"],
    ["x-domicile-issuer", partners],
  ])("with the header %s makes nobody another client", async (name, value) => {
    const headers = { [name]: value, [name.toUpperCase()]: value, [name.replaceAll("-", "_")]: value };
    expect((await send(gateway, "POST", path, { body, headers })).status).toBe(401);
    const answer = await send(gateway, "POST", path, { body, headers, key: good });
    expect(await entryOf(answer)).toMatchObject({ client: "app", status: 200 });
    const unknown = token(curve, claims({ azp: "nobody" }));
    expect((await send(gateway, "POST", path, { body, headers, key: unknown })).status).toBe(401);
    expect((await send(gateway, "POST", path, { body, headers, key: keys.keyed })).status).toBe(200);
  });

  it("with a token anywhere but in its header is none", async () => {
    const where = [
      send(gateway, "GET", `/v1/models?access_token=${good}&authorization=Bearer%20${good}`),
      send(gateway, "GET", "/v1/models", { headers: { cookie: `authorization=Bearer ${good}` } }),
      send(gateway, "GET", "/v1/models", { headers: { "x-api-key": good } }),
      send(gateway, "GET", "/v1/models", { headers: { "proxy-authorization": `Bearer ${good}` } }),
    ];
    expect((await Promise.all(where)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    // Nor does one beside a key take the key's place.
    const beside = await send(gateway, "GET", `/v1/models?access_token=x.y.z`, { key: keys.keyed });
    expect(beside.status).toBe(200);
  });
});

/** Headers that say the same in each answer of a kind. */
function without(headers: Readonly<Record<string, unknown>>) {
  const { date, "x-request-id": id, ...rest } = headers;
  expect([typeof date, typeof id]).toEqual(["string", "string"]);
  return rest;
}

describe("a gateway whose clients have no keys", () => {
  it("takes tokens, and answers others as any gateway does", async () => {
    const { clients, ...rest } = spec();
    const tokensOnly = await startGateway({
      ...rest,
      clients: clients.filter(({ key }) => key === undefined),
    });
    const list = (headers: Readonly<Record<string, string>>) =>
      send(tokensOnly, "GET", "/v1/models", { headers });
    const answers = [
      await list({ authorization: `Bearer ${token(curve, claims())}` }),
      await list({ authorization: `Bearer ${keys.keyed}` }),
      await list({}),
    ];
    await tokensOnly.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(answers[1]?.body).toContain("Incorrect API key provided.");
    expect(answers[2]?.body).toContain("You didn't provide an API key.");
  });
});

describe("the access log", () => {
  it("tells why a token was refused", async () => {
    const refused = { client: null, status: 401 };
    for (const [more, details] of [
      [{ exp: 1 }, "jwt_authn_access_denied{Jwt_is_expired}"],
      [{ aud: "mail" }, "jwt_authn_access_denied{Audiences_in_Jwt_are_not_allowed}"],
      [{ iss: "https://evil.example" }, "jwt_authn_access_denied{Jwt_issuer_is_not_configured}"],
    ] as const) {
      const answer = await ask(token(curve, claims(more)));
      expect(await entryOf(answer)).toMatchObject({ ...refused, details });
    }
  });
});
