import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { runDomicile } from "../../cli/domicile/command";
import { previewReportOf, type StackPreview } from "../../cli/domicile/preview/report";
import { reviewUsage } from "../../cli/domicile/review/command";
import { reportOf, type PlacedResource, type Report } from "../../cli/domicile/report/report";
import { exampleReport, stackReportOf } from "../support/checkReport";
import { checkProject, today, type CheckProject } from "../support/checkProject";

let project: CheckProject | undefined;
afterEach(() => project?.remove());

/** Runs `domicile review` in a folder with these files. */
async function review(files: Readonly<Record<string, unknown>>, ...args: readonly string[]) {
  await project?.remove();
  const texts = Object.entries(files).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  project = await checkProject(Object.fromEntries(texts));
  const { folder } = project;
  const result = await runDomicile(["review", ...args], {
    environment: {},
    workingFolder: folder,
    now: today,
  });
  return { ...result, read: (name: string) => readFile(join(folder, name), "utf8") };
}

function server(name: string, location: string, country: string): PlacedResource {
  const operators = [{ name: "Hetzner Online GmbH", controller: "DE" }];
  const type = "hcloud:index/server:Server";
  return { urn: `urn:${name}`, type, name, location, countries: [country], operators };
}

const none = { resources: [], endpoints: [], models: [], clients: [], exceptions: [] };

const before: Report = reportOf([
  stackReportOf({ footprint: { ...none, resources: [server("node", "fsn1", "DE")] } }),
  stackReportOf({ stack: "old" }),
]);

const after: Report = reportOf([
  stackReportOf({
    verdict: "violations",
    findings: [
      {
        level: "violation",
        rule: "placement",
        type: "hcloud:index/server:Server",
        name: "node",
        urn: "urn:node",
        property: "location",
        message: "placed in hil (US) by 'location'",
        line: 4,
      },
    ],
    footprint: {
      resources: [server("node", "hil", "US")],
      endpoints: ["otel.example.de"],
      models: [{ name: "chat", settings: { engine: "vllm" } }],
      clients: [{ name: "intranet", settings: { models: ["chat"] } }],
      exceptions: [{ type: "a:b:C", urn: null, reason: "public", expires: "2027-01-31", usedFor: ["urn:1"] }],
    },
  }),
  stackReportOf({ stack: "new" }),
]);

const stackPreview = (changed: Partial<StackPreview> = {}): StackPreview => ({
  stack: "dev",
  verdict: "clean",
  problems: [],
  findings: [],
  operations: { create: 2, delete: 1 },
  ...changed,
});

describe("a review", () => {
  it("tells verdicts, what changes, what is held, exceptions and the preview, stack by stack", async () => {
    const preview = previewReportOf([
      stackPreview({
        verdict: "violations",
        findings: [
          { level: "violation", policy: "jurisdiction", urn: "urn:node", message: "placed in hil (US)" },
          { level: "advisory", policy: "notes", urn: "urn:1", message: "excepted" },
        ],
      }),
      stackPreview({ stack: "new", verdict: "unjudged", problems: ["no <credentials>"], operations: {} }),
    ]);
    const { exitCode, output } = await review(
      { "old.json": before, "new.json": after, "preview.json": preview },
      ..."--new new.json --old old.json --preview preview.json --commit".split(" "),
      "0123456789abcdef0123456789abcdef01234567",
    );
    expect(exitCode).toBe(2);
    expect(output).toBe(`<!-- domicile review -->

## Domicile: ⚠️ not everything could be judged

2 stacks: 1 clean, 1 with violations.

| Stack | Verdict | Resources | Countries | Operators' countries | Approved |
| --- | --- | --- | --- | --- | --- |
| dev | ❌ 1 violation | 1 | US | DE | jurisdiction DE, operators EU |
| new | ✅ clean | 0 | – | – | jurisdiction DE, operators EU |

### dev

- <code>stacks/Pulumi.dev.yaml:4</code>: hcloud:index/server:Server 'node': placed in hil &#40;US&#41; by 'location' &#91;placement&#93;

What changes in jurisdiction terms:

| Change | What | Which |
| --- | --- | --- |
| added | country | US |
| removed | country | DE |
| added | location | hil |
| removed | location | fsn1 |
| added | egress | otel.example.de |
| added | exception | a:b:C until 2027-01-31: public |
| added | model | chat: engine "vllm" |
| added | client | intranet: models &#91;"chat"&#93; |
| moved | resource | hcloud:index/server:Server 'node' from fsn1 &#40;DE&#41;, run by Hetzner Online GmbH &#40;DE&#41; to hil &#40;US&#41;, run by Hetzner Online GmbH &#40;DE&#41; |

Exceptions in use:

- a:b:C until 2027-01-31, for 1 resource: public

<details><summary>1 model, 1 client, egress to 1 host</summary>

- model chat: engine "vllm"
- client intranet: models &#91;"chat"&#93;
- egress to otel.example.de

</details>

### new

No change in jurisdiction terms.

### old

Its stack file goes.

No change in jurisdiction terms.

### Preview with credentials, under the organisation's approval

| Stack | Verdict | Planned |
| --- | --- | --- |
| dev | ❌ 1 violation | 2 to create, 1 to delete |
| new | ⚠️ could not be judged | nothing to change |

- dev: placed in hil &#40;US&#41; &#91;jurisdiction&#93;
- new: **could not be judged:** no &lt;credentials&gt;

Judged: <code>0123456789ab</code>
`);
  });

  it("tells once, and folded, that many resources come and go", async () => {
    const many = Array.from({ length: 11 }, (_, index) => server(`node-${index}`, "fsn1", "DE"));
    const { output } = await review(
      {
        "old.json": reportOf([stackReportOf()]),
        "new.json": reportOf([stackReportOf({ footprint: { ...none, resources: many } })]),
      },
      ..."--new new.json --old old.json".split(" "),
    );
    expect(output).toContain(
      "| added | location | fsn1 |\n\n<details><summary>11 resources added, 0 removed",
    );
  });

  it("says so where nobody knows what the change starts from", async () => {
    const report = { "new.json": reportOf([stackReportOf()]), "broken.json": "{}" };
    for (const more of [[], ["--old", "missing.json"], ["--old", "broken.json"]]) {
      const { exitCode, output } = await review(report, "--new", "new.json", ...more);
      expect(exitCode).toBe(0);
      expect(output).toContain("## Domicile: ✅ nothing leaves the jurisdiction\n");
      expect(output).toContain("What it changes is not known: what it starts from could not be judged.\n");
    }
  });

  it("says of a stack that could not be judged not what it gives up", async () => {
    const problems = [{ message: "fails", line: 1 }];
    const { output } = await review(
      { "old.json": before, "new.json": reportOf([stackReportOf({ verdict: "unjudged", problems })]) },
      ..."--new new.json --old old.json".split(" "),
    );
    expect(output).toContain(
      "What changes here is not known: it, or what it starts from, could not be judged.\n",
    );
    expect(output).not.toContain("| removed |");
  });

  it("says so where the change could not be judged", async () => {
    const { exitCode, output, read } = await review(
      {},
      ..."--new missing.json --write markdown=out/comment.md --write sarif=out/a.sarif".split(" "),
    );
    expect(exitCode).toBe(2);
    expect(output).toMatch(
      /^<!-- domicile review -->\n\n## Domicile: ⚠️ not everything could be judged\n\n\*\*The change could not be judged:\*\* \S+missing\.json cannot be read: ENOENT/,
    );
    expect(await read("out/comment.md")).toBe(output);
    expect(JSON.parse(await read("out/a.sarif"))).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [] }],
    });
  });

  it("of a preview alone has a mark of its own", async () => {
    const { exitCode, output } = await review(
      { "preview.json": previewReportOf([stackPreview()]) },
      ..."--preview preview.json".split(" "),
    );
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: `<!-- domicile preview -->

## Domicile: ✅ nothing leaves the jurisdiction

### Preview with credentials, under the organisation's approval

| Stack | Verdict | Planned |
| --- | --- | --- |
| dev | ✅ clean | 2 to create, 1 to delete |
`,
    });
  });

  it("writes SARIF and GitLab's code quality of what the check found", async () => {
    const { read } = await review(
      { "new.json": exampleReport },
      ..."--new new.json --write sarif=a.sarif --write codequality=a.json".split(" "),
    );
    const sarif: unknown = JSON.parse(await read("a.sarif"));
    expect(sarif).toMatchObject({ runs: [{ results: [{}, {}, {}] }] });
    expect(JSON.parse(await read("a.json"))).toEqual([
      {
        description:
          "fra: aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception",
        check_name: "placement",
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        severity: "blocker",
        location: { path: "stacks/Pulumi.fra.yaml", lines: { begin: 9 } },
      },
      expect.objectContaining({ check_name: "exception", severity: "info" }),
      expect.objectContaining({
        description: "par: its program calls a:b:c, which only a provider can answer",
        check_name: "unjudged",
        severity: "blocker",
        location: { path: "stacks/Pulumi.par.yaml", lines: { begin: 3 } },
      }),
    ]);
  });

  it("refuses arguments with all that is wrong in them", async () => {
    const { exitCode, output, complaint } = await review({}, "--news", "--write", "json=a", "--commit");
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(complaint).toBe(
      `'--news' is no option\n'--commit' needs a value\n'--new' and '--preview' are missing; name a report over the change\n'--write' takes FORMAT=FILE, FORMAT being one of markdown, sarif, codequality; given: 'json=a'\n\nusage: ${reviewUsage}\n`,
    );
  });
});

describe("the verdict of a review", () => {
  const unjudged = stackReportOf({ verdict: "unjudged", problems: [{ message: "asks its cloud", line: 1 }] });
  const [violated = unjudged] = after.stacks;
  const broken = { ...violated, verdict: "unjudged" as const, problems: unjudged.problems };

  it.each<
    readonly [what: string, report: Report, preview: readonly StackPreview[] | undefined, code: number]
  >([
    ["clean", reportOf([stackReportOf()]), undefined, 0],
    ["unjudged without a preview", reportOf([unjudged]), undefined, 2],
    ["unjudged, and judged by its preview", reportOf([unjudged]), [stackPreview()], 0],
    ["unjudged, with another stack's preview", reportOf([unjudged]), [stackPreview({ stack: "fra" })], 2],
    ["violated, whatever its preview says", reportOf([violated]), [stackPreview()], 1],
    ["violated in part, whatever its preview says", reportOf([broken]), [stackPreview()], 1],
    [
      "clean, and refused by its preview",
      reportOf([stackReportOf()]),
      [
        stackPreview({
          findings: [{ level: "violation", policy: "jurisdiction", urn: "urn:1", message: "elsewhere" }],
        }),
      ],
      1,
    ],
    ["clean, and its preview failed", reportOf([stackReportOf()]), [stackPreview({ problems: ["x"] })], 2],
    ["clean, and no stack was previewed", reportOf([stackReportOf()]), [], 2],
  ])("of a stack that is %s", async (_, report, preview, code) => {
    const { exitCode } = await review(
      { "new.json": report, ...(preview === undefined ? {} : { "preview.json": previewReportOf(preview) }) },
      ..."--new new.json".split(" "),
      ...(preview === undefined ? [] : ["--preview", "preview.json"]),
    );
    expect(exitCode).toBe(code);
  });

  it("is told by a missing preview, too", async () => {
    const { exitCode, output } = await review(
      { "new.json": reportOf([stackReportOf()]) },
      ..."--new new.json --preview missing.json".split(" "),
    );
    expect(exitCode).toBe(2);
    expect(output).toContain("\n**It could not be judged:** ");
  });

  it("follows from what a report holds, and not from what it says of itself", async () => {
    const lying = {
      ...after,
      verdict: "clean",
      stacks: after.stacks.map((stack) => ({ ...stack, verdict: "clean" })),
    };
    expect((await review({ "new.json": lying }, "--new", "new.json")).exitCode).toBe(1);
    const preview = { ...previewReportOf([stackPreview({ problems: ["x"] })]), verdict: "clean" };
    expect((await review({ "preview.json": preview }, "--preview", "preview.json")).exitCode).toBe(2);
  });
});

describe("a report from elsewhere", () => {
  const [stack] = exampleReport.stacks;
  const withStack = (changed: object) => ({ ...exampleReport, stacks: [{ ...stack, ...changed }] });

  it.each<readonly [what: unknown, why: string]>([
    ["no JSON", " is no JSON; give a report of 'domicile check --format json'"],
    [[], ": it is no group of fields"],
    [{}, ": schemaVersion is not 1"],
    [{ ...exampleReport, schemaVersion: 2 }, ": schemaVersion is not 1"],
    [{ ...exampleReport, stacks: [] }, ": stacks is empty"],
    [{ ...exampleReport, stacks: "all" }, ": stacks is no list"],
    [withStack({ stack: 5 }), ": stacks[0].stack is no text"],
    [withStack({ problems: [{ message: "x", line: 0 }] }), ": stacks[0].problems[0].line is no line"],
    [
      withStack({ findings: [{ level: "note" }] }),
      ": stacks[0].findings[0].level is none of violation, advisory",
    ],
    [
      withStack({ approval: { jurisdiction: ["DE"], operators: "all" } }),
      ": stacks[0].approval.operators is no list",
    ],
    [withStack({ footprint: null }), ": stacks[0].footprint is no group of fields"],
    [
      withStack({ footprint: { ...none, models: [{ name: "a", settings: [] }] } }),
      ": stacks[0].footprint.models[0].settings is no group of fields",
    ],
  ])("of another shape is refused: %j", async (value, why) => {
    const { exitCode, output } = await review({ "new.json": value }, "--new", "new.json");
    expect(exitCode).toBe(2);
    expect(output).toContain(
      `new.json${why.replace(/[[\]]/g, (sign) => `&#${String(sign.charCodeAt(0))};`)}`,
    );
  });

  it("cannot bring markup, mentions or links into the comment", async () => {
    const evil = "[x](https://evil.example) @all <script>\n<!-- domicile review -->\n| a |";
    const report = reportOf([
      stackReportOf({
        stack: evil,
        file: evil,
        approval: { jurisdiction: [evil], operators: [evil] },
        problems: [{ message: evil, line: 1 }],
        encryptedSettings: [evil],
        footprint: {
          resources: [{ ...server("a", evil, evil), operators: [{ name: evil, controller: evil }] }],
          endpoints: [evil],
          models: [{ name: evil, settings: { [evil]: evil } }],
          clients: [{ name: evil, settings: {} }],
          exceptions: [{ type: evil, urn: evil, reason: evil, expires: evil, usedFor: [] }],
        },
      }),
    ]);
    const preview = previewReportOf([
      stackPreview({ stack: evil, problems: [evil], operations: { [evil]: 1 } }),
    ]);
    const { output } = await review(
      { "new.json": report, "old.json": before, "preview.json": preview },
      ..."--new new.json --old old.json --preview preview.json --commit".split(" "),
      evil,
    );
    expect(output.split("<!-- domicile review -->")).toHaveLength(2);
    expect(output).not.toMatch(/\]\(|@all|<script|:\/\/|\n\| a \|/);
  });
});
