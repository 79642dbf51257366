import { Mistake } from "../mistake";
import { isFields } from "../plainData";
import { ask, type Api } from "./http";

/** How a forge is reached, and as whom. */
export interface ForgeAccess {
  /** The address of its REST interface without a slash at the end. */
  readonly address: string;
  /** `OWNER/NAME`, or GitLab's number of a project. */
  readonly repository: string;
  readonly token: string;
  readonly sleep?: Api["sleep"];
}

/** What a run says of a commit. */
export type CommitState = "success" | "failure" | "error" | "pending";

/** A comment or an issue. */
export interface Entry {
  /** The comment's id, or the issue's number. */
  readonly id: number;
  /** The name of the account that wrote it. */
  readonly author: string;
  readonly body: string;
}

/** Comments of one pull request, or the open issues of a project. */
export interface Thread {
  /** What an entry is called, e.g. `comment`. */
  readonly noun: string;
  /** The path of the first page of entries. */
  readonly path: string;
  /** An entry as the forge shows it; undefined for what is none, e.g. a note that the forge itself wrote. */
  readonly read: (value: unknown) => Entry | undefined;
  /** The path at which a new one is made. */
  readonly addPath: string;
  /** The path of one, and the method that changes it. */
  readonly changePath: (id: number) => string;
  readonly changeMethod: "PATCH" | "PUT";
}

/** An issue as it is to be. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** A forge, as far as workflows need one. Pull requests are GitLab's merge requests as well. */
export interface Forge {
  readonly api: Api;
  /** The account that the token belongs to. */
  readonly author: () => Promise<string>;
  readonly comments: (pullRequest: number) => Thread;
  readonly issues: Thread;
  readonly commentBody: (body: string) => object;
  readonly issueBody: (text: IssueText, isClosed: boolean) => object;
  readonly statusRequest: (commit: string) => string;
  readonly statusBody: (state: CommitState, context: string, description: string) => object;
  /** The path of open pull requests whose branch is `owner:branch`. */
  readonly pullRequestsOf: (owner: string, branch: string) => string;
  /** Number and commit of a pull request as the forge shows it. */
  readonly readPullRequest: (
    value: unknown,
  ) => { readonly number: number; readonly commit: string } | undefined;
}

/** A list is read no further: a forge that leads on for ever would never end. */
const mostPages = 200;

/**
 * Everything on all pages of a list.
 * @throws Mistake when the forge refuses, does not answer or answers something else
 */
export async function* listed(api: Api, path: string, purpose: string): AsyncGenerator {
  let next: string | undefined = path;
  for (let page = 0; next !== undefined; page++) {
    if (page === mostPages) throw new Mistake([`cannot ${purpose}: there are more than ${mostPages} pages`]);
    const answer: Awaited<ReturnType<typeof ask>> = await ask(api, { method: "GET", path: next, purpose });
    if (!Array.isArray(answer.body)) throw new Mistake([`cannot ${purpose}: the forge answered no list`]);
    for (const item of answer.body) yield item;
    next = answer.next;
  }
}

/** An entry of plain data by the names of its fields; undefined when it is none. */
export function entryOf(value: unknown, id: string, body: string, author: unknown): Entry | undefined {
  if (!isFields(value)) return undefined;
  const { [id]: number, [body]: text } = value;
  if (typeof number !== "number" || typeof author !== "string") return undefined;
  return { id: number, author, body: typeof text === "string" ? text : "" };
}

/** A field of a field of plain data. */
export function nested(value: unknown, name: string, inner: string): unknown {
  const outer = isFields(value) ? value[name] : undefined;
  return isFields(outer) ? outer[inner] : undefined;
}
