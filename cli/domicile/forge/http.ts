import { isFields, parseJson } from "../plainData";
import { Mistake } from "../mistake";
import { oneLine } from "../report/words";

/** How a forge's REST interface is reached. */
export interface Api {
  /** Its address without a slash at the end, e.g. `https://forge.example.de/api/v1`. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds to wait. @default the clock */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** What is asked of a forge. */
export interface Request {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  /** A path from the address, or an address of a further page. */
  readonly path: string;
  readonly body?: object;
  /** What for, after "cannot": a mistake says it. */
  readonly purpose: string;
}

/** What a forge answered. */
export interface Answer {
  readonly body: unknown;
  /** The address of the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** The forge did not answer, or not now: it is not known whether it did what was asked. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";

  constructor(
    readonly reason: string,
    /** Milliseconds after which it wants to be asked again; undefined where it does not say. */
    readonly after: number | undefined,
  ) {
    super(reason);
  }
}

/** Seconds until an answer. */
const answerTimeout = 30;

/** Milliseconds between tries. */
const pauses: readonly number[] = [1_000, 4_000, 15_000];

/** The longest pause that a forge can ask for, in milliseconds. */
const longestPause = 60_000;

/**
 * Asks a forge, again where it did not answer: only for what may be done twice.
 * @throws Mistake when it refuses, or did not answer each time
 */
export function ask(api: Api, request: Request): Promise<Answer> {
  return repeat(api, request.purpose, () => askOnce(api, request));
}

/**
 * Does `work` until the forge answers.
 * @throws Mistake when it did not each time
 */
export async function repeat<Result>(
  { sleep = pause }: Api,
  purpose: string,
  work: () => Promise<Result>,
): Promise<Result> {
  for (const wait of [...pauses, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (wait === undefined) {
        throw new Mistake([`cannot ${purpose}: ${error.reason}, ${pauses.length + 1} times`]);
      }
      await sleep(Math.min(error.after ?? wait, longestPause));
    }
  }
  throw new Mistake([`cannot ${purpose}`]);
}

/**
 * Asks a forge once.
 * @throws Unanswered when it did not answer, or will later
 * @throws Mistake when it refuses
 */
export async function askOnce(api: Api, { method, path, body, purpose }: Request): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path.startsWith("/") ? `${api.address}${path}` : path, {
      method,
      headers: { ...api.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A token must not follow to another host.
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeout * 1000),
    });
    text = await response.text();
  } catch (error) {
    throw new Unanswered(reasonOf(error), undefined);
  }
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { body: parseJson(text), next: nextPage(api, headers) };
  const after = secondsOf(headers.get("retry-after"));
  if (status >= 500 || status === 429 || (status === 403 && after !== undefined)) {
    throw new Unanswered(`the forge answered ${status}`, after);
  }
  throw new Mistake([`cannot ${purpose}: ${refusal(status, text)}`]);
}

function refusal(status: number, text: string): string {
  const body = parseJson(text);
  const message = isFields(body) ? (body["message"] ?? body["error"]) : undefined;
  const said = typeof message === "string" && message !== "" ? ` (${oneLine(message).slice(0, 200)})` : "";
  switch (status) {
    case 401:
      return `the token is not accepted${said}; give one that is valid in DOMICILE_FORGE_TOKEN`;
    case 403:
      return `the token may not do that${said}; give it the permission`;
    case 404:
      return `it is not there, or the token does not see it${said}`;
    default:
      return status >= 300 && status < 400
        ? `the forge answered ${status}: it has moved; give its new name`
        : `the forge answered ${status}${said}`;
  }
}

/** The next page by the header `Link` (RFC 8288), which all three forges send. */
function nextPage({ address }: Api, headers: Headers): string | undefined {
  const link = (headers.get("link") ?? "").split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?/.test(part));
  const [, target] = /^<([^>]+)>/.exec(link?.trim() ?? "") ?? [];
  if (target === undefined) return undefined;
  const url = URL.parse(target, `${address}/`);
  // The token goes wherever we ask.
  if (url?.origin !== new URL(address).origin) {
    throw new Mistake([`the forge leads to a page of another host: ${oneLine(target)}`]);
  }
  return url.href;
}

function secondsOf(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) * 1000 : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `the forge did not answer within ${answerTimeout} s`;
  return `the forge cannot be reached (${error.cause instanceof Error ? error.cause.message : error.message})`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
