import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FetchedKeys } from "../../components/gateway/issuers";
import { freePorts } from "../../infra/local/freePorts";
import { send, startGateway, until, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";
import { identityFor, startKeySetServer, type Identity, type KeySetServer } from "../support/keySetServer";
import { fromNow, keySet, signingKey, token } from "../support/tokens";

const host = "login.example.de";
const issuer = `https://${host}/realms/staff`;
const key = "sk-fetched-keyed-000000";
const first = signingKey("first");
const second = signingKey("second", "RS256");
const cleanUp: (() => Promise<void>)[] = [];

let identity: Identity;

beforeAll(async () => {
  identity = await identityFor(host);
});

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function issuerServer(port = 0, as = identity): Promise<KeySetServer> {
  const server = await startKeySetServer(as, keySet(first), port);
  cleanUp.push(server.close);
  return server;
}

/** A gateway that fetches keys from the port on loopback of what calls itself `host`. */
async function gatewayOf(
  port: number,
  change: Partial<FetchedKeys> = {},
): Promise<[RunningGateway, FakeEngine]> {
  const engine = await startFakeEngine("engine");
  cleanUp.push(engine.close);
  const keys = {
    uri: `https://${host}:${port}/realms/staff/certs`,
    addresses: ["127.0.0.1"],
    ca: identity.certificate,
    refreshSeconds: 1,
    ...change,
  };
  const gateway = await startGateway({
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [
      { name: "app", subject: "app-id" },
      { name: "keyed", key },
    ],
    issuers: [{ issuer, audiences: ["ai"], clientClaim: "azp", keys }],
  });
  cleanUp.push(gateway.close);
  return [gateway, engine];
}

function tokenOf(signer: typeof first) {
  return token(signer, { iss: issuer, aud: "ai", azp: "app-id", exp: fromNow(300) });
}

async function status(gateway: RunningGateway, bearer: string): Promise<number> {
  const body = `{"model":"small","messages":[]}`;
  return (await send(gateway, "POST", "/v1/chat/completions", { key: bearer, body })).status;
}

describe("keys that are fetched", () => {
  it("are asked for over TLS at the address that is given, by the host's name, and not again for each request", async () => {
    const server = await issuerServer();
    const [gateway, engine] = await gatewayOf(server.port, { refreshSeconds: 600 });
    for (let sent = 0; sent < 5; sent++) expect(await status(gateway, tokenOf(first))).toBe(200);
    expect(server.requests).toEqual([`${host}:${server.port}/realms/staff/certs`]);
    expect(JSON.stringify(engine.requests.map(({ headers }) => headers))).not.toContain("authorization");
  });

  it("are replaced by the issuer: a new one holds soon, and one that is taken away does not any more", async () => {
    const server = await issuerServer();
    const [gateway] = await gatewayOf(server.port);
    expect([await status(gateway, tokenOf(first)), await status(gateway, tokenOf(second))]).toEqual([
      200, 401,
    ]);
    server.serve(keySet(first, second));
    await until(async () => (await status(gateway, tokenOf(second))) === 200, "the new key to hold");
    expect(await status(gateway, tokenOf(first))).toBe(200);
    server.serve(keySet(second));
    await until(async () => (await status(gateway, tokenOf(first))) === 401, "the old key to be refused");
    expect(await status(gateway, tokenOf(second))).toBe(200);
  });

  it.each<[string, Parameters<KeySetServer["serve"]>[0]]>([
    ["answers with an error", (response) => response.writeHead(503).end()],
    ["answers with something else", "<html>login</html>"],
    ["answers with an empty set", `{"keys":[]}`],
    ["leads elsewhere", (response) => response.writeHead(302, { location: "/x" }).end()],
    ["hangs up", (response) => response.destroy()],
  ])("stay as they were while the issuer %s, and no others hold", async (_, answer) => {
    const server = await issuerServer();
    const [gateway] = await gatewayOf(server.port);
    expect(await status(gateway, tokenOf(first))).toBe(200);
    server.serve(answer);
    await expectFirstKeyOnly(gateway);
  });

  it("stay as they were while the issuer is down, and no others hold", async () => {
    const server = await issuerServer();
    const [gateway] = await gatewayOf(server.port);
    expect(await status(gateway, tokenOf(first))).toBe(200);
    await server.close();
    await expectFirstKeyOnly(gateway);
  });

  async function expectFirstKeyOnly(gateway: RunningGateway) {
    const metrics = async () => (await fetch(`http://127.0.0.1:${gateway.ports.metrics}/metrics`)).text();
    const failed = /^envoy_http_jwt_authn_jwks_fetch_failed\{.*\} [1-9]/m;
    await until(async () => failed.test(await metrics()), "a fetch that fails");
    expect(await status(gateway, tokenOf(first))).toBe(200);
    expect([await status(gateway, tokenOf(second)), await status(gateway, key)]).toEqual([401, 200]);
  }
});

describe("a gateway that starts while the issuer is down", () => {
  it("refuses tokens, serves keys, and takes tokens once the issuer is there", async () => {
    const [port = 0] = await freePorts(1);
    const [gateway, engine] = await gatewayOf(port);
    expect(await status(gateway, tokenOf(first))).toBe(401);
    expect(engine.requests).toEqual([]);
    expect(await status(gateway, key)).toBe(200);
    await issuerServer(port);
    await until(async () => (await status(gateway, tokenOf(first))) === 200, "the keys to be fetched");
  });

  it("does not keep a request that waits for keys, nor those with a key", async () => {
    const server = await issuerServer();
    server.serve(() => undefined);
    const [gateway] = await gatewayOf(server.port);
    const began = Date.now();
    expect(await status(gateway, key)).toBe(200);
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(await status(gateway, tokenOf(first))).toBe(401);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});

describe("who stands in for the issuer", () => {
  it("with a certificate of another authority is not believed", async () => {
    const server = await issuerServer(0, await identityFor(host));
    const [gateway] = await gatewayOf(server.port);
    expect(await status(gateway, tokenOf(first))).toBe(401);
    expect(server.requests).toEqual([]);
  });

  it("with a certificate of the right authority for another name is not believed", async () => {
    const other = await identityFor("evil.example");
    const server = await issuerServer(0, other);
    const [gateway] = await gatewayOf(server.port, { ca: other.certificate });
    expect(await status(gateway, tokenOf(first))).toBe(401);
    expect(server.requests).toEqual([]);
  });
});
