import { afterEach, describe, expect, it } from "vitest";
import { compare, isSame, type Footprints } from "../../cli/domicile/diff/compare";
import { formatDifference } from "../../cli/domicile/diff/format";
import type { Footprint, PlacedResource } from "../../cli/domicile/report/report";
import { exampleReport } from "../support/checkReport";
import { checkProject, type CheckProject } from "../support/checkProject";

const nothing: Footprint = { resources: [], endpoints: [], models: [], clients: [], exceptions: [] };
const hetzner = { name: "Hetzner Online GmbH", controller: "DE" };
const amazon = { name: "Amazon Web Services EMEA SARL", controller: "US" };

function placed(name: string, changed: Partial<PlacedResource> = {}): PlacedResource {
  return {
    urn: `urn:${name}`,
    type: "hcloud:index/server:Server",
    name,
    location: "fsn1",
    countries: ["DE"],
    operators: [hetzner],
    ...changed,
  };
}

function stacks(footprints: Readonly<Record<string, Partial<Footprint>>>): Footprints {
  return new Map(
    Object.entries(footprints).map(([stack, footprint]) => [stack, { ...nothing, ...footprint }]),
  );
}

const before = stacks({
  dev: {
    resources: [placed("stays"), placed("moves"), placed("goes")],
    endpoints: ["old.example.de"],
    models: [{ name: "chat", settings: { engine: "vllm" } }],
    clients: [{ name: "intranet", settings: { models: ["chat"] } }],
    exceptions: [{ type: "a:b:C", urn: null, reason: "public", expires: "2027-01-31", usedFor: ["urn:1"] }],
  },
  gone: { resources: [placed("last")] },
});

const after = stacks({
  dev: {
    resources: [
      placed("stays"),
      placed("moves", { location: "us-east-1", countries: ["US"], operators: [amazon] }),
      placed("comes", { location: null, countries: [], operators: [] }),
    ],
    endpoints: ["new.example.com"],
    models: [{ name: "chat", settings: { engine: "llamacpp" } }],
    clients: [{ name: "intranet", settings: { models: ["chat"] } }],
    exceptions: [
      { type: "a:b:C", urn: null, reason: "public", expires: "2027-02-28", usedFor: ["urn:1", "urn:2"] },
    ],
  },
  new: {},
});

describe("what changed in jurisdiction terms", () => {
  const difference = compare(before, after);

  it("is told of the stacks of both sides", () => {
    expect(difference.schemaVersion).toBe(1);
    expect(difference.stacks.map((stack) => [stack.stack, isSame(stack)])).toEqual([
      ["dev", false],
      ["gone", false],
      ["new", true],
    ]);
  });

  it("is what was added, removed and moved, in every respect", () => {
    expect(difference.stacks[0]).toEqual({
      stack: "dev",
      resources: {
        added: [placed("comes", { location: null, countries: [], operators: [] })],
        removed: [placed("goes")],
        moved: [
          {
            before: placed("moves"),
            after: placed("moves", { location: "us-east-1", countries: ["US"], operators: [amazon] }),
          },
        ],
      },
      locations: { added: ["us-east-1"], removed: [] },
      countries: { added: ["US"], removed: [] },
      operators: { added: [amazon], removed: [] },
      endpoints: { added: ["new.example.com"], removed: ["old.example.de"] },
      models: {
        added: [{ name: "chat", settings: { engine: "llamacpp" } }],
        removed: [{ name: "chat", settings: { engine: "vllm" } }],
      },
      clients: { added: [], removed: [] },
      exceptions: {
        added: [{ type: "a:b:C", urn: null, reason: "public", expires: "2027-02-28" }],
        removed: [{ type: "a:b:C", urn: null, reason: "public", expires: "2027-01-31" }],
      },
    });
  });

  it("is printed as text", () => {
    expect(formatDifference(difference, "text")).toBe(`dev: 12 changes
  + country    US
  + operator   Amazon Web Services EMEA SARL (US)
  + location   us-east-1
  + egress     new.example.com
  - egress     old.example.de
  + exception  a:b:C until 2027-02-28: public
  - exception  a:b:C until 2027-01-31: public
  + model      chat: engine "llamacpp"
  - model      chat: engine "vllm"
  ~ resource   hcloud:index/server:Server 'moves' from fsn1 (DE), run by Hetzner Online GmbH (DE) to us-east-1 (US), run by Amazon Web Services EMEA SARL (US)
  + resource   hcloud:index/server:Server 'comes' in no location
  - resource   hcloud:index/server:Server 'goes' in fsn1 (DE), run by Hetzner Online GmbH (DE)

gone: 4 changes
  - country    DE
  - operator   Hetzner Online GmbH (DE)
  - location   fsn1
  - resource   hcloud:index/server:Server 'last' in fsn1 (DE), run by Hetzner Online GmbH (DE)

new: no change
`);
  });

  it("is printed as Markdown", () => {
    const small = compare(stacks({ dev: {}, new: {} }), stacks({ dev: { endpoints: ["a|b"] }, new: {} }));
    expect(formatDifference(small, "markdown")).toBe(`<!-- domicile check --diff -->

## Domicile: changes in jurisdiction terms

### dev

| Change | What | Which |
| --- | --- | --- |
| added | egress | a&#124;b |

### new

No change.
`);
  });

  it("is printed as JSON in its own shape", () => {
    const printed: unknown = JSON.parse(formatDifference(difference, "json"));
    expect(printed).toEqual(difference);
  });
});

describe("domicile check --diff", () => {
  let project: CheckProject | undefined;
  afterEach(() => project?.remove());

  const state = (region: string, more: readonly unknown[] = []) =>
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          {
            urn: "urn:pulumi:fra::test::pulumi:providers:aws::home",
            type: "pulumi:providers:aws",
            custom: true,
            id: "home",
            inputs: { region: "eu-central-1" },
          },
          {
            urn: "urn:pulumi:fra::test::aws:s3/bucket:Bucket::logs",
            type: "aws:s3/bucket:Bucket",
            custom: true,
            id: "logs",
            provider: "urn:pulumi:fra::test::pulumi:providers:aws::home::home",
            inputs: { region },
          },
          ...more,
        ],
      },
    });

  it("compares two states, and the exceptions that they use under an approval", async () => {
    const site = {
      urn: "urn:pulumi:fra::test::aws:cloudfront/distribution:Distribution::site",
      type: "aws:cloudfront/distribution:Distribution",
      custom: true,
      id: "site",
      provider: "urn:pulumi:fra::test::pulumi:providers:aws::home::home",
      inputs: {},
    };
    project = await checkProject({
      "old.json": state("eu-central-1"),
      "new.json": state("us-east-1", [site]),
      "approval.yaml":
        'jurisdiction: [DE]\noperators: [US]\nexceptions: [{ type: "aws:cloudfront/distribution:Distribution", reason: public, expires: 2027-01-31 }]\n',
    });
    expect(await project.check(["--diff", "old.json", "new.json", "--approval", "approval.yaml"])).toEqual({
      exitCode: 0,
      complaint: "",
      output: `fra: 7 changes
  + country    US
  - country    DE
  + location   us-east-1
  - location   eu-central-1
  + exception  aws:cloudfront/distribution:Distribution until 2027-01-31: public
  ~ resource   aws:s3/bucket:Bucket 'logs' from eu-central-1 (DE), run by Amazon Web Services EMEA SARL (US) to us-east-1 (US), run by Amazon Web Services EMEA SARL (US)
  + resource   aws:cloudfront/distribution:Distribution 'site' in no location, run by Amazon Web Services EMEA SARL (US)
`,
    });
  });

  it("compares reports, and a report with a state", async () => {
    project = await checkProject({
      "old.json": JSON.stringify({ ...exampleReport, stacks: exampleReport.stacks.slice(0, 2) }),
      "new.json": state("us-east-1"),
    });
    const same = await project.check(["--diff", "old.json", "old.json"]);
    expect(same.output).toBe("dev: no change\n\nfra: no change\n");
    const { output } = await project.check(["--diff", "old.json", "new.json"]);
    expect(output.split("\n").slice(0, 3)).toEqual(["dev: no change", "", "fra: 4 changes"]);
  });

  it.each([
    ["neither", "{}"],
    ["no JSON", "text"],
    ["a report of another version", JSON.stringify({ ...exampleReport, schemaVersion: 2 })],
    [
      "a report with a bad footprint",
      JSON.stringify({ ...exampleReport, stacks: [{ stack: "a", footprint: {} }] }),
    ],
  ])("refuses a file that is %s", async (_, text) => {
    project = await checkProject({ "old.json": text, "new.json": text });
    const file = `${project.folder}/old.json`;
    expect(await project.check(["--diff", "old.json", "new.json"])).toEqual({
      exitCode: 2,
      output: "",
      complaint: `${file} cannot be compared: it is neither a state nor a report of version 1; make one with 'pulumi stack export' or 'domicile check --format json'\n`,
    });
  });
});
