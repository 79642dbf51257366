import { X509Certificate } from "node:crypto";
import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { request } from "node:https";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { certificateFolder, certificatePair, type CertificateFolder } from "../support/certificateFolder";
import { probe, send, startGateway, until, type RunningGateway } from "../support/envoy";
import { completion, startFakeEngine, type FakeEngine } from "../support/fakeEngine";

const key = "sk-tls-first-0000000000";
const path = "/v1/chat/completions";
const body = `{"model":"small","messages":[{"role":"user","content":"hello"}]}`;

let engine: FakeEngine;
let folder: CertificateFolder;
let gateway: RunningGateway;
let ca: string;

beforeAll(async () => {
  engine = await startFakeEngine("engine", completion("answer"));
  const pair = await certificatePair("first");
  ca = pair.certificate;
  folder = await certificateFolder(pair);
  gateway = await startGateway({
    models: [{ name: "small", aliases: [], paths: ["chat/completions"], endpoints: [engine] }],
    clients: [{ name: "first", key }],
    allowedAddresses: ["127.0.0.1/32"],
    certificateFolder: folder.path,
  });
});

afterAll(async () => {
  await gateway.close();
  await folder.remove();
  await engine.close();
});

/** A connection whose handshake is done. */
function handshake(options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: gateway.ports.public, ca, ...options }, () => {
      resolve(socket);
    });
    socket.on("error", reject);
  });
}

/** Asks over HTTP/1.1 in TLS. */
function ask(from: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: gateway.ports.public,
        localAddress: from,
        ca,
        method: "POST",
        path,
        headers,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Asks over HTTP/2; answers the status. */
function askOver(session: ClientHttp2Session): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { ":method": "POST", ":path": path, authorization: `Bearer ${key}` };
    const stream = session.request({ ...headers, "content-type": "application/json" });
    stream.on("response", ({ ":status": status }) => {
      resolve(status);
    });
    stream.on("error", reject);
    stream.resume();
    stream.end(body);
  });
}

async function servedName(): Promise<string> {
  // Without a look at who signed it, since a renewed one is of another key.
  const socket = await handshake({ rejectUnauthorized: false });
  const { subject } = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return subject;
}

it("a gateway with a certificate answers over HTTP/1.1, and tells the engine that it was TLS", async () => {
  const before = engine.requests.length;
  const answer = await ask("127.0.0.1");
  expect([answer.status, answer.text.includes("answer")]).toEqual([200, true]);
  expect(engine.requests[before]?.headers["x-forwarded-proto"]).toBe("https");
  expect(gateway.output().messages).not.toMatch(/deprecated/i);
});

it("it answers over HTTP/2, which a client's ALPN asks for", async () => {
  const session = connectHttp2(gateway.url, { ca });
  try {
    const status = await askOver(session);
    expect([session.alpnProtocol, status]).toEqual(["h2", 200]);
  } finally {
    session.destroy();
  }
});

it.each([
  [["h2", "http/1.1"], "h2"],
  [["http/1.1"], "http/1.1"],
  [[], false],
])("of the protocols %j it takes %s", async (ALPNProtocols, expected) => {
  const socket = await handshake({ ALPNProtocols });
  expect(socket.alpnProtocol).toBe(expected);
  socket.destroy();
});

it.each(["TLSv1.2", "TLSv1.3"] as const)("it speaks %s", async (version) => {
  const socket = await handshake({ minVersion: version, maxVersion: version });
  expect(socket.getProtocol()).toBe(version);
  socket.destroy();
});

it.each<[string, ConnectionOptions]>([
  ["TLS 1.1", { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
  [
    "suites without forward secrecy",
    { maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256:AES256-GCM-SHA384" },
  ],
  ["suites without authenticated encryption", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" }],
])("it does not speak %s", async (_, options) => {
  await expect(handshake(options)).rejects.toThrow(/alert|wrong version|ECONNRESET/i);
});

it("it speaks no plain HTTP", async () => {
  await expect(send(gateway, "GET", "/v1/models", { key })).rejects.toThrow(/ECONNRESET|socket hang up/);
});

it("the kubelet and Prometheus ask their own ports in plain HTTP", async () => {
  expect(await probe(gateway.ports.probe, "/ready")).toBe(200);
  expect(await probe(gateway.ports.metrics, "/metrics")).toBe(200);
});

it("lists of addresses hold in TLS as well", async () => {
  const answer = await ask("127.0.0.2");
  expect([answer.status, answer.text.includes("address_not_allowed")]).toEqual([403, true]);
});

it("a renewed certificate is taken up, and connections go on", async () => {
  const session = connectHttp2(gateway.url, { ca });
  try {
    expect(await askOver(session)).toBe(200);
    expect(await servedName()).toBe("CN=first");
    await folder.replace(await certificatePair("renewed"));
    await until(async () => (await servedName()) === "CN=renewed", "the renewed certificate");
    expect(await askOver(session)).toBe(200);
    expect(await probe(gateway.ports.probe, "/ready")).toBe(200);
  } finally {
    session.destroy();
  }
});

it("of a renewal whose key is another's, nothing is taken", async () => {
  const [one, other] = await Promise.all([certificatePair("mixed"), certificatePair("other")]);
  const before = await servedName();
  await folder.replace({ certificate: one.certificate, privateKey: other.privateKey });
  const rejected = async () => {
    const failures = await gateway.stats("sds.*(update_rejected|key_rotation_failed|update_failure)$");
    return Object.values(failures).some((count) => count > 0);
  };
  await until(rejected, "the renewal's rejection");
  expect(await servedName()).toBe(before);
});

it("a gateway is ready that has a certificate and is to fetch keys of tokens, which has one of its own", async () => {
  const keys = { uri: "https://login.example.de/keys", addresses: ["127.0.0.9"], ca };
  const own = await certificateFolder(await certificatePair("both"));
  const both = await startGateway({
    models: [],
    clients: [{ name: "app", subject: "app-id" }],
    certificateFolder: own.path,
    issuers: [{ issuer: "https://login.example.de", audiences: ["ai"], clientClaim: "azp", keys }],
  });
  try {
    expect(await probe(both.ports.probe, "/ready")).toBe(200);
  } finally {
    await both.close();
    await own.remove();
  }
});

it("a gateway whose certificate cannot be used is not ready", async () => {
  const [one, other] = await Promise.all([certificatePair("mixed"), certificatePair("other")]);
  const mixed = await certificateFolder({ certificate: one.certificate, privateKey: other.privateKey });
  try {
    const spec = { models: [], clients: [], certificateFolder: mixed.path };
    await expect(startGateway(spec, 3)).rejects.toThrow("waited 3 s for the gateway to be ready");
  } finally {
    await mixed.remove();
  }
});
