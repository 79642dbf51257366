import { isFields } from "../plainData";
import { Mistake } from "../mistake";
import { entryOf, nested, type Forge, type ForgeAccess } from "./forge";
import { ask, type Api } from "./http";

/** GitLab: REST API version 4. A job's own token may not write notes: it takes a project's access token. */
export function gitlabForge({ address, repository, token, sleep }: ForgeAccess): Forge {
  const api: Api = { address, headers: { "private-token": token, "user-agent": "domicile" }, sleep };
  const root = `/projects/${encodeURIComponent(repository)}`;
  return {
    api,
    author: async () => {
      const { body } = await ask(api, { method: "GET", path: "/user", purpose: "ask whose token it is" });
      const name = isFields(body) ? body["username"] : undefined;
      if (typeof name === "string") return name;
      throw new Mistake(["cannot ask whose token it is: the forge answered no user"]);
    },
    comments: (mergeRequest) => ({
      noun: "comment",
      path: `${root}/merge_requests/${mergeRequest}/notes?sort=asc&order_by=created_at&per_page=100`,
      read: (value) =>
        isFields(value) && value["system"] === true
          ? undefined
          : entryOf(value, "id", "body", nested(value, "author", "username")),
      addPath: `${root}/merge_requests/${mergeRequest}/notes`,
      changePath: (id) => `${root}/merge_requests/${mergeRequest}/notes/${id}`,
      changeMethod: "PUT",
    }),
    issues: {
      noun: "issue",
      path: `${root}/issues?state=opened&scope=all&per_page=100`,
      read: (value) => entryOf(value, "iid", "description", nested(value, "author", "username")),
      addPath: `${root}/issues`,
      changePath: (id) => `${root}/issues/${id}`,
      changeMethod: "PUT",
    },
    commentBody: (body) => ({ body }),
    issueBody: ({ title, body }, isClosed) => ({
      title,
      description: body,
      ...(isClosed ? { state_event: "close" } : {}),
    }),
    statusRequest: (commit) => `${root}/statuses/${commit}`,
    statusBody: (state, context, description) => ({
      state: state === "failure" || state === "error" ? "failed" : state,
      name: context,
      description,
    }),
    pullRequestsOf: (_, branch) =>
      `${root}/merge_requests?state=opened&source_branch=${encodeURIComponent(branch)}&per_page=100`,
    readPullRequest: (value) => {
      if (!isFields(value)) return undefined;
      const { iid, sha } = value;
      return typeof iid === "number" && typeof sha === "string" ? { number: iid, commit: sha } : undefined;
    },
  };
}
