import { describe, expect, it } from "vitest";
import { runDomicile } from "../../cli/domicile/command";
import { statusUsage } from "../../cli/domicile/forge/statusCommand";
import { forgeRun } from "../support/forgeRun";
import { forgeAccount, forgeToken, headCommit, type ForgeName } from "../support/forgeServer";

const mark = "<!-- domicile audit -->";
const done = (output: string) => ({ exitCode: 0, output: `${output}\n`, complaint: "" });
const refused = (complaint: string) => ({ exitCode: 2, output: "", complaint: `${complaint}\n` });
const issue = (state: string) => ["issue", "--title", "What is there", "--file", "text.md", "--state", state];

describe.each<ForgeName>(["github", "gitlab", "forgejo"])("on %s", (name) => {
  const own = forgeAccount[name];

  it("an issue is opened by a finding, updated by the next, closed by a clean night and opened anew", async () => {
    const { forge, run, write } = await forgeRun(name);
    await write(`${mark}\n\nclean`);
    expect(await run(issue("closed"))).toEqual(done("no issue is open"));
    await write(`${mark}\n\none finding`);
    expect(await run(issue("open"))).toEqual(done("the issue is created"));
    await write(`${mark}\n\ntwo findings`);
    expect(await run(issue("open"))).toEqual(done("the issue is updated"));
    await write(`${mark}\n\nclean`);
    expect(await run(issue("closed"))).toEqual(done("the issue is closed"));
    await write(`${mark}\n\nagain`);
    expect(await run(issue("open"))).toEqual(done("the issue is created"));
    expect(forge.issues).toEqual([
      { id: 100, author: own, title: "What is there", body: `${mark}\n\nclean`, isClosed: true },
      { id: 101, author: own, title: "What is there", body: `${mark}\n\nagain` },
    ]);
  });

  it("the issue is found on a later page, and neither a stranger's nor a pull request is taken for it", async () => {
    const { forge, run, write } = await forgeRun(name);
    forge.issues.push(
      { id: 1, author: "stranger", body: `${mark}\n\nmine` },
      { id: 2, author: own, body: "other" },
      ...(name === "gitlab" ? [] : [{ id: 3, author: own, body: `${mark}\n\na request`, isOther: true }]),
      { id: 4, author: own, body: `${mark}\n\nold` },
    );
    await write(`${mark}\n\nnew`);
    expect(await run(issue("open"))).toEqual(done("the issue is updated"));
    expect(forge.issues.filter(({ body }) => body.includes("new")).map(({ id }) => id)).toEqual([4]);
    expect(forge.issues).toHaveLength(name === "gitlab" ? 3 : 4);
  });

  it("a commit is said how it was judged", async () => {
    const { forge, run } = await forgeRun(name);
    const args = ["status", "--commit", headCommit, "--state", "failure", "--description", "x".repeat(200)];
    expect(await run(args)).toEqual(done(`${headCommit} is failure`));
    expect(forge.statuses).toEqual([
      [
        headCommit,
        name === "gitlab"
          ? { state: "failed", name: "domicile", description: "x".repeat(140) }
          : { state: "failure", context: "domicile", description: "x".repeat(140) },
      ],
    ]);
  });

  it("a branch's pull request is found by its commit, and none is taken for it", async () => {
    const { run } = await forgeRun(name);
    expect(await run(["find", "--head", "acme:topic", "--commit", headCommit])).toEqual(done("12"));
    expect(await run(["find", "--head", "acme:topic", "--commit", "3".repeat(40)])).toEqual(
      refused(`no open pull request of acme:topic is at ${"3".repeat(40)}`),
    );
    expect(await run(["find", "--head", "acme:other", "--commit", headCommit])).toEqual(
      refused(`no open pull request of acme:other is at ${headCommit}`),
    );
  });

  it("what cannot be is refused before the forge is asked", async () => {
    const { forge, run, write } = await forgeRun(name);
    await write("no mark\n");
    const comment = (number: string, file = "text.md") => [
      "comment",
      "--pull-request",
      number,
      "--file",
      file,
    ];
    expect(await run(comment("12; rm"))).toEqual(refused("'12; rm' is no number of a pull request"));
    expect(await run(comment("12"))).toEqual(
      refused("text.md does not begin with a mark, e.g. '<!-- domicile review -->', by which it is found"),
    );
    expect((await run(comment("12", "missing.md"))).complaint).toMatch(/^missing\.md cannot be read: ENOENT/);
    expect(await run(["find", "--head", "topic", "--commit", headCommit])).toEqual(
      refused("'topic' is no OWNER:BRANCH"),
    );
    expect(await run(["status", "--commit", "main", "--state", "success", "--description", "x"])).toEqual(
      refused("'main' is no commit; give its whole name in hexadecimal"),
    );
    expect(await run(["status", "--commit", headCommit, "--state", "fine", "--description", "x"])).toEqual(
      refused("'fine' is no state; allowed: success, failure, error, pending"),
    );
    expect(await run(issue("new"))).toEqual(refused("'new' is no state of an issue; allowed: open, closed"));
    expect(forge.requests).toEqual([]);
  });
});

describe("the arguments of commands that speak to a forge", () => {
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runDomicile(args, { environment, workingFolder: "/", now: new Date() });

  it("are refused with all that is wrong in them", async () => {
    expect(await run(["status", "--forge", "github", "--colour", "red", "--state", "success"])).toEqual(
      refused(
        [
          "'--colour' is no option",
          "'red' is not expected",
          "'--commit' is missing",
          "'--description' is missing",
          "'' is no address of a forge; give it by '--api' or GITHUB_API_URL",
          "the repository is missing; give it by '--repository'",
          "the token is missing; give it in DOMICILE_FORGE_TOKEN",
          "",
          `usage: ${statusUsage}`,
        ].join("\n"),
      ),
    );
    const { complaint } = await run(["issue", "--forge", "sourcehut"]);
    expect(complaint).toContain("'sourcehut' is no forge; allowed: github, gitlab, forgejo\n");
    const odd = ["--repository", "acme/stacks/../other", "--api", "https://forge.example.de"];
    expect(
      await run(["find", "--forge", "github", "--head", "a:b", "--commit", headCommit, ...odd], {
        DOMICILE_FORGE_TOKEN: forgeToken,
      }),
    ).toEqual(refused("'acme/stacks/../other' is no repository; write OWNER/NAME"));
  });

  it.each(["comment", "issue", "status", "find", "preview", "review", "audit"])(
    "are told by '%s --help'",
    async (command) => {
      const { exitCode, output } = await run([command, "--help"]);
      expect(exitCode).toBe(0);
      expect(output).toMatch(new RegExp(`^domicile ${command} `));
    },
  );
});
