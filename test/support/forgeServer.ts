import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { isFields, parseJson } from "../../cli/domicile/plainData";

/** The forges whose interfaces are stood in for. */
export type ForgeName = "github" | "gitlab" | "forgejo";

/** A comment or an issue as the server keeps it. */
export interface StoredEntry {
  readonly id: number;
  readonly author: string;
  body: string;
  title?: string;
  isClosed?: boolean;
  /** Whether the forge wrote it itself, or it is a pull request among issues. */
  readonly isOther?: boolean;
}

/** How the next request is answered instead; `isDone` when it was carried out all the same. */
export interface Failure {
  readonly status: number;
  readonly method?: string;
  /** What the path ends with. @default any */
  readonly path?: string;
  readonly isDone?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A stand-in for a forge's REST interface. It is strict: what the real one refuses it refuses. */
export interface ForgeServer {
  readonly address: string;
  readonly comments: StoredEntry[];
  readonly issues: StoredEntry[];
  /** Statuses as they were sent, each after its commit. */
  readonly statuses: (readonly [commit: string, body: unknown])[];
  /** Method and path of every request, in order. */
  readonly requests: string[];
  /** Answers of the next requests, in order. */
  readonly failures: Failure[];
}

/** The token that it accepts, and the account that it belongs to. */
export const forgeToken = "a-token-of-the-test";

/** The account of the token: on GitHub and Forgejo a job's own, which may not be asked for. */
export const forgeAccount: Readonly<Record<ForgeName, string>> = {
  github: "github-actions[bot]",
  gitlab: "project_7_bot",
  forgejo: "forgejo-actions",
};

/** Entries on a page, fewer than real forges have. */
const pageSize = 2;

/** What differs between the forges' interfaces. */
interface Dialect {
  readonly comments: string;
  readonly comment: RegExp;
  readonly issues: string;
  readonly issue: RegExp;
  readonly status: RegExp;
  readonly changeMethod: string;
  readonly pageParameter: string;
  readonly openState: string;
}

const onGithub: Dialect = {
  comments: "/repos/acme/stacks/issues/12/comments",
  comment: /^\/repos\/acme\/stacks\/issues\/comments\/(\d+)$/,
  issues: "/repos/acme/stacks/issues",
  issue: /^\/repos\/acme\/stacks\/issues\/(\d+)$/,
  status: /^\/repos\/acme\/stacks\/statuses\/([0-9a-f]{40})$/,
  changeMethod: "PATCH",
  pageParameter: "per_page",
  openState: "open",
};

const dialects: Readonly<Record<ForgeName, Dialect>> = {
  github: onGithub,
  forgejo: { ...onGithub, pageParameter: "limit" },
  gitlab: {
    comments: "/projects/acme%2Fstacks/merge_requests/12/notes",
    comment: /^\/projects\/acme%2Fstacks\/merge_requests\/12\/notes\/(\d+)$/,
    issues: "/projects/acme%2Fstacks/issues",
    issue: /^\/projects\/acme%2Fstacks\/issues\/(\d+)$/,
    status: /^\/projects\/acme%2Fstacks\/statuses\/([0-9a-f]{40})$/,
    changeMethod: "PUT",
    pageParameter: "per_page",
    openState: "opened",
  },
};

/** The commit of pull request 12, whose branch is `acme:topic`. */
export const headCommit = "1".repeat(40);

/** Serves a forge until the running test ends. */
export async function serveForge(name: ForgeName): Promise<ForgeServer> {
  const dialect = dialects[name];
  const state = { comments: [], issues: [], statuses: [], requests: [], failures: [] };
  const forge: Omit<ForgeServer, "address"> = state;
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      forge.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const [failure] = forge.failures;
      const isNext =
        failure !== undefined &&
        (failure.method ?? request.method) === request.method &&
        new URL(request.url ?? "", "http://forge").pathname.endsWith(failure.path ?? "");
      if (isNext) forge.failures.shift();
      const answer =
        isNext && failure.isDone !== true ? undefined : answerOf(name, dialect, forge, request, text);
      const { status = 500, body = {}, headers = {} } = failure ?? {};
      send(response, !isNext && answer !== undefined ? answer : { status, body, headers });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { ...forge, address: `http://127.0.0.1:${address.port}` };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function answerOf(
  name: ForgeName,
  dialect: Dialect,
  forge: Omit<ForgeServer, "address">,
  request: IncomingMessage,
  text: string,
): Answer {
  const { method = "", headers } = request;
  if (!isAuthorized(name, headers)) return { status: 401, body: { message: "Bad credentials" } };
  const url = new URL(request.url ?? "", "http://forge");
  const path = url.pathname;
  const body = parseJson(text);
  const isWriting = method !== "GET";
  if (isWriting && (headers["content-type"] !== "application/json" || !isFields(body))) {
    return { status: 400, body: { message: "Problems parsing JSON" } };
  }
  if (method === "GET" && path === "/user") {
    return name === "gitlab"
      ? { status: 200, body: { username: forgeAccount.gitlab } }
      : { status: 403, body: { message: "Resource not accessible by integration" } };
  }
  const list = (entries: readonly unknown[]): Answer => page(entries, url, dialect, headers.host ?? "");
  if (path === dialect.comments) {
    if (method === "GET") return list(forge.comments.map((entry) => commentOf(name, entry)));
    if (method === "POST") return added(name, forge.comments, body, ["body"]);
  }
  if (path === dialect.issues) {
    if (method === "GET") {
      if (url.searchParams.get("state") !== dialect.openState) return { status: 422, body: {} };
      const isListed = ({ isClosed, isOther }: StoredEntry): boolean =>
        isClosed !== true && !(isOther === true && url.searchParams.get("type") === "issues");
      return list(forge.issues.filter(isListed).map((entry) => issueOf(name, entry)));
    }
    if (method === "POST") {
      return added(name, forge.issues, body, ["title", name === "gitlab" ? "description" : "body"]);
    }
  }
  if (method === dialect.changeMethod) {
    const allowed =
      name === "gitlab" ? ["title", "description", "body", "state_event"] : ["title", "body", "state"];
    const [, comment] = dialect.comment.exec(path) ?? [];
    if (comment !== undefined) return changed(name, forge.comments, comment, body, allowed);
    const [, issue] = dialect.issue.exec(path) ?? [];
    if (issue !== undefined) return changed(name, forge.issues, issue, body, allowed);
  }
  const [, commit] = dialect.status.exec(path) ?? [];
  if (method === "POST" && commit !== undefined && isFields(body)) {
    const states =
      name === "gitlab"
        ? ["pending", "running", "success", "failed", "canceled"]
        : ["error", "failure", "pending", "success"];
    if (typeof body["state"] !== "string" || !states.includes(body["state"]))
      return { status: 422, body: {} };
    forge.statuses.push([commit, body]);
    return { status: 201, body: {} };
  }
  if (
    method === "GET" &&
    path === (name === "gitlab" ? "/projects/acme%2Fstacks/merge_requests" : "/repos/acme/stacks/pulls")
  ) {
    const head = url.searchParams.get("head") ?? url.searchParams.get("source_branch");
    if (head !== "acme:topic" && head !== "topic") return list([]);
    const numbered = (number: number, sha: string) =>
      name === "gitlab" ? { iid: number, sha } : { number, head: { sha } };
    return list([numbered(9, "0".repeat(40)), numbered(10, "2".repeat(40)), numbered(12, headCommit)]);
  }
  return { status: 404, body: { message: "Not Found" } };
}

function isAuthorized(name: ForgeName, headers: IncomingMessage["headers"]): boolean {
  if ((headers["user-agent"] ?? "") === "") return false;
  switch (name) {
    case "github":
      return (
        headers.authorization === `Bearer ${forgeToken}` &&
        headers.accept === "application/vnd.github+json" &&
        headers["x-github-api-version"] === "2022-11-28"
      );
    case "gitlab":
      return headers["private-token"] === forgeToken && headers.authorization === undefined;
    case "forgejo":
      return headers.authorization === `token ${forgeToken}`;
  }
}

function page(entries: readonly unknown[], url: URL, dialect: Dialect, host: string): Answer {
  if (url.searchParams.get(dialect.pageParameter) === null) return { status: 422, body: {} };
  const number = Number(url.searchParams.get("page") ?? "1");
  const next = new URL(url.href);
  next.host = host;
  next.searchParams.set("page", String(number + 1));
  const isLast = number * pageSize >= entries.length;
  const first = `<${next.href.replace(/page=\d+$/, "page=1")}>; rel="first"`;
  return {
    status: 200,
    body: entries.slice((number - 1) * pageSize, number * pageSize),
    headers: { link: isLast ? first : `${first}, <${next.href}>; rel="next"` },
  };
}

function commentOf(name: ForgeName, { id, author, body, isOther }: StoredEntry): object {
  return name === "gitlab"
    ? { id, body, author: { username: author }, system: isOther === true }
    : { id, body, user: { login: author } };
}

function issueOf(name: ForgeName, { id, author, body, title, isOther }: StoredEntry): object {
  if (name === "gitlab")
    return { id: id + 1000, iid: id, title, description: body, author: { username: author } };
  return {
    id: id + 1000,
    number: id,
    title,
    body,
    user: { login: author },
    ...(isOther === true ? { pull_request: { url: "http://forge" } } : {}),
  };
}

function textsOf(body: unknown, names: readonly string[]): Record<string, string> | undefined {
  if (!isFields(body)) return undefined;
  const entries = Object.entries(body).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && names.includes(name) ? [[name, value]] : [],
  );
  return entries.length === Object.keys(body).length ? Object.fromEntries(entries) : undefined;
}

function added(name: ForgeName, entries: StoredEntry[], body: unknown, names: readonly string[]): Answer {
  const texts = textsOf(body, names);
  if (texts === undefined || Object.keys(texts).length !== names.length) return { status: 422, body: {} };
  const { body: text, description, title } = texts;
  const id = 100 + entries.length;
  entries.push({
    id,
    author: forgeAccount[name],
    body: text ?? description ?? "",
    ...(title === undefined ? {} : { title }),
  });
  return { status: 201, body: { id } };
}

function changed(
  name: ForgeName,
  entries: StoredEntry[],
  id: string,
  body: unknown,
  names: readonly string[],
): Answer {
  const entry = entries.find((one) => one.id === Number(id));
  if (entry === undefined) return { status: 404, body: { message: "Not Found" } };
  // Nobody may write what others wrote: GitHub lets some tokens, and then the text is not the writer's.
  if (entry.author !== forgeAccount[name]) return { status: 403, body: { message: "Forbidden" } };
  const texts = textsOf(body, names);
  if (texts === undefined) return { status: 422, body: {} };
  const text = texts["body"] ?? texts["description"];
  if (text !== undefined) entry.body = text;
  if (texts["title"] !== undefined) entry.title = texts["title"];
  if (texts["state"] === "closed" || texts["state_event"] === "close") entry.isClosed = true;
  return { status: 200, body: {} };
}
