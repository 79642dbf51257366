import type { FuzzClient } from "./parties";
import { Random } from "./random";
import { drawRequest, hiddenRequest, type FuzzRequest } from "./requests";

/** What is sent over one connection. */
export interface FuzzSession {
  readonly number: number;
  readonly requests: readonly FuzzRequest[];
  /** What is written, one after the other, with pauses of `pause` milliseconds between. */
  readonly writes: readonly Buffer[];
  readonly pause: number;
  /** Whether each request waits for the answer to the one before. */
  readonly inTurns: boolean;
  /**
   * `clean`: each request is framed so that exactly one answer is due. `broken`: the last is not. `cut`: the caller goes away
   * after the last byte, at once. `stalled`: the caller sends no more and waits.
   */
  readonly kind: "clean" | "broken" | "cut" | "stalled";
}

/** The session `number` of all that are drawn from `seed`; `most` bounds its requests. */
export function drawSession(
  seed: number,
  number: number,
  clients: readonly FuzzClient[],
  most = 8,
): FuzzSession {
  const random = new Random(seed, number);
  const count = Math.min(random.within(1, 8), most);
  const requests = Array.from({ length: count }, (_, place) =>
    drawRequest(random, `${number}.${place}`, clients),
  );
  const framed = requests.map((request) => frame(request, random));
  const last = requests.at(-1);
  const drawn = drawKind(random);
  // What answers HEAD has no body, save where its own head cannot be read.
  const kind = drawn === "broken" && last?.method === "HEAD" ? "clean" : drawn;
  if (kind === "broken" && last !== undefined) framed.splice(-1, 1, breakFraming(last, random, clients));
  if ((kind === "cut" || kind === "stalled") && framed.length > 0) {
    const whole = framed.at(-1) ?? Buffer.alloc(0);
    framed.splice(-1, 1, whole.subarray(0, random.within(1, whole.length - 1)));
  }
  return { number, requests, kind, ...drawWrites(random, framed) };
}

function drawKind(random: Random): FuzzSession["kind"] {
  const drawn = random.next();
  if (drawn < 0.75) return "clean";
  if (drawn < 0.9) return "broken";
  return drawn < 0.997 ? "cut" : "stalled";
}

/** In turns in most; else everything at once, or in pieces that arrive one by one. */
function drawWrites(
  random: Random,
  framed: readonly Buffer[],
): Pick<FuzzSession, "writes" | "pause" | "inTurns"> {
  if (random.chance(0.7)) return { writes: framed, pause: 0, inTurns: true };
  const whole = Buffer.concat(framed);
  if (random.chance(0.8)) return { writes: [whole], pause: 0, inTurns: false };
  const pieces = random.within(2, 6);
  const size = Math.max(1, Math.ceil(whole.length / pieces));
  const writes = Array.from({ length: pieces }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size),
  );
  return { writes: writes.filter(({ length }) => length > 0), pause: random.of([0, 1, 5]), inTurns: false };
}

/** The bytes of a request whose end is plain: by its length, or in chunks. */
function frame({ head, body, method }: FuzzRequest, random: Random): Buffer {
  if (body.length === 0 && (method === "GET" || method === "HEAD")) return bytesOf(head, Buffer.alloc(0));
  if (random.chance(0.75)) return bytesOf([...head, `content-length: ${body.length}`], body);
  return bytesOf(
    [...head, random.of(["transfer-encoding: chunked", "Transfer-Encoding: Chunked"])],
    chunked(body, random),
  );
}

function bytesOf(head: readonly string[], body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

/** `body` in chunks of odd sizes, some with extensions, and trailers that must not count. */
function chunked(body: Buffer, random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let place = 0; place < body.length;) {
    const part = body.subarray(place, place + random.of([1, 7, 100, 4_096, 65_536]));
    // Many small ones of a large body cost time and show no more than a few.
    const piece = parts.length > 200 ? body.subarray(place) : part;
    const size = piece.length.toString(16);
    const line = random.of([size, size.toUpperCase(), `000${size}`, `${size};name=value`]);
    parts.push(Buffer.from(`${line}\r\n`), piece, Buffer.from("\r\n"));
    place += piece.length;
  }
  const trailers = random.of([
    "",
    "",
    "x-trailer: 1\r\n",
    "authorization: Bearer x\r\nx-domicile-client: both\r\n",
  ]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers}\r\n`)]);
}

/** The bytes of a request whose end or head is not what HTTP asks for; often with another request hidden in it. */
function breakFraming(request: FuzzRequest, random: Random, clients: readonly FuzzClient[]): Buffer {
  const { head, tag } = request;
  const body = Buffer.from('{"model":"model-one"}');
  const hidden = hiddenRequest(tag, clients, random);
  const [line = "", ...headers] = head;
  const length = `content-length: ${body.length}`;
  const both = Buffer.concat([body, hidden]);
  const chunks = Buffer.concat([Buffer.from("0\r\n\r\n"), hidden]);
  return random.of([
    () => bytesOf([...head, `content-length: ${body.length - random.within(1, 9)}`], both),
    () => bytesOf([...head, length, `content-length: ${both.length}`], both),
    () => bytesOf([...head, length, "transfer-encoding: chunked"], chunks),
    () => bytesOf([...head, "transfer-encoding: chunked", length], chunks),
    ...[
      "chunked, identity",
      "xchunked",
      "identity",
      "chunked, chunked",
      "\u000bchunked",
      "gzip, chunked",
    ].map((coding) => () => bytesOf([...head, `transfer-encoding: ${coding}`, length], both)),
    ...["+21", "0x15", "2 1", "-1", "21,21", "18446744073709551637", "1e1", ""].map(
      (value) => () => bytesOf([...head, `content-length: ${value}`], both),
    ),
    ...["-1", "0x5", "ffffffffffffffff1", "g", " 5", ""].map(
      (size) => () =>
        bytesOf(
          [...head, "transfer-encoding: chunked"],
          Buffer.from(`${size}\r\n${both.toString("latin1")}`),
        ),
    ),
    () => bytesOf([...head, "x-fold: a", " b", length], body),
    () => bytesOf([...head, "x-nul: a\u0000b", length], body),
    () => bytesOf([...head, `content-length : ${body.length}`], both),
    () => bytesOf([...head, " content-length: 3", length], body),
    () => bytesOf([...head, "x-cr: a\rx-domicile-client: both", length], body),
    () => Buffer.from(`${[...head, length].join("\n")}\n\n${body.toString()}`, "latin1"),
    () => bytesOf([line, ...headers.filter((header) => !header.startsWith("host:")), length], body),
    () =>
      bytesOf(
        [
          line.replace("HTTP/1.1", random.of(["HTTP/1.0", "HTTP/9.9", "HTTP/2", "http/1.1", ""])),
          ...headers,
          length,
        ],
        body,
      ),
    () => bytesOf([...head, ...Array.from({ length: 150 }, (_, index) => `x-${index}: 1`), length], body),
    () => bytesOf([...head, `x-huge: ${"z".repeat(70_000)}`, length], body),
    () => bytesOf([`CONNECT engine:8000 HTTP/1.1`, ...headers], hidden),
    () => bytesOf([`POST * HTTP/1.1`, ...headers, length], body),
    () => Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), both]),
    () => Buffer.from(Array.from({ length: 300 }, () => random.within(0, 255))),
  ])();
}
