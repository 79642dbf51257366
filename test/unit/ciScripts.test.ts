import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFields } from "../../cli/domicile/plainData";
import { forgeAccount, forgeToken, headCommit, serveForge, type ForgeName } from "../support/forgeServer";
import { sampleRepository, type SampleRepository } from "../support/sampleRepository";
import { standInPulumi, type PulumiAnswer } from "../support/standInPulumi";

const mark = "<!-- domicile review -->";

let sample: SampleRepository;
beforeAll(async () => {
  sample = await sampleRepository();
});
afterAll(() => sample.remove());

/** How the scripts reach a forge. */
function forgeVariables(address: string): Record<string, string> {
  return {
    GITHUB_API_URL: address,
    GITHUB_REPOSITORY: "acme/stacks",
    CI_API_V4_URL: address,
    CI_PROJECT_ID: "acme/stacks",
    DOMICILE_FORGE_TOKEN: forgeToken,
  };
}

describe("check.sh", { timeout: 120_000 }, () => {
  const changes: readonly (readonly [
    what: string,
    files: Readonly<Record<string, string>>,
    code: number,
    comment: readonly string[],
    lines: readonly number[],
  ])[] = [
    [
      "a good change",
      { "Pulumi.dev.yaml": "config:\n  sample:region: eu-central-1\n  sample:more: [copies]\n" },
      0,
      [
        "## Domicile: ✅ nothing leaves the jurisdiction",
        "| dev | ✅ clean | 2 | DE | US | jurisdiction DE, operators US |",
        "| added | resource | aws:s3/bucket:Bucket 'copies' in eu-central-1 &#40;DE&#41;, run by ",
      ],
      [],
    ],
    [
      "a bad change, which widens the approval as well",
      {
        "Pulumi.dev.yaml": "config:\n  sample:region: us-east-1\n",
        "approval.yaml": "jurisdiction: [DE, US]\noperators: [US]\n",
      },
      1,
      [
        "## Domicile: ❌ something leaves the jurisdiction",
        "| dev | ❌ 1 violation | 1 | US | US | jurisdiction DE, operators US |",
        "- <code>Pulumi.dev.yaml:2</code>: aws:s3/bucket:Bucket 'logs': placed in us-east-1 &#40;US&#41; by 'region'; approved: DE &#40;aws: eu-central-1&#41;",
        "| added | country | US |",
        "| moved | resource | aws:s3/bucket:Bucket 'logs' from eu-central-1 &#40;DE&#41;, run by ",
      ],
      [2],
    ],
    [
      "a change that cannot be judged",
      { "Pulumi.dev.yaml": "config: {}\n" },
      2,
      [
        "## Domicile: ⚠️ not everything could be judged",
        "- **could not be judged** <code>Pulumi.dev.yaml:1</code>: ",
      ],
      [1],
    ],
    [
      "a change after which nothing can be read",
      { "Pulumi.yaml": "name: sample\nruntime: [\n" },
      2,
      ["## Domicile: ⚠️ not everything could be judged", "**The change could not be judged:** "],
      [],
    ],
  ];

  it.each(changes)("tells of %s", async (_, files, code, comment, lines) => {
    const commit = await sample.commit({
      "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: index.js\n",
      ...files,
    });
    const summary = join(sample.folder, "reports", `summary-${String(code)}-${commit}`);
    const { exitCode } = await sample.run("check.sh", [sample.base, "reports"], {
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(exitCode).toBe(code);
    const written = await sample.read("reports/comment.md");
    expect(written.startsWith(`${mark}\n`)).toBe(true);
    for (const line of [...comment, `Judged: <code>${commit.slice(0, 12)}</code>`]) {
      expect(written).toContain(line);
    }
    expect(written).not.toContain("What it changes is not known");
    expect(await sample.read(`reports/${summary.split("/").at(-1) ?? ""}`)).toBe(written);
    expect(await markedLines("reports/domicile.sarif")).toEqual(lines);
    const quality: unknown = JSON.parse(await sample.read("reports/codequality.json"));
    expect(quality).toHaveLength(lines.length);
  });

  it("leaves no work tree behind, and says so where the base cannot be judged", async () => {
    const broken = await sample.commit({
      "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: index.js\n",
      "Pulumi.dev.yaml": "config: {}\n",
    });
    await sample.commit({ "Pulumi.dev.yaml": "config:\n  sample:region: eu-central-1\n" });
    const { exitCode } = await sample.run("check.sh", [broken, "reports"]);
    expect(exitCode).toBe(0);
    expect(await sample.read("reports/comment.md")).toContain(
      "What changes here is not known: it, or what it starts from, could not be judged.",
    );
    expect(await readdir(join(sample.folder, ".git")).then((names) => names.includes("worktrees"))).toBe(
      false,
    );
  });

  /** Lines of stack files that SARIF marks as errors. */
  async function markedLines(name: string): Promise<readonly unknown[]> {
    const log: unknown = JSON.parse(await sample.read(name));
    const run = firstOf(isFields(log) ? log["runs"] : undefined);
    const results = listOf(isFields(run) ? run["results"] : undefined);
    return results.flatMap((result) => {
      const text = JSON.stringify(result);
      const [, line] = /"uri":"Pulumi\.dev\.yaml"\},"region":\{"startLine":(\d+)/.exec(text) ?? [];
      return line !== undefined && text.includes('"level":"error"') ? [Number(line)] : [];
    });
  }
});

describe.each<ForgeName>(["github", "gitlab", "forgejo"])("report.sh on %s", { timeout: 60_000 }, (name) => {
  it("writes the comment after the check, updates it after the preview, and sets the status", async () => {
    const { address, comments, statuses } = await serveForge(name);
    const reports = join(sample.folder, "reports", name);
    await mkdir(reports, { recursive: true });
    await writeFile(join(reports, "new.json"), JSON.stringify(report("clean")));
    const report_ = (environment: Readonly<Record<string, string>>) =>
      sample.run("report.sh", [name, "12", headCommit, reports], {
        ...forgeVariables(address),
        ...environment,
      });

    expect(await report_({ STAGE: "check" })).toEqual({
      exitCode: 0,
      output: `the comment under 12 is created\n${headCommit} is pending\n`,
    });
    // The preview broke off.
    expect((await report_({ STAGE: "preview", FINAL: "true" })).exitCode).toBe(2);
    await writeFile(join(reports, "preview.json"), JSON.stringify(previewReport));
    expect(await report_({ STAGE: "preview", FINAL: "true" })).toEqual({
      exitCode: 0,
      output: `the comment under 12 is updated\n${headCommit} is success\n`,
    });
    expect(comments).toHaveLength(1);
    expect(comments[0]).toMatchObject({ author: forgeAccount[name] });
    expect(comments[0]?.body).toContain("## Domicile: ✅ nothing leaves the jurisdiction");
    expect(comments[0]?.body).toContain("| dev | ✅ clean | nothing to change |");
    await writeFile(join(reports, "new.json"), JSON.stringify(report("violations")));
    expect((await report_({ STAGE: "check", STATUS: "" })).exitCode).toBe(0);
    expect((await report_({ STAGE: "preview", FINAL: "true" })).exitCode).toBe(1);
    const failed = name === "gitlab" ? "failed" : undefined;
    expect(statuses.map(([, body]) => (isFields(body) ? body["state"] : undefined))).toEqual([
      "pending",
      failed ?? "error",
      "success",
      failed ?? "failure",
    ]);
    expect(comments).toHaveLength(1);
  });
});

describe("report.sh", { timeout: 60_000 }, () => {
  const name = "github";

  it("says so where the check left nothing, and fails where the forge refuses", async () => {
    const { address, comments } = await serveForge(name);
    const reports = join(sample.folder, "reports", `${name}-empty`);
    await mkdir(reports, { recursive: true });
    const variables = forgeVariables(address);
    const args = [name, "12", headCommit, reports];
    expect((await sample.run("report.sh", args, variables)).exitCode).toBe(0);
    expect(comments[0]?.body).toContain("**The change could not be judged:** ");
    const refused = await sample.run("report.sh", args, { ...variables, DOMICILE_FORGE_TOKEN: "wrong" });
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.output).toContain("the token is not accepted");
  });

  it("keeps a preview without a check in a comment of its own", async () => {
    const { address, comments } = await serveForge(name);
    const reports = join(sample.folder, "reports", `${name}-preview`);
    await mkdir(reports, { recursive: true });
    await writeFile(join(reports, "preview.json"), JSON.stringify(previewReport));
    const environment = { ...forgeVariables(address), STAGE: "preview", FINAL: "true" };
    const { exitCode } = await sample.run("report.sh", [name, "12", headCommit, reports], environment);
    expect(exitCode).toBe(0);
    expect(comments[0]?.body.startsWith("<!-- domicile preview -->\n")).toBe(true);
  });
});

describe("nightly.sh", { timeout: 60_000 }, () => {
  const name = "forgejo";

  it("opens an issue for a finding, updates it and closes it after a clean night", async () => {
    const { address, issues } = await serveForge(name);
    const night = async (answers: Readonly<Record<string, PulumiAnswer>>) => {
      const path = await standInPulumi(join(sample.folder, "reports/bin"), answers);
      return sample.run("nightly.sh", [name, "reports"], {
        ...forgeVariables(address),
        PATH: path,
        DOMICILE_APPROVAL: join(sample.folder, "approval.yaml"),
      });
    };
    await sample.commit({
      "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: index.js\n",
      "Pulumi.dev.yaml": "config:\n  sample:region: eu-central-1\n",
      "approval.yaml": "jurisdiction: [DE]\noperators: [US]\n",
    });
    const clean = { "stack export dev": { file: state("eu-central-1") }, "refresh dev": { events: [ended] } };
    expect(await night(clean)).toMatchObject({ exitCode: 0 });
    expect(issues).toEqual([]);
    const moved = { ...clean, "stack export dev": { file: state("us-east-1") } };
    expect(await night(moved)).toMatchObject({ exitCode: 1 });
    expect(await night({ ...moved, "refresh dev": { exitCode: 1 } })).toMatchObject({ exitCode: 2 });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.body).toMatch(/^<!-- domicile audit -->\n[^]*placed in us-east-1 &#40;US&#41;/);
    expect(issues[0]?.body).toContain("could not be judged");
    expect(await night(clean)).toMatchObject({ exitCode: 0 });
    expect(issues).toMatchObject([{ id: 100, isClosed: true }]);
  });

  it("opens an issue when nothing could be judged at all", async () => {
    const { address, issues } = await serveForge(name);
    const { exitCode } = await sample.run("nightly.sh", [name, "reports"], {
      ...forgeVariables(address),
      PROJECT: "/",
    });
    expect(exitCode).toBe(2);
    expect(issues).toMatchObject([{ body: expect.stringContaining("the audit did not run") as unknown }]);
  });
});

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function firstOf(value: unknown): unknown {
  return listOf(value)[0];
}

function report(verdict: "clean" | "violations"): object {
  const finding = {
    level: "violation",
    rule: "placement",
    type: "aws:s3/bucket:Bucket",
    name: "logs",
    urn: "urn:logs",
    property: "region",
    message: "placed in us-east-1 (US)",
    line: 2,
  };
  return {
    schemaVersion: 1,
    verdict,
    stacks: [
      {
        stack: "dev",
        file: "Pulumi.dev.yaml",
        verdict,
        approval: { jurisdiction: ["DE"], operators: "any" },
        problems: [],
        findings: verdict === "clean" ? [] : [finding],
        encryptedSettings: [],
        footprint: { resources: [], endpoints: [], models: [], clients: [], exceptions: [] },
      },
    ],
  };
}

const previewReport = {
  schemaVersion: 1,
  verdict: "clean",
  stacks: [{ stack: "dev", verdict: "clean", problems: [], findings: [], operations: {} }],
};

const ended = { summaryEvent: { PolicyPacks: {}, resourceChanges: {} } };

function state(region: string): string {
  const provider = "urn:pulumi:dev::sample::pulumi:providers:aws::home";
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        {
          urn: provider,
          type: "pulumi:providers:aws",
          custom: true,
          id: "home",
          inputs: { region: "eu-central-1" },
        },
        {
          urn: "urn:pulumi:dev::sample::aws:s3/bucket:Bucket::logs",
          type: "aws:s3/bucket:Bucket",
          custom: true,
          id: "logs",
          provider: `${provider}::home`,
          inputs: { region },
        },
      ],
    },
  });
}
