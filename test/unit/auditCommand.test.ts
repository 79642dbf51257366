import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { standInPulumi, type PulumiAnswer } from "../support/standInPulumi";

const provider = "urn:pulumi:dev::test::pulumi:providers:aws::home";
const bucket = "urn:pulumi:dev::test::aws:s3/bucket:Bucket::logs";

const state = (region: string) =>
  JSON.stringify({
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
          urn: bucket,
          type: "aws:s3/bucket:Bucket",
          custom: true,
          id: "logs",
          provider: `${provider}::home`,
          inputs: { region, serverSideEncryptionConfiguration: {} },
        },
      ],
    },
  });

const ended = { summaryEvent: { PolicyPacks: {}, resourceChanges: {} } };
const drifted = (op: string) => ({
  resOutputsEvent: { metadata: { op, urn: bucket, type: "aws:s3/bucket:Bucket" }, planning: true },
});

describe("domicile audit", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "domicile-audit-")));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    await writeFile(join(folder, "Pulumi.dev.yaml"), "");
    await writeFile(
      join(folder, "approval.yaml"),
      "jurisdiction: [DE]\noperators: [US]\nlocations: { aws: [eu-central-1] }\n",
    );
  });

  async function audit(answers: Readonly<Record<string, PulumiAnswer>>): Promise<CommandResult> {
    return runDomicile(["audit", "--approval", "approval.yaml", "--write", "markdown=audit.md"], {
      environment: { PATH: await standInPulumi(join(folder, "bin"), answers) },
      workingFolder: folder,
      now: new Date("2026-11-24T12:00:00Z"),
    });
  }

  it("exports the state, compares it with what is there, and finds nothing", async () => {
    const result = await audit({
      "stack export dev": { file: state("eu-central-1") },
      "refresh dev": { events: [drifted("same"), ended] },
    });
    expect(result).toEqual({
      exitCode: 0,
      output:
        "dev: clean (1 resource; approved: jurisdiction DE, operators US)\n\n1 stack: 1 clean\n\ndev: 0 resources drifted\n",
      complaint: "",
    });
    const calls = (await readFile(join(folder, "bin/calls"), "utf8")).trim().split("\n");
    expect(calls.map((line): unknown => JSON.parse(line))).toMatchObject([
      { folder, words: ["stack", "export"], stack: "dev", file: "state" },
      { folder, words: ["refresh"], stack: "dev", "preview-only": true },
    ]);
  });

  it("tells of violations in the state and of drift, also as an issue", async () => {
    const { exitCode, output } = await audit({
      "stack export dev": { file: state("us-east-1") },
      "refresh dev": { events: [drifted("update"), ended] },
    });
    expect(exitCode).toBe(1);
    expect(output).toContain("dev: 1 violation (1 resource; ");
    expect(output).toContain(`\n\ndev: 1 resource drifted\n  drift      update  ${bucket}\n`);
    const issue = await readFile(join(folder, "audit.md"), "utf8");
    expect(issue).toMatch(
      /^<!-- domicile audit -->\n\n## Domicile: ❌ something is there that was not approved\n/,
    );
    expect(issue).toContain("placed in us-east-1 &#40;US&#41; by 'region'; approved: DE");
    expect(issue).toContain(`### Drift\n\n- dev: was changed: ${bucket}\n`);
  });

  it("is violated by drift alone", async () => {
    const { exitCode } = await audit({
      "stack export dev": { file: state("eu-central-1") },
      "refresh dev": { events: [drifted("delete"), ended] },
    });
    expect(exitCode).toBe(1);
    expect(await readFile(join(folder, "audit.md"), "utf8")).toContain(`- dev: is gone: ${bucket}\n`);
  });

  it.each<readonly [what: string, answers: Readonly<Record<string, PulumiAnswer>>, said: string]>([
    [
      "the state cannot be exported",
      { "refresh dev": { events: [ended] } },
      "  problem    state of dev:1  its state cannot be exported: error: no such stack\n",
    ],
    [
      "the export is none",
      { "stack export dev": { file: "{}" }, "refresh dev": { events: [ended] } },
      "  problem    state of dev:1  state.json is no state: it holds no resources; make one with 'pulumi stack export --file state.json'\n",
    ],
    [
      "what is there cannot be read",
      {
        "stack export dev": { file: state("eu-central-1") },
        "refresh dev": {
          exitCode: 255,
          events: [{ diagnosticEvent: { severity: "error", message: "no credentials" } }, ended],
        },
      },
      "  problem    what is there cannot be compared with its state: no credentials\n",
    ],
    [
      "the comparison did not come to its end",
      { "stack export dev": { file: state("eu-central-1") }, "refresh dev": { said: "stopped" } },
      "  problem    what is there cannot be compared with its state: stopped\n",
    ],
  ])("cannot judge where %s", async (_, answers, said) => {
    const { exitCode, output } = await audit(answers);
    expect(exitCode).toBe(2);
    expect(output).toContain(said);
  });
});
