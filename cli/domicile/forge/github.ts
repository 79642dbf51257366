import { isFields } from "../plainData";
import { Mistake } from "../mistake";
import { entryOf, nested, type Forge, type ForgeAccess } from "./forge";
import { ask, type Api } from "./http";

/** How two forges with nearly the same interface differ. */
interface Dialect {
  /** The name of the account that a job's own token belongs to; it cannot be asked for. */
  readonly jobAuthor: string;
  /** How a page is asked for. */
  readonly page: string;
  /** How issues are asked for without pull requests. */
  readonly issuesOnly: string;
}

/** GitHub: REST API version 2022-11-28. */
export function githubForge({ address, repository, token, sleep }: ForgeAccess): Forge {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "user-agent": "domicile",
    "x-github-api-version": "2022-11-28",
  };
  return like({ address, headers, sleep }, repository, {
    jobAuthor: "github-actions[bot]",
    page: "per_page=100",
    issuesOnly: "",
  });
}

/** Forgejo, and Gitea: API version 1. */
export function forgejoForge({ address, repository, token, sleep }: ForgeAccess): Forge {
  const headers = { accept: "application/json", authorization: `token ${token}`, "user-agent": "domicile" };
  return like({ address, headers, sleep }, repository, {
    jobAuthor: "forgejo-actions",
    page: "limit=50",
    issuesOnly: "&type=issues",
  });
}

function like(api: Api, repository: string, { jobAuthor, page, issuesOnly }: Dialect): Forge {
  const root = `/repos/${repositoryPath(repository)}`;
  const read = (value: unknown) => entryOf(value, "id", "body", nested(value, "user", "login"));
  return {
    api,
    author: () => authorOf(api, jobAuthor),
    comments: (pullRequest) => ({
      noun: "comment",
      path: `${root}/issues/${pullRequest}/comments?${page}`,
      read,
      addPath: `${root}/issues/${pullRequest}/comments`,
      changePath: (id) => `${root}/issues/comments/${id}`,
      changeMethod: "PATCH",
    }),
    issues: {
      noun: "issue",
      path: `${root}/issues?state=open${issuesOnly}&${page}`,
      // GitHub lists pull requests among issues.
      read: (value) =>
        isFields(value) && isFields(value["pull_request"])
          ? undefined
          : entryOf(value, "number", "body", nested(value, "user", "login")),
      addPath: `${root}/issues`,
      changePath: (id) => `${root}/issues/${id}`,
      changeMethod: "PATCH",
    },
    commentBody: (body) => ({ body }),
    issueBody: ({ title, body }, isClosed) => ({ title, body, ...(isClosed ? { state: "closed" } : {}) }),
    statusRequest: (commit) => `${root}/statuses/${commit}`,
    statusBody: (state, context, description) => ({ state, context, description }),
    pullRequestsOf: (owner, branch) =>
      `${root}/pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}&${page}`,
    readPullRequest: (value) => {
      const number = isFields(value) ? value["number"] : undefined;
      const commit = nested(value, "head", "sha");
      return typeof number === "number" && typeof commit === "string" ? { number, commit } : undefined;
    },
  };
}

/** A job's own token may not ask who it is: then it is the forge's account for jobs. */
async function authorOf(api: Api, jobAuthor: string): Promise<string> {
  try {
    const { body } = await ask(api, { method: "GET", path: "/user", purpose: "ask whose token it is" });
    const login = isFields(body) ? body["login"] : undefined;
    return typeof login === "string" ? login : jobAuthor;
  } catch (error) {
    if (error instanceof Mistake) return jobAuthor;
    throw error;
  }
}

/** @throws Mistake when it is no `OWNER/NAME` */
function repositoryPath(repository: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(repository)) return repository;
  throw new Mistake([`'${repository}' is no repository; write OWNER/NAME`]);
}
