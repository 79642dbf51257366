import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { renderGateway } from "../../components/gateway/render";
import type { TokenIssuer } from "../../components/gateway/issuers";
import { gatewayDefaults, type GatewaySpec } from "../../components/gateway/spec";
import { identityFor } from "../support/keySetServer";
import { keySet, signingKey } from "../support/tokens";

const endpoints = [{ address: "10.96.0.10", port: 8000 }];
const spec: GatewaySpec = {
  ...gatewayDefaults,
  models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints }],
  clients: [
    { name: "first", key: "sk-first-000000000000" },
    { name: "second", key: "sk-second-00000000000", models: [] },
  ],
  allowedOrigins: ["https://app.example.de"],
};
const given: TokenIssuer = {
  issuer: "https://login.example.de",
  audiences: ["ai"],
  clientClaim: "azp",
  keys: { jwks: keySet(signingKey("a")) },
};

let ca: string;

beforeAll(async () => {
  ca = (await identityFor("keys.example.de")).certificate;
});

function fetched(change: object = {}): TokenIssuer {
  const keys = { uri: "https://keys.example.de/certs", addresses: ["192.0.2.1"], ca, ...change };
  return { ...given, issuer: "https://sts.example.de", keys };
}

describe("a gateway without issuers", () => {
  const plain = renderGateway(spec);

  it("has the same files to the byte, with an empty list too", () => {
    expect(renderGateway({ ...spec, issuers: undefined })).toEqual(plain);
    expect(renderGateway({ ...spec, issuers: [] })).toEqual(plain);
    expect(Object.values(plain).join()).not.toMatch(/jwt|token_|tokens\/|issuer|identity/);
  });

  it("differs from one with issuers only in what is there for tokens", () => {
    const files = renderGateway({ ...spec, issuers: [given, fetched()] });
    const withoutTokens = {
      "bootstrap.json": without(
        files["bootstrap.json"],
        (entry) =>
          /^(issuer\/|tokens\/|envoy.filters.http.jwt_authn$)/.test(nameOf(entry)) ||
          ("body_format_override" in entry &&
            /jwt_authn_access_denied|missing_credentials/.test(JSON.stringify(entry))),
      ),
      "routes.json": without(
        files["routes.json"],
        (entry) => JSON.stringify(entry).includes('"requirement_name"') && "match" in entry,
      ),
      "clusters.json": files["clusters.json"],
    };
    expect(withoutTokens).toEqual(plain);
  });
});

/** JSON without the members of lists that `isLeftOut` says. */
function without(text: string, isLeftOut: (entry: object) => boolean): string {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.filter((entry) => !(isObject(entry) && isLeftOut(entry))).map(clean);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, clean(part)]));
  };
  return JSON.stringify(clean(JSON.parse(text)));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function nameOf(entry: object): string {
  return "name" in entry && typeof entry.name === "string" ? entry.name : "";
}

describe("the configuration with issuers", () => {
  it("tells subjects beside the keys, in the routes only", () => {
    const clients = [...spec.clients, { name: "third", subject: "third-subject" }];
    const files = renderGateway({ ...spec, clients, issuers: [given] });
    expect(files["routes.json"]).toContain(
      `{"key":"https://login.example.de third-subject","client":"third"}`,
    );
    expect(files["bootstrap.json"] + files["clusters.json"]).not.toContain("third");
  });
});

/** What is wrong with a gateway that has these parts. */
function mistakes(parts: Partial<GatewaySpec>): string[] {
  try {
    renderGateway({ ...spec, ...parts });
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split("\n- ").slice(1) : [String(error)];
  }
}

const third = { name: "third", subject: "third-id" };

describe("issuers with mistakes", () => {
  it("are refused with all of them", () => {
    const issuers = [
      given,
      given,
      { ...given, issuer: "login", audiences: [], clientClaim: "a..b" },
      {
        ...fetched({ uri: "http://keys", addresses: [], ca: "none", refreshSeconds: 0 }),
        audiences: ["a b"],
      },
      { ...fetched({ addresses: ["keys.example.de"] }), issuer: "https://c.example.de" },
    ];
    expect(mistakes({ issuers })).toEqual([
      "issuer 'https://login.example.de' is given twice",
      "issuer 'login' is no http:// or https:// URL of visible ASCII characters",
      "issuer 'login' has no audiences: name what its tokens for the gateway are made for",
      "the claim 'a..b' of issuer 'login' is no name of a claim, or names parted by dots",
      "audience 'a b' of issuer 'https://sts.example.de' is not 1 to 256 visible ASCII characters",
      "the keys' address 'http://keys' of issuer 'https://sts.example.de' is no https:// URL without a user",
      "issuer 'https://sts.example.de' has no addresses: give the IP addresses of the host of its keys",
      "the authorities of issuer 'https://sts.example.de' are no certificates in PEM",
      "issuer 'https://sts.example.de' is asked for keys every 0 seconds; allowed: 1 to 86400",
      "address 'keys.example.de' of issuer 'https://c.example.de' is not an IP address: the gateway asks no DNS",
    ]);
  });

  const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  const { privateKey } = signingKey("private");
  const noSet = `the keys of issuer 'https://login.example.de' are no JSON Web Key Set: {"keys": [...]} with at least one key`;
  const key = (text: string) => `key 0 of issuer 'https://login.example.de' ${text}`;

  it.each<[string, string, string]>([
    ["no JSON", "keys", noSet],
    ["no set", "[]", noSet],
    ["an empty set", `{"keys":[]}`, noSet],
    ["a set of words", `{"keys":["a"]}`, noSet],
    [
      "no public key",
      setOf({ kty: "EC", crv: "P-256", x: "AA", y: "AA" }),
      key("cannot be read as a public key"),
    ],
    [
      "a private key",
      setOf(privateKey.export({ format: "jwk" })),
      key("is a private key: give the public one"),
    ],
    ["a key that can be broken", setOf(weak), key("has 1024 bits; allowed: 2048 or more")],
    [
      "a shared secret",
      setOf({ kty: "oct", k: "c2VjcmV0" }),
      key("is a shared secret, with which its readers could make tokens: give public keys"),
    ],
  ])("are refused with %s in the place of keys, of which nothing is told", (_, jwks, message) => {
    expect(mistakes({ issuers: [{ ...given, keys: { jwks } }] })).toEqual([message]);
  });
});

function setOf(key: JsonWebKey): string {
  return JSON.stringify({ keys: [key] });
}

describe("clients and issuers that do not fit", () => {
  it.each<[string, Partial<GatewaySpec>, string]>([
    [
      "a subject without issuers",
      { clients: [third] },
      "client 'third' has a subject, but there are no issuers: give the gateway one",
    ],
    [
      "a client that nothing names",
      { clients: [{ name: "third" }] },
      "client 'third' has neither a key nor a subject: give it one",
    ],
    [
      "a subject of one of several issuers",
      { clients: [third], issuers: [given, { ...given, issuer: "https://sts.example.de" }] },
      "client 'third' has a subject but no issuer; issuers: https://login.example.de, https://sts.example.de",
    ],
    [
      "an issuer that does not exist",
      { clients: [{ ...third, issuer: "https://c.example.de" }], issuers: [given] },
      "client 'third' is named by issuer 'https://c.example.de', which does not exist; issuers: https://login.example.de",
    ],
    [
      "an issuer without a subject",
      { clients: [{ name: "third", key: "sk-third-00000000000", issuer: given.issuer }], issuers: [given] },
      "client 'third' has an issuer but no subject: name it, or remove the issuer",
    ],
    [
      "a subject of two clients",
      { clients: [third, { ...third, name: "fourth", issuer: given.issuer }], issuers: [given] },
      "clients 'third' and 'fourth' have the same subject 'third-id': give each its own",
    ],
    [
      "a subject that a missing one reads like",
      { clients: [{ ...third, subject: "-" }], issuers: [given] },
      "the subject '-' of client 'third' is not 1 to 256 visible ASCII characters, or a dash",
    ],
    [
      "a key that reads like a token",
      { clients: [{ name: "third", key: "aaaaaaa.bbbbbbb.ccccccc" }], issuers: [given] },
      "a key of client 'third' has the form of a token, three parts with dots between: give it another",
    ],
  ])("are refused: %s", (_, parts, message) => {
    expect(mistakes(parts)).toEqual([message]);
  });

  it("are none where a key has that form and there are no issuers, or the same subject is of two of them", () => {
    expect(mistakes({ clients: [{ name: "third", key: "aaaaaaa.bbbbbbb.ccccccc" }] })).toEqual([]);
    const issuers = [given, fetched()];
    const clients = issuers.map(({ issuer }, index) => ({ ...third, name: `of-${index}`, issuer }));
    expect(mistakes({ clients, issuers })).toEqual([]);
  });
});
