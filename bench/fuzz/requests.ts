import { drawBody } from "./bodies";
import type { FuzzClient } from "./parties";
import type { Random } from "./random";

/** The header that tells which request an engine got: `NUMBER.PLACE` of a session, with `h` for one that was hidden. */
export const tagHeader = "x-fuzz-tag";

/** One request of a session, as far as its bytes are known before it is framed. */
export interface FuzzRequest {
  readonly tag: string;
  readonly method: string;
  /** The request line and the header lines, without those that frame the body. */
  readonly head: readonly string[];
  readonly body: Buffer;
  /** The clients whose whole key stands in an `authorization` header of it: who may be taken for its caller. */
  readonly shown: readonly FuzzClient[];
}

/** Draws a request with the tag `tag`. */
export function drawRequest(random: Random, tag: string, clients: readonly FuzzClient[]): FuzzRequest {
  if (random.chance(0.4)) return plainRequest(random, tag, clients);
  const method = random.chance(0.85) ? "POST" : random.of(methods);
  const target = drawTarget(random);
  const { lines, shown } = drawKey(random, clients);
  const hasBody = method !== "HEAD" && (method !== "GET" || random.chance(0.1));
  const contentType = random.chance(0.85) ? ["content-type: application/json"] : random.of(contentTypes);
  const body = hasBody ? drawBody(random) : Buffer.alloc(0);
  const head = [
    `${method} ${target} HTTP/1.1`,
    ...["host: gateway", `${tagHeader}: ${tag}`],
    ...lines,
    ...(hasBody ? contentType : []),
    ...(random.chance(0.3) ? drawExtras(random) : []),
  ];
  return { tag, method, head, body: random.chance(0.03) ? hiding(body, tag, clients, random) : body, shown };
}

/** A request as applications send it, but for its body. */
function plainRequest(random: Random, tag: string, clients: readonly FuzzClient[]): FuzzRequest {
  const client = random.of(clients);
  const head = [
    `POST ${random.of(apiTargets)} HTTP/1.1`,
    ...["host: gateway", `${tagHeader}: ${tag}`, `authorization: Bearer ${client.key}`],
    "content-type: application/json",
  ];
  return { tag, method: "POST", head, body: drawBody(random), shown: [client] };
}

const methods = ["GET", "GET", "GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "HEAD", "post", "FOO"];

const apiTargets = ["/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings"];

const oddTargets = [
  ...[
    "/v1/models",
    "/v1/models/model-one",
    "/v1/models/org%2FTwo:v2",
    "/v1/models/org/Two:v2",
    "/v1/models/gpt-9",
  ],
  ...[
    "//v1/chat/completions",
    "/v1//chat/completions",
    "/v1/./chat/completions",
    "/v1/x/../chat/completions",
  ],
  ...[
    "/v1/models/../chat/completions",
    "/v1/chat%2fcompletions",
    "/v1/chat%2Fcompletions",
    "/v1/%63hat/completions",
  ],
  ...[
    "/v1/chat/completions/",
    "/v1/chat/completions/..",
    "/v1/chat/completions;x=1",
    "/v1/chat/completions#x",
  ],
  ...[
    "/v1/chat/completions?model=model-two&api-key=sk-x",
    "/v1/chat/completions?x=%0d%0ax-domicile-client:%20two",
  ],
  ...[
    "/V1/chat/completions",
    "/v1/chat/completions%00",
    "/v1\\chat\\completions",
    "/v1/chat/completions/../../../health",
  ],
  ...[
    "http://engine/v1/chat/completions",
    "https://x@y:1/v1/models",
    "/health",
    "/metrics",
    "/slots",
    "/",
    "/v1",
  ],
  ...[
    "/v1/%2e%2e/health",
    "/v1/..%2fhealth",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/chat/completions?".padEnd(20_000, "q"),
  ],
];

function drawTarget(random: Random): string {
  return random.chance(0.75) ? random.of(apiTargets) : random.of(oddTargets);
}

const contentTypes = [
  [],
  ["content-type: text/plain"],
  ["content-type: application/json; charset=utf-16"],
  ["content-type: APPLICATION/JSON"],
  ["content-type: application/json", "content-type: text/plain"],
  ["content-type: application/json, text/plain"],
  ["content-type: multipart/form-data; boundary=x"],
  ["content-type: application/jsonx"],
  ["content-type: application/json", "content-encoding: gzip"],
];

/** What says who is calling: a whole key in most, else a part of one, a guess, or a key where none is looked for. */
function drawKey(random: Random, clients: readonly FuzzClient[]) {
  const { key } = random.of(clients);
  const other = random.of(clients).key;
  const lines = random.chance(0.7)
    ? [`authorization: Bearer ${key}`]
    : random.of([
        [],
        ["authorization: Bearer"],
        ["authorization: Bearer "],
        [`authorization: Bearer ${key.slice(0, random.within(1, key.length - 1))}`],
        [`authorization: Bearer ${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`],
        [`authorization: Bearer ${key.toUpperCase()}`],
        [`authorization: Bearer sk-${Math.floor(random.next() * 2 ** 48).toString(16)}`],
        [`authorization: Bearer ${"k".repeat(random.within(1, 5_000))}`],
        [`authorization: bearer ${key}`],
        [`authorization: Bearer  ${key}`],
        [`authorization: Basic ${key}`],
        [`authorization: ${key}`],
        [`authorization: Bearer ${key},Bearer ${other}`],
        [`authorization: Bearer ${key}`, `authorization: Bearer ${other}`],
        ["authorization: Bearer x", `authorization: Bearer ${key}`],
        [`x-api-key: ${key}`, `api-key: ${key}`, `cookie: key=${key}`],
        [`proxy-authorization: Bearer ${key}`, "x-domicile-client: one"],
        [`authorization: Bearer ${key}`, `x-api-key: ${other}`, `proxy-authorization: Bearer ${other}`],
        ["authorization: Bearer -", "x-domicile-client: both"],
      ]);
  const shown = clients.filter((client) =>
    lines.some((line) => line.startsWith("authorization:") && line.includes(client.key)),
  );
  return { lines, shown };
}

const extras = [
  ["x-domicile-client: both"],
  ["X-Domicile-Client: two", "x-domicile-client: one"],
  ["x_domicile_client: two"],
  ["x-domicile-client: two\r\nx-domicile-client: -"],
  ["x-envoy-original-path: /v1/models", "x-envoy-retry-on: 5xx", "x-envoy-upstream-rq-timeout-ms: 1"],
  ["x-envoy-internal: true", "x-forwarded-for: 127.0.0.1", "x-envoy-force-trace: 1"],
  ["connection: authorization, x-domicile-client"],
  ["connection: content-length"],
  ["connection: keep-alive, te", "te: trailers"],
  ["connection: close"],
  ["x-original-url: /health", "x-rewrite-url: /health", "x-http-method-override: GET"],
  ["x-request-id: injected", "x-request-id: twice"],
  ["content_length: 5", "transfer_encoding: chunked"],
  ["expect: 100-continue"],
  ["expect: everything"],
  ["upgrade: h2c", "connection: upgrade", "http2-settings: AAMAAABkAAQAAP__"],
  ["upgrade: websocket", "connection: upgrade"],
  ["origin: https://evil.example", "access-control-request-method: POST"],
  ["accept-encoding: gzip, br", "range: bytes=0-1", "if-none-match: *"],
  ["host: other"],
  ["x-latin: \u00e9\u00ff", "x-empty:", "x-tab:\ta\t"],
  [`x-long: ${"y".repeat(20_000)}`],
];

function drawExtras(random: Random): readonly string[] {
  return Array.from({ length: random.within(1, 2) }, () => random.of(extras)).flat();
}

/** A body with a whole request in it, which must stay a part of the body. */
function hiding(body: Buffer, tag: string, clients: readonly FuzzClient[], random: Random): Buffer {
  return Buffer.concat([body, hiddenRequest(tag, clients, random)]);
}

/** A request with a valid key, which must never get anywhere: its bytes are part of something else. */
export function hiddenRequest(tag: string, clients: readonly FuzzClient[], random: Random): Buffer {
  const { key, models } = random.of(clients);
  const body = `{"model":"${models[0]?.name ?? ""}"}`;
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    ...["host: gateway", `${tagHeader}: ${tag}h`, `authorization: Bearer ${key}`],
    ...["content-type: application/json", `content-length: ${body.length}`],
  ];
  return Buffer.from(`\r\n${head.join("\r\n")}\r\n\r\n${body}`);
}
