import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { Mistake } from "../../cli/domicile/mistake";
import { checkState } from "../../cli/domicile/state/checkState";
import { readState, stateOf } from "../../cli/domicile/state/readState";
import type { StackReport } from "../../cli/domicile/report/report";
import { checkProject, today, type CheckProject } from "../support/checkProject";

let project: CheckProject | undefined;
afterEach(() => project?.remove());

const approval = "jurisdiction: [DE]\noperators: [EU, US]\nlocations: { aws: [eu-central-1] }\n";
const ciphertext = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:abc",
};
const plaintext = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

/** A resource of a state. */
type Entry = Readonly<Record<string, unknown>>;

function urnOf(type: string, name: string): string {
  return `urn:pulumi:prod::test::${type}::${name}`;
}

function entry(type: string, name: string, fields: Entry = {}): Entry {
  return { urn: urnOf(type, name), custom: true, id: `${name}-id`, type, ...fields };
}

function provider(name: string, region: string): Entry {
  return entry("pulumi:providers:aws", name, { inputs: { region } });
}

function referenceTo(name: string): string {
  return `${urnOf("pulumi:providers:aws", name)}::${name}-id`;
}

function bucket(name: string, fields: Entry = {}): Entry {
  return entry("aws:s3/bucket:Bucket", name, { provider: referenceTo("frankfurt"), inputs: {}, ...fields });
}

/** What `domicile check --state` finds in a state with these resources. */
async function reportOn(resources: readonly Entry[], more: Entry = {}): Promise<StackReport> {
  const state = { version: 3, deployment: { manifest: {}, resources, ...more } };
  project = await checkProject({
    "approval.yaml": approval,
    "state.json": JSON.stringify(state, undefined, 2),
  });
  const { folder } = project;
  return checkState(
    { file: `${folder}/state.json`, stack: undefined, folder },
    { approvalFile: `${folder}/approval.yaml`, now: today, backend: undefined, workingFolder: folder },
  );
}

function found({ findings }: StackReport, level = "violation"): readonly string[] {
  return findings.filter((one) => one.level === level).map(({ name, message }) => `${name}: ${message}`);
}

const frankfurt = provider("frankfurt", "eu-central-1");
const elsewhere = (by = "'region'"): string =>
  `placed in us-east-1 (US) by ${by}; approved: DE (aws: eu-central-1) - set region or add an exception`;

describe("domicile check --state", () => {
  it("passes what lies in the jurisdiction", async () => {
    const report = await reportOn([
      entry("pulumi:pulumi:Stack", "test-prod", { custom: false, id: undefined }),
      frankfurt,
      bucket("logs", { outputs: { region: "eu-central-1", bucket: "logs", arn: "arn:aws:s3:::logs" } }),
    ]);
    expect(report).toMatchObject({ stack: "prod", file: "state.json", verdict: "clean", problems: [] });
    expect(found(report)).toEqual([]);
    expect(report.footprint.resources).toEqual([
      {
        urn: urnOf("aws:s3/bucket:Bucket", "logs"),
        type: "aws:s3/bucket:Bucket",
        name: "logs",
        location: "eu-central-1",
        countries: ["DE"],
        operators: [{ name: "Amazon Web Services EMEA SARL", controller: "US" }],
      },
    ]);
  });

  it("finds what was imported, by where it came to lie", async () => {
    const report = await reportOn([
      frankfurt,
      bucket("imported", { importID: "old", inputs: { bucket: "old" }, outputs: { region: "us-east-1" } }),
    ]);
    expect(found(report)).toEqual([`imported: ${elsewhere()}`]);
  });

  it("finds what is only read", async () => {
    const report = await reportOn([
      frankfurt,
      bucket("read", { external: true, outputs: { region: "us-east-1" } }),
      entry("hcloud:index/server:Server", "node", {
        external: true,
        provider: `${urnOf("pulumi:providers:hcloud", "hetzner")}::h`,
        outputs: { location: "fsn1", datacenter: "fsn1-dc14", image: "debian-13" },
      }),
    ]);
    expect(found(report)).toEqual([`read: read from elsewhere: ${elsewhere()}`]);
  });

  it("finds what has been replaced and is still there, and what an interrupted operation may have made", async () => {
    const report = await reportOn(
      [frankfurt, bucket("old", { delete: true, inputs: { region: "us-east-1" } }), bucket("old")],
      {
        pending_operations: [
          { type: "creating", resource: bucket("new", { inputs: { region: "us-east-1" } }) },
        ],
      },
    );
    expect(found(report)).toEqual([
      `new: of an interrupted operation: ${elsewhere()}`,
      `old: replaced and still to be deleted: ${elsewhere()}`,
    ]);
  });

  it("finds providers by URN and id: of two with one URN, a resource has the one that it was made with", async () => {
    const old = { ...provider("frankfurt", "us-east-1"), id: "old", delete: true };
    const report = await reportOn([
      frankfurt,
      old,
      bucket("stays"),
      bucket("goes", { provider: `${urnOf("pulumi:providers:aws", "frankfurt")}::old` }),
    ]);
    expect(found(report)).toEqual([
      `goes: ${elsewhere("'region' of its provider")}`,
      `frankfurt: replaced and still to be deleted: ${elsewhere()}`,
    ]);
  });

  it("approves nothing by a provider that is not there", async () => {
    const report = await reportOn([bucket("lost"), bucket("without", { provider: "" })]);
    const missing =
      "names no place: 'region', 'region' of its provider are missing; approved: DE (aws: eu-central-1) - set region or add an exception";
    expect(found(report)).toEqual([`lost: ${missing}`, `without: ${missing}`]);
  });

  it("takes encrypted values as unknown, and opens those that the export shows", async () => {
    const report = await reportOn([
      frankfurt,
      bucket("tagged", { inputs: { tags: ciphertext } }),
      bucket("hidden", { inputs: { region: ciphertext } }),
      bucket("shown", { inputs: { region: plaintext("us-east-1") } }),
      bucket("home", { inputs: { region: plaintext("eu-central-1") } }),
    ]);
    expect(found(report)).toEqual([
      "hidden: 'region' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
      `shown: ${elsewhere()}`,
    ]);
  });

  it("points at the line of the resource", async () => {
    const report = await reportOn([frankfurt, bucket("logs", { inputs: { region: "us-east-1" } })]);
    const lines = (await readFile(`${project?.folder ?? ""}/state.json`, "utf8")).split("\n");
    const [finding] = report.findings;
    expect(lines[(finding?.line ?? 0) - 1]).toBe(
      `        "urn": "${urnOf("aws:s3/bucket:Bucket", "logs")}",`,
    );
  });

  it("judges all resources together as well", async () => {
    const kubernetes = urnOf("pulumi:providers:kubernetes", "home");
    const report = await reportOn([
      entry("pulumi:providers:kubernetes", "home", {
        inputs: { kubeconfig: ciphertext, clusterIdentifier: "domicile:hetzner/fsn1" },
      }),
      entry("kubernetes:core/v1:Namespace", "models", {
        provider: `${kubernetes}::home-id`,
        inputs: { metadata: { name: "models" } },
      }),
    ]);
    expect(report.verdict).toBe("clean");
    expect(report.findings.map(({ rule, name }) => `${rule} ${name}`)).toContain(
      "namespace-default-deny models",
    );
  });

  it("takes what a stack asks for from its file, where the state is of a stack here", async () => {
    project = await checkProject({
      "Pulumi.yaml": "name: test\nruntime: nodejs\n",
      "Pulumi.prod.yaml": "config:\n  domicile:jurisdiction: [US]\n  domicile:operators: any\n",
      "state.json": JSON.stringify({
        version: 3,
        deployment: { resources: [frankfurt, bucket("logs", { inputs: { region: "us-east-1" } })] },
      }),
    });
    const own = await project.check(["--state", "state.json"]);
    expect(own.exitCode).toBe(1);
    expect(own.output).toContain("prod: 1 violation (1 resource; approved: jurisdiction US, operators any)");
    expect(own.output).toContain("aws 'frankfurt': placed in eu-central-1 (DE) by 'region'; approved: US");
    expect(await project.check(["--state", "state.json", "--stack", "test"])).toEqual({
      exitCode: 2,
      output: "",
      complaint: "the stack 'test' has no stack file here\n",
    });
  });

  it("judges nothing as approved where nothing says what is, and says when an approval cannot be used", async () => {
    project = await checkProject({
      "state.json": JSON.stringify({ version: 3, deployment: { resources: [frankfurt, bucket("logs")] } }),
      "approval.yaml": "jurisdiction: []\noperators: any\n",
    });
    const missing = await project.check(["--state", "state.json"]);
    expect(missing.exitCode).toBe(1);
    expect(missing.output).toContain("prod: 2 violations (1 resource; approved: nothing)");
    const broken = await project.check(["--state", "state.json", "--approval", "approval.yaml"]);
    expect(broken.exitCode).toBe(2);
    expect(broken.output).toContain(
      "cannot be used, so nothing is approved: jurisdiction: is an empty list;",
    );
  });
});

describe("a state's file", () => {
  it("is also what a backend keeps", () => {
    const backend = { version: 3, checkpoint: { stack: "prod", latest: { resources: [bucket("logs")] } } };
    expect(stateOf(backend, "")?.resources.map(({ urn }) => urn)).toEqual([
      urnOf("aws:s3/bucket:Bucket", "logs"),
    ]);
    expect(stateOf({ version: 3, checkpoint: { stack: "prod" } }, "")?.resources).toEqual([]);
  });

  it.each([
    ["no JSON", "is no JSON"],
    ["[]", "holds no resources"],
    ['{"version": 3}', "holds no resources"],
  ])("is refused when it is %j", async (text, what) => {
    project = await checkProject({ "state.json": text });
    const file = `${project.folder}/state.json`;
    expect(() => readState(file)).toThrow(
      new Mistake([`${file} is no state: it ${what}; make one with 'pulumi stack export --file ${file}'`]),
    );
  });

  it("is read or refused, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        for (const value of [
          one,
          { deployment: one },
          { deployment: { resources: one, pending_operations: [other, { resource: other }] } },
          {
            deployment: {
              resources: [{ urn: "urn:a", type: "aws:s3/bucket:Bucket", inputs: one, outputs: other }],
            },
          },
        ]) {
          stateOf(value, "");
        }
      }),
    );
  });
});
