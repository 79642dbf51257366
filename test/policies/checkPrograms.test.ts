import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { StackReport } from "../../cli/domicile/report/report";
import {
  casesProgram,
  checkout,
  checkProject,
  projectFile,
  type CheckProject,
} from "../support/checkProject";

/** Programs load whole SDKs, on machines that do other things as well. */
const timeout = 180_000;

let project: CheckProject | undefined;
afterEach(() => project?.remove());

/** Texts by the names of files. */
type Files = Readonly<Record<string, string>>;

/** Judges a program that is written into a project of its own, under an approval for Germany. */
async function reportOn(
  files: Readonly<Record<string, string>>,
  main = ".",
): Promise<StackReport | undefined> {
  project = await checkProject({
    "Pulumi.yaml": main === "." ? "name: test\nruntime: nodejs\n" : projectFile(main),
    "Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n",
    "approval.yaml": "jurisdiction: [DE]\noperators: [US]\nlocations: { aws: [eu-central-1] }\n",
    ...files,
  });
  await symlink(join(checkout, "node_modules"), join(project.folder, "node_modules"));
  return (await project.report([], "approval.yaml")).stacks[0];
}

/** What was found of resources, providers left out. */
function found(report: StackReport | undefined): readonly string[] {
  return (report?.findings ?? [])
    .filter(({ level, type }) => level === "violation" && !type.startsWith("pulumi:providers:"))
    .map(({ name, message }) => `${name}: ${message}`);
}

const elsewhere =
  "placed in us-east-1 (US) by 'region' of its provider; approved: DE (aws: eu-central-1) - set region or add an exception";

const requireBucket = 'const { Bucket } = require("@pulumi/aws/s3/bucket");\n';
const importBucket = 'import { Bucket } from "@pulumi/aws/s3/bucket.js";\n';

describe("programs that are judged", { timeout }, () => {
  it.each<readonly [what: string, main: string, files: Files]>([
    ["the index of the project's folder", ".", { "index.js": `${requireBucket}new Bucket("logs");\n` }],
    [
      "what the package names as its main file",
      ".",
      { "package.json": '{ "main": "app/main.js" }', "app/main.js": `${requireBucket}new Bucket("logs");\n` },
    ],
    ["a folder", "app", { "app/index.ts": `${importBucket}new Bucket("logs");\n` }],
    [
      "a function that is exported",
      ".",
      { "index.js": `${requireBucket}module.exports = async () => { await 0; new Bucket("logs"); };\n` },
    ],
    [
      "an ES module",
      ".",
      {
        "package.json": '{ "type": "module" }',
        "index.ts": `${importBucket}await 0;\nexport default async (): Promise<void> => { new Bucket("logs"); };\n`,
      },
    ],
    [
      "an ES module by its ending",
      "main.mts",
      { "main.mts": `${importBucket}await 0;\nnew Bucket("logs");\n` },
    ],
  ])("are %s", async (_, main, files) => {
    const report = await reportOn(files, main);
    expect(report?.problems).toEqual([]);
    expect(found(report)).toEqual([`logs: ${elsewhere}`]);
  });

  it("may make resources late", async () => {
    const report = await reportOn({
      "index.js": `${requireBucket}setTimeout(() => { new Bucket("logs"); process.once("beforeExit", () => new Bucket("last")); }, 300);\n`,
    });
    expect(found(report)).toEqual([`last: ${elsewhere}`, `logs: ${elsewhere}`]);
  });

  it("may have code of their own in resources, which is opaque", async () => {
    const report = await reportOn({
      "index.js": `const pulumi = require("@pulumi/pulumi");
const provider = { create: async () => ({ id: "1", outs: {} }) };
new (class extends pulumi.dynamic.Resource { constructor() { super(provider, "own", {}, {}); } })();
`,
    });
    expect(report?.problems).toEqual([]);
    expect(found(report)).toEqual([expect.stringMatching(/^own: is opaque: .*; approved: DE - /)]);
  });

  it.each<readonly [what: string, files: Files, problem: RegExp]>([
    ["is not there", {}, /^its program failed: Error: Cannot find module '.*'/],
    ["is no program", { "index.js": "const = 1;\n" }, /^its program failed: \S*Error: /],
    ["throws text", { "index.js": 'throw "no size";\n' }, /^its program failed: no size$/],
    [
      "rejects late",
      { "index.js": 'setTimeout(() => Promise.reject(new Error("late")), 100);\n' },
      /^its program failed: Error: late$/,
    ],
    [
      "ends by itself",
      { "index.js": "process.exit(3);\n" },
      /^its program failed: it ended with exit code 3$/,
    ],
    [
      "waits for what never comes",
      { "index.js": `${requireBucket}new Bucket("logs", { bucket: new Promise(() => {}) });\n` },
      /^its program failed: some of its resources were never registered: /,
    ],
    [
      "ends before its resources are registered",
      { "index.js": `${requireBucket}new Bucket("logs");\nprocess.exit(0);\n` },
      /^its program failed: some of its resources were never registered: it ended itself before, or what they wait for never comes$/,
    ],
    [
      "says that all is well when it is not",
      { "index.js": 'setTimeout(() => process.exit(0), 10); throw new Error("hidden");\n' },
      /^its program failed: Error: hidden$/,
    ],
  ])("cannot be judged when one %s", async (_, files, problem) => {
    const report = await reportOn(files);
    expect(report?.verdict).toBe("unjudged");
    expect(report?.problems.map(({ message }) => message)).toEqual([expect.stringMatching(problem)]);
  });

  it("run side by side, each in a process of its own", async () => {
    project = await checkProject({ "Pulumi.yaml": projectFile(casesProgram) });
    const stackFile = (other: string): string =>
      `config:\n  test:program: meets\n  test:folder: ${project?.folder ?? ""}\n  test:other: ${other}\n`;
    await project.write("Pulumi.one.yaml", stackFile("two"));
    await project.write("Pulumi.two.yaml", stackFile("one"));
    const { stacks } = await project.report();
    expect(stacks.map(({ stack, problems }) => [stack, problems])).toEqual([
      ["one", []],
      ["two", []],
    ]);
  });

  it("get neither the passphrase nor the account of who checks them", async () => {
    const names = ["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];
    for (const name of names) process.env[name] = "secret";
    try {
      const report = await reportOn({
        "index.js": `const seen = ${JSON.stringify(names)}.filter((name) => process.env[name] !== undefined);
if (seen.length > 0) throw new Error(seen.join());
`,
      });
      expect(report?.problems).toEqual([]);
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
  });
});
