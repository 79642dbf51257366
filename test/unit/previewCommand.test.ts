import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { previewUsage } from "../../cli/domicile/preview/command";
import { readEvents } from "../../cli/domicile/pulumi/events";
import { standInPulumi, type PulumiAnswer } from "../support/standInPulumi";

/** Events in the form in which Pulumi 3.259 wrote them. */
const bucket = "urn:pulumi:dev::test::aws:s3/bucket:Bucket::logs";
const step = (kind: string, op: string, urn = bucket) => ({
  [kind]: { metadata: { op, urn, type: "aws:s3/bucket:Bucket" }, planning: true },
});
const summary = (packs: object) => ({
  summaryEvent: {
    maybeCorrupt: false,
    durationSeconds: 2,
    resourceChanges: { create: 1 },
    PolicyPacks: packs,
  },
});
const judged = summary({ "domicile|local|/trusted/policies": "0.1.0" });
const violation = {
  policyEvent: {
    resourceUrn: bucket,
    message:
      "Every resource lies in the approved jurisdiction.\n<{%fg 1%}>aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US)<{%reset%}>\n",
    policyName: "jurisdiction",
    policyPackName: "domicile",
    enforcementLevel: "mandatory",
  },
};
const error = (message: string) => ({ diagnosticEvent: { severity: "error", message, color: "never" } });

describe("events of the engine", () => {
  it("give findings, steps that change something, errors and the packs that judged", () => {
    const lines = [
      step("resourcePreEvent", "create"),
      step("resOutputsEvent", "create"),
      step("resourcePreEvent", "same", "urn:other"),
      step("resourcePreEvent", "refresh", "urn:other"),
      violation,
      { policyEvent: { ...violation.policyEvent, enforcementLevel: "advisory", policyName: "notes" } },
      { policyEvent: { ...violation.policyEvent, enforcementLevel: "of another time" } },
      error("it\nfailed\n"),
      { diagnosticEvent: { severity: "debug", message: "secret", color: "never" } },
      judged,
    ];
    const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n\nno JSON\n`;
    const message = "aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US)";
    expect(readEvents(text)).toEqual({
      findings: [
        { level: "violation", policy: "jurisdiction", urn: bucket, message },
        { level: "advisory", policy: "notes", urn: bucket, message },
        { level: "violation", policy: "jurisdiction", urn: bucket, message },
      ],
      steps: [{ operation: "create", urn: bucket, type: "aws:s3/bucket:Bucket" }],
      errors: ["it failed"],
      packs: ["domicile"],
    });
  });

  it("tell of no pack where the run did not come to its end", () => {
    expect(readEvents("").packs).toBeUndefined();
    expect(readEvents(JSON.stringify(summary({}))).packs).toEqual([]);
  });
});

describe("domicile preview", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "domicile-preview-")));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "pack"));
    await mkdir(join(folder, "change"));
    await writeFile(join(folder, "pack/PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(join(folder, "change/Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    await writeFile(join(folder, "change/Pulumi.dev.yaml"), "");
    await writeFile(join(folder, "change/Pulumi.fra.yaml"), "");
  });

  async function preview(
    answers: Readonly<Record<string, PulumiAnswer>>,
    more: readonly string[] = [],
  ): Promise<CommandResult> {
    const path = await standInPulumi(join(folder, "bin"), answers);
    return runDomicile(["preview", "--pack", "pack", "--project", "change", ...more], {
      environment: {
        PATH: path,
        DOMICILE_APPROVAL: "approval.yaml",
        PULUMI_OPTION_POLICY_PACK_CONFIG: "off.json",
      },
      workingFolder: folder,
      now: new Date(),
    });
  }

  const calls = async (): Promise<unknown[]> =>
    (await readFile(join(folder, "bin/calls"), "utf8"))
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));

  it("calls the CLI for every stack in one fixed way, under the approval and without switches", async () => {
    const clean = { events: [step("resourcePreEvent", "create"), judged] };
    expect(
      await preview({ "preview dev": clean, "preview fra": clean }, ["--write", "json=out/p.json"]),
    ).toEqual({
      exitCode: 0,
      output: "dev: clean (1 to create)\n\nfra: clean (1 to create)\n",
      complaint: "",
    });
    const call = (stack: string) => ({
      folder: join(folder, "change"),
      words: ["preview"],
      stack,
      pack: join(folder, "pack"),
      "non-interactive": true,
      color: "never",
      environment: { DOMICILE_APPROVAL: join(folder, "approval.yaml") },
    });
    expect(await calls()).toEqual([call("dev"), call("fra")]);
    expect(JSON.parse(await readFile(join(folder, "out/p.json"), "utf8"))).toEqual({
      schemaVersion: 1,
      verdict: "clean",
      stacks: ["dev", "fra"].map((stack) => ({
        stack,
        verdict: "clean",
        problems: [],
        findings: [],
        operations: { create: 1 },
      })),
    });
  });

  it.each<readonly [what: string, answer: PulumiAnswer, code: number, said: string]>([
    [
      "violates",
      { exitCode: 1, events: [violation, error("preview failed"), judged] },
      1,
      "dev: 1 violation (nothing to change)\n  violation  aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) [jurisdiction]\n",
    ],
    [
      "fails",
      { exitCode: 1, said: "a\nb\nwhat it said", events: [error("no\ncredentials")] },
      2,
      "dev: could not be judged (nothing to change)\n  problem    the preview failed: no credentials\n",
    ],
    [
      "fails before its engine runs",
      { exitCode: 255, said: "1\n2\n3\n4\n5\nerror: no stack" },
      2,
      "dev: could not be judged (nothing to change)\n  problem    the preview failed: 2; 3; 4; 5; error: no stack\n",
    ],
    [
      "is not judged by the pack",
      { events: [summary({ other: "1" })] },
      2,
      "dev: could not be judged (nothing to change)\n  problem    the policy pack 'domicile' did not judge it\n",
    ],
    [
      "is not judged by the pack, and violates another",
      { exitCode: 1, events: [violation, summary({ other: "1" })] },
      2,
      "dev: could not be judged (nothing to change)\n  problem    the policy pack 'domicile' did not judge it\n  violation  aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) [jurisdiction]\n",
    ],
  ])("tells of a stack that %s", async (_, answer, code, said) => {
    expect(await preview({ "preview dev": answer }, ["--stack", "dev"])).toEqual({
      exitCode: code,
      output: said,
      complaint: "",
    });
  });

  it.each(["analyzers", "languages"])("refuses a project file with '%s' of its own", async (kind) => {
    await writeFile(
      join(folder, "change/Pulumi.yaml"),
      `name: test\nruntime: nodejs\nplugins: { ${kind}: [{ name: policy-nodejs, path: ./mine }] }\n`,
    );
    const { exitCode, complaint } = await preview({});
    expect({ exitCode, complaint }).toEqual({
      exitCode: 2,
      complaint: `the project file leads 'plugins.${kind}' to programs of its own, which could switch the policy pack off; remove it\n`,
    });
    await expect(calls()).rejects.toThrow("ENOENT");
  });

  it("refuses what is no pack, arguments that are none, and a machine without the CLI", async () => {
    const run = (args: readonly string[], path = "/nowhere") =>
      runDomicile(["preview", ...args], {
        environment: { PATH: path },
        workingFolder: folder,
        now: new Date(),
      });
    const refused = (complaint: string) => ({ exitCode: 2, output: "", complaint: `${complaint}\n` });
    expect(await run(["--pack", "change"])).toEqual(
      refused("'change' is no policy pack: there is no PulumiPolicy.yaml in it"),
    );
    expect(await run(["--policy-pack-config", "off.json", "--write", "x"])).toEqual(
      refused(
        `'--policy-pack-config' is no option\n'off.json' is not expected\n'--pack' is missing; name the folder of the policy pack\n'--write' takes FORMAT=FILE, FORMAT being one of text, json; given: 'x'\n\nusage: ${previewUsage}`,
      ),
    );
    const { complaint } = await run(["--pack", "pack", "--project", "change"]);
    expect(complaint).toBe("the Pulumi CLI cannot be started: spawn pulumi ENOENT; put 'pulumi' on PATH\n");
  });
});
