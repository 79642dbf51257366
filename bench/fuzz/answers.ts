/** An answer as it came over the wire. */
export interface FuzzAnswer {
  readonly status: number;
  /** By lower-case name; of repeated ones the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Answers that came over one connection, one after the other. */
export interface ReadAnswers {
  readonly answers: readonly FuzzAnswer[];
  /** What came after the last whole answer. */
  readonly rest: Buffer;
  /** What is wrong with the bytes; undefined where they are answers, or the beginning of one. */
  readonly fault?: string | undefined;
}

/** Reads answers to requests of `methods`: one to HEAD has no body. */
export function readAnswers(bytes: Buffer, methods: readonly string[]): ReadAnswers {
  const answers: FuzzAnswer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return { answers, rest, fault: beginsWell(rest) ? undefined : "no status line" };
    const [line = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const status = Number(/^HTTP\/1\.[01] ([1-5]\d\d) [\x20-\x7e]*$/.exec(line)?.[1]);
    if (Number.isNaN(status)) return { answers, rest, fault: `the status line '${line}'` };
    const malformed = lines.find(
      (header) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\x20-\x7e\t\x80-\xff]*$/.test(header),
    );
    if (malformed !== undefined) return { answers, rest, fault: `the header '${malformed}'` };
    const headers = new Map(
      lines.map((header) => {
        const [name = "", ...value] = header.split(":");
        return [name.toLowerCase(), value.join(":").trim()] as const;
      }),
    );
    const after = rest.subarray(end + 4);
    const isEmpty = status < 200 || status === 204 || status === 304 || methods[answers.length] === "HEAD";
    const body = isEmpty ? { text: "", length: 0 } : readBody(after, headers);
    if (body === "unfinished") return { answers, rest };
    if (body === "malformed") return { answers, rest, fault: "the framing of a body" };
    if (status >= 200) answers.push({ status, headers, body: body.text });
    rest = after.subarray(body.length);
    // Nobody reads on after an answer that closes. Envoy sends a body to HEAD there, when it could not read the request's head.
    if (headers.get("connection") === "close") return { answers, rest };
  }
}

function beginsWell(bytes: Buffer): boolean {
  const begin = bytes.subarray(0, 7).toString("latin1");
  return "HTTP/1.".startsWith(begin);
}

/** The text of a body and how many bytes it took. */
function readBody(bytes: Buffer, headers: ReadonlyMap<string, string>) {
  if (headers.get("transfer-encoding") === "chunked") return readChunks(bytes);
  const told = headers.get("content-length");
  if (told === undefined || !/^\d+$/.test(told)) return "malformed";
  const length = Number(told);
  return bytes.length < length ? "unfinished" : { text: bytes.toString("utf8", 0, length), length };
}

function readChunks(bytes: Buffer) {
  const parts: Buffer[] = [];
  let place = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n", place);
    if (end < 0) return "unfinished";
    const size = bytes.toString("latin1", place, end);
    if (!/^[0-9a-f]+$/i.test(size)) return "malformed";
    const length = Number.parseInt(size, 16);
    const next = end + 2 + length + 2;
    if (bytes.length < next) return "unfinished";
    if (bytes.toString("latin1", next - 2, next) !== "\r\n") return "malformed";
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    place = next;
    if (length === 0) return { text: Buffer.concat(parts).toString(), length: place };
  }
}
