import type { FuzzAnswer } from "./answers";
import type { SessionOutcome } from "./connection";
import type { EngineRequest } from "./engines";
import type { FuzzClient } from "./parties";
import { tagHeader, type FuzzRequest } from "./requests";
import type { FuzzSession } from "./sessions";

const apiPath = /^\/v1\/(chat\/completions|completions|responses|embeddings)(\?|$)/;

/**
 * What is wrong with a request that an engine got: it has to be a whole one that was sent, by a client whose key it showed and
 * who may use the engine's model, and it names that model as the engine reads it. Empty where nothing is.
 */
export function judgeEngineRequest(
  got: EngineRequest,
  sent: Pick<FuzzRequest, "shown"> | undefined,
  clients: readonly FuzzClient[],
): string[] {
  const { model, method, url, headers, body } = got;
  if (sent === undefined)
    return [`an engine got the request '${String(headers[tagHeader])}', which nobody sent`];
  const mayAsk = sent.shown.some(({ models }) => models.some(({ name }) => name === model.name));
  const told = `${url} ${JSON.stringify(headers)}`;
  const asked = modelAsked(body);
  return [
    ...(mayAsk ? [] : [`'${model.name}' was asked without a key that is good for it`]),
    ...(asked === model.name || asked === undefined
      ? []
      : [`'${model.name}' was asked for ${JSON.stringify(asked)}`]),
    ...(method === "POST" && apiPath.test(url) ? [] : [`an engine was asked ${method} ${url.slice(0, 200)}`]),
    ...(clients.some(({ key }) => told.includes(key)) ? ["an engine was told a key"] : []),
    ...(Object.keys(headers).some((name) => name.startsWith("x-domicile-"))
      ? ["an engine was told who is calling"]
      : []),
  ];
}

/** What `body` asks for as engines read it; undefined where it is no JSON to them, which they refuse. */
function modelAsked(body: string): unknown {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === "object" && read !== null && "model" in read ? read.model : null;
  } catch {
    return undefined;
  }
}

/** What is wrong with what came back in a session. Empty where nothing is. */
export function judgeOutcome(session: FuzzSession, outcome: SessionOutcome): string[] {
  const { answers, fault, end, rest } = outcome;
  const { requests, kind, inTurns } = session;
  const isClosing = answers.some(({ headers }) => headers.get("connection") === "close");
  // Of requests that did not wait for answers Envoy leaves some, and closes, when it answers two in a row by itself.
  const due = inTurns && !isClosing ? requests.length : 1;
  // Who begins with HTTP/2's preface is answered in it, with frames.
  const isHttp2 = session.writes[0]?.toString("latin1").startsWith("PRI * HTTP/2.0\r\n") ?? false;
  const statuses = answers.map(({ status }) => status).join();
  return [
    ...(end === "hung" ? ["nothing happened for longer than all time-outs together"] : []),
    ...(fault === undefined || isHttp2 ? [] : [`an answer is malformed: ${fault}`]),
    ...(kind === "clean" && answers.length < due
      ? [
          `${requests.length} requests, but ${answers.length} answers (${statuses}), and ${rest.length} bytes more`,
        ]
      : []),
    ...answers.flatMap((answer) => judgeAnswer(answer, requests)),
  ];
}

function judgeAnswer(answer: FuzzAnswer, requests: readonly FuzzRequest[]): string[] {
  const { status, body, headers } = answer;
  // A preflight and an answer to HEAD have none.
  if (body === "")
    return status === 200 || requests.some(({ method }) => method === "HEAD")
      ? []
      : [`${status} has no body`];
  const read = parsed(body);
  if (status >= 400) {
    const isShaped = headers.get("content-type") === "application/json" && isOpenAiError(read);
    return isShaped ? [] : [`${status} is not shaped as OpenAI's errors are: ${body.slice(0, 200)}`];
  }
  if (typeof read !== "object" || read === null) return [`${status} says: ${body.slice(0, 200)}`];
  if (!("tag" in read)) return judgeList(body, requests);
  return requests.some(({ tag }) => tag === read.tag) ? [] : [`another's answer came: ${body.slice(0, 200)}`];
}

/** A list of models, or one of them: only what the callers of the session may use. */
function judgeList(body: string, requests: readonly FuzzRequest[]): string[] {
  const known = ["model-one", "model-two"];
  const may = requests.flatMap(({ shown }) => shown.flatMap(({ models }) => models.map(({ name }) => name)));
  const leaked = known.filter((name) => body.includes(`"${name}"`) && !may.includes(name));
  return leaked.map((name) => `a caller who may not use '${name}' was told of it`);
}

function isOpenAiError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  if (typeof error !== "object" || error === null) return false;
  const isText = (member: unknown) => typeof member === "string";
  return (
    "message" in error &&
    isText(error.message) &&
    "type" in error &&
    isText(error.type) &&
    "param" in error &&
    "code" in error
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
