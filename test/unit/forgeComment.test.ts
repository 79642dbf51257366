import { describe, expect, it } from "vitest";
import { forgeRun } from "../support/forgeRun";
import { forgeAccount, type ForgeName } from "../support/forgeServer";

const mark = "<!-- domicile review -->";
const comment = ["comment", "--pull-request", "12", "--file", "text.md"];
const done = (what: string) => ({ exitCode: 0, output: `the comment under 12 is ${what}\n`, complaint: "" });
const refused = (complaint: string) => ({ exitCode: 2, output: "", complaint: `${complaint}\n` });

describe.each<ForgeName>(["github", "gitlab", "forgejo"])("a comment on %s", (name) => {
  const own = forgeAccount[name];

  it("is made once, updated in place, and left alone when it says the same", async () => {
    const { forge, run, write } = await forgeRun(name);
    await write(`${mark}\n\n## first\n`);
    expect(await run(comment)).toEqual(done("created"));
    await write(`${mark}\n\n## second\n`);
    expect(await run(comment)).toEqual(done("updated"));
    expect(await run(comment)).toEqual(done("unchanged"));
    expect(forge.comments).toEqual([{ id: 100, author: own, body: `${mark}\n\n## second\n` }]);
  });

  it("is found on a later page, among others with other marks and of others", async () => {
    const { forge, run, write } = await forgeRun(name);
    forge.comments.push(
      { id: 1, author: "stranger", body: `${mark}\n\nmine` },
      { id: 2, author: own, body: "no mark" },
      { id: 3, author: own, body: "<!-- domicile preview -->\n\nanother" },
      { id: 4, author: own, body: `${mark}\n\nsays it itself`, isOther: name === "gitlab" },
      { id: 5, author: own, body: `${mark}\r\n\r\nold` },
    );
    await write(`${mark}\n\nnew`);
    expect(await run(comment)).toEqual(done("updated"));
    const isUpdated = name === "gitlab" ? 5 : 4;
    expect(forge.comments.map(({ id, body }) => [id, body.includes("new")])).toEqual(
      [1, 2, 3, 4, 5].map((id) => [id, id === isUpdated]),
    );
  });

  it("is tried again while the forge does not answer, and not doubled when it was made all the same", async () => {
    const { forge, run, write, pauses } = await forgeRun(name);
    await write(`${mark}\n\ntext`);
    forge.failures.push({ status: 503, method: "GET" }, { status: 502, method: "POST", isDone: true });
    expect(await run(comment)).toEqual(done("unchanged"));
    expect(forge.comments).toHaveLength(1);
    await write(`${mark}\n\nother text`);
    forge.failures.push({ status: 429, headers: { "retry-after": "7" } });
    expect(await run(comment)).toEqual(done("updated"));
    expect(forge.comments).toMatchObject([{ body: `${mark}\n\nother text` }]);
    expect(pauses).toEqual([1_000, 1_000, 7_000]);
  });

  it("is given up after four tries", async () => {
    const { forge, run, write, pauses } = await forgeRun(name);
    await write(`${mark}\n\ntext`);
    forge.failures.push(...Array.from({ length: 8 }, () => ({ status: 500 })));
    if (name === "gitlab") {
      expect(await run(comment)).toEqual(
        refused("cannot ask whose token it is: the forge answered 500, 4 times"),
      );
    } else {
      // Who it is can be left open there: the comments are what cannot be read.
      expect(await run(comment)).toEqual(
        refused("cannot read the comments: the forge answered 500, 4 times"),
      );
    }
    expect(pauses.slice(0, 3)).toEqual([1_000, 4_000, 15_000]);
  });

  it("is refused with the reason", async () => {
    const { forge, run, write } = await forgeRun(name);
    await write(`${mark}\n\ntext`);
    const ask = name === "gitlab" ? "cannot ask whose token it is" : "cannot read the comments";
    expect(await run(comment, "wrong")).toEqual(
      refused(
        `${ask}: the token is not accepted (Bad credentials); give one that is valid in DOMICILE_FORGE_TOKEN`,
      ),
    );
    expect(await run(["comment", "--pull-request", "13", "--file", "text.md"])).toEqual(
      refused("cannot read the comments: it is not there, or the token does not see it (Not Found)"),
    );
    forge.failures.push({ status: 403, method: "POST", body: { message: "Resource\nnot accessible" } });
    expect(await run(comment)).toEqual(
      refused(
        "cannot write the comment: the token may not do that (Resource not accessible); give it the permission",
      ),
    );
    forge.failures.push({ status: 301, method: "POST", headers: { location: "http://elsewhere.example" } });
    expect(await run(comment)).toEqual(
      refused("cannot write the comment: the forge answered 301: it has moved; give its new name"),
    );
    expect(forge.comments).toEqual([]);
  });

  it("does not carry the token to another host", async () => {
    const { forge, run, write } = await forgeRun(name);
    await write(`${mark}\n\ntext`);
    const link = '<https://elsewhere.example/comments?page=2>; rel="next"';
    const path = name === "gitlab" ? "/notes" : "/comments";
    forge.failures.push({ status: 200, path, headers: { link }, body: [] });
    expect(await run(comment)).toEqual(
      refused("the forge leads to a page of another host: https://elsewhere.example/comments?page=2"),
    );
  });
});
