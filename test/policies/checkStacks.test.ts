import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkStacks } from "../../cli/domicile/judging/checkStacks";
import { findProject } from "../../cli/domicile/project/project";
import type { Report, StackReport } from "../../cli/domicile/report/report";
import {
  casesProgram,
  checkout,
  checkProject,
  projectFile,
  today,
  type CheckProject,
} from "../support/checkProject";

/** Programs load whole SDKs, on machines that do other things as well. */
const timeout = 180_000;

const approval = "jurisdiction: [DE]\noperators: [EU, US]\nlocations: { aws: [eu-central-1] }\n";

const aws = "DE (aws: eu-central-1)";

/** What blocks, one line each. */
function violations({ findings }: StackReport): readonly string[] {
  return findings
    .filter(({ level }) => level === "violation")
    .map(({ line, type, name, message }) => `${line} ${type} '${name}': ${message}`);
}

/** A stack file that has the program run a case. */
function stackOf(name: string, settings = ""): string {
  return `config:\n  test:program: ${name}\n${settings}`;
}

describe("domicile check over programs", { timeout }, () => {
  const settings: Readonly<Record<string, string>> = {
    defaults: "  aws:region: us-east-1\n",
    encrypted:
      "  test:token: { secure: v1:abc }\n  test:region: { secure: v1:abc }\n  test:keys: { one: { secure: v1:abc } }\n",
    encryptedNumber: "  test:token: { secure: v1:abc }\n",
  };
  const names = [
    "aks",
    "clouds",
    "crashes",
    "defaults",
    "encrypted",
    "encryptedNumber",
    "follows",
    "invoke",
    "reads",
    "refuses",
    "remote",
    "stackTransform",
    "twice",
  ];
  let project: CheckProject;
  let report: Report;
  beforeAll(async () => {
    project = await checkProject({
      "Pulumi.yaml": projectFile(casesProgram),
      "approval.yaml": approval,
      ...Object.fromEntries(names.map((name) => [`Pulumi.${name}.yaml`, stackOf(name, settings[name])])),
    });
    report = await project.report([], "approval.yaml");
  }, timeout);
  afterAll(() => project.remove());

  const of = (name: string): StackReport => {
    const found = report.stacks.find(({ stack }) => stack === name);
    if (found === undefined) throw new Error(`no report on '${name}'`);
    return found;
  };

  it("judges all stacks that have a file, by name, and lets the worst verdict count", () => {
    expect(report.stacks.map(({ stack, verdict }) => `${stack} ${verdict}`)).toEqual([
      "aks clean",
      "clouds violations",
      "crashes unjudged",
      "defaults violations",
      "encrypted violations",
      "encryptedNumber unjudged",
      "follows clean",
      "invoke unjudged",
      "reads clean",
      "refuses unjudged",
      "remote unjudged",
      "stackTransform violations",
      "twice unjudged",
    ]);
    expect(report.verdict).toBe("unjudged");
  });

  it("sees a region of its own, a parent's transform, its own transform, a secret and an unknown place", () => {
    const place = (said: string, by: string, approved: string): string =>
      `placed in ${said} by '${by}'; approved: ${approved} - set ${by} or add an exception`;
    expect(violations(of("clouds"))).toEqual([
      `1 aws:s3/bucket:Bucket 'moved': ${place("us-east-2 (US)", "region", aws)}`,
      `1 aws:s3/bucket:Bucket 'own': ${place("us-east-1 (US)", "region", aws)}`,
      `1 aws:s3/bucket:Bucket 'secret': ${place("us-west-2 (US)", "region", aws)}`,
      "1 aws:s3/bucket:Bucket 'unknown': 'region' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
      `1 hcloud:index/server:Server 'node': ${place("hil (US)", "location", "DE (hcloud: fsn1, nbg1)")}`,
    ]);
  });

  it("gives resources the URNs of their parents", () => {
    const { resources } = of("clouds").footprint;
    expect(resources.find(({ name }) => name === "own")?.urn).toBe(
      "urn:pulumi:clouds::test::acme:index:Site$aws:s3/bucket:Bucket::own",
    );
    expect(resources.find(({ name }) => name === "named")?.urn).toBe(
      "urn:pulumi:clouds::test::aws:s3/bucket:Bucket::named",
    );
  });

  it("places what it finds in jurisdiction terms", () => {
    const { resources } = of("clouds").footprint;
    expect(
      resources.map(({ name, location, countries, operators }) => [
        name,
        location,
        countries.join(),
        operators.map(({ controller }) => controller).join(),
      ]),
    ).toEqual([
      ["good", "eu-central-1", "DE", "US"],
      ["moved", "us-east-2", "US", "US"],
      ["own", "us-east-1", "US", "US"],
      ["named", "eu-central-1", "DE", "US"],
      ["secret", "us-west-2", "US", "US"],
      ["unknown", "unknown", "", "US"],
      ["node", "hil", "US", "DE"],
      ["suffix", null, "", ""],
    ]);
  });

  it("sees a stack's transform that moves a resource to another provider", () => {
    expect(violations(of("stackTransform"))).toEqual([
      `1 aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) by 'region' of its provider; approved: ${aws} - set region or add an exception`,
      `1 pulumi:providers:aws 'virginia': placed in us-east-1 (US) by 'region'; approved: ${aws} - set region or add an exception`,
    ]);
  });

  it("makes default providers from the stack's settings, and points at the setting", () => {
    expect(violations(of("defaults"))).toEqual([
      `3 aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) by 'region' of its provider; approved: ${aws} - set region or add an exception`,
      expect.stringMatching(
        /^3 pulumi:providers:aws 'default_\d+_\d+_\d+': placed in us-east-1 \(US\) by 'region'; /,
      ),
    ]);
  });

  it("takes encrypted settings as unknown secrets, without a passphrase", () => {
    const stack = of("encrypted");
    expect(stack.encryptedSettings).toEqual(["test:token", "test:region", "test:keys"]);
    expect(violations(stack)).toEqual([
      "1 aws:s3/bucket:Bucket 'placed': 'region' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
    ]);
  });

  it("says which encrypted setting a program reads in plain as something else than text", () => {
    expect(of("encryptedNumber").problems).toEqual([
      {
        line: 1,
        message:
          "its program failed: the setting 'test:token' is encrypted, and the program reads it in plain by 'requireNumber'; read it as a secret, or keep it in plain",
      },
    ]);
  });

  it("says which function a program calls, and tells what it found until then", () => {
    const stack = of("invoke");
    expect(stack.problems).toEqual([
      {
        line: 1,
        message:
          "its program calls aws:index/getRegion:getRegion, which only a provider can answer - give what it tells as a setting, or judge the stack by 'pulumi preview' with the policy pack",
      },
    ]);
    expect(violations(stack)).toEqual([
      `1 aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) by 'region'; approved: ${aws} - set region or add an exception`,
    ]);
  });

  it("answers what an AKS cluster's credentials are by what is known of them: nothing", () => {
    const stack = of("aks");
    expect(stack.problems).toEqual([]);
    expect(stack.footprint.resources.map(({ location, countries }) => [location, countries])).toEqual(
      Array.from({ length: 3 }, () => ["germanywestcentral", ["DE"]]),
    );
  });

  it("lets a resource's place follow that of another, which has it from its provider", () => {
    expect(of("follows").findings.filter(({ level }) => level === "violation")).toEqual([]);
  });

  it("tells that what is only read cannot be judged here", () => {
    expect(of("reads").findings.filter(({ rule }) => rule === "read")).toEqual([
      {
        level: "advisory",
        rule: "read",
        type: "aws:s3/bucket:Bucket",
        name: "old",
        urn: "urn:pulumi:reads::test::aws:s3/bucket:Bucket::old",
        property: null,
        message:
          "is read and not made by the program, so nobody can tell from here where it lies - judge the stack's state as well, by domicile check --state",
        line: 1,
      },
    ]);
  });

  it("tells why a program failed in its author's words, without a stack trace", () => {
    expect(["crashes", "refuses", "remote"].flatMap((name) => of(name).problems)).toEqual([
      {
        line: 1,
        message: "its program failed: TypeError: Cannot read properties of undefined (reading 'width')",
      },
      { line: 1, message: "its program failed: the setting 'test:size' is missing; give a number" },
      {
        line: 1,
        message:
          "its program uses acme:index:RemoteSite, whose resources only a plug-in knows - judge the stack by 'pulumi preview' with the policy pack",
      },
    ]);
  });

  it("does not let a second resource of the same name hide the first", () => {
    expect(of("twice").problems.map(({ message }) => message)).toEqual([
      "its program failed: Duplicate resource URN 'urn:pulumi:twice::test::aws:s3/bucket:Bucket::same'; give it a name of its own",
    ]);
  });
});

describe("domicile check of a project's own rules and limits", { timeout }, () => {
  it("refuses default providers where the project forbids them, as the engine does", async () => {
    const project = await checkProject({
      "Pulumi.yaml": projectFile(casesProgram, 'config:\n  pulumi:disable-default-providers: ["*"]\n'),
      "Pulumi.dev.yaml": stackOf("defaults"),
    });
    const { exitCode, output } = await project.check();
    await project.remove();
    expect(exitCode).toBe(2);
    expect(output).toContain("default provider for 'aws' disabled; 'logs' must use an explicit provider");
  });

  it("takes a program that does not end as one that cannot be judged", async () => {
    const project = await checkProject({
      "Pulumi.yaml": projectFile(casesProgram),
      "Pulumi.dev.yaml": stackOf("hangs"),
    });
    const report = await checkStacks(findProject(project.folder), [], {
      approvalFile: undefined,
      now: today,
      backend: undefined,
      workingFolder: project.folder,
      timeout: 15_000,
    });
    await project.remove();
    expect(report.stacks.map(({ problems }) => problems)).toEqual([
      [{ line: 1, message: "its program failed: it did not end within 15 s" }],
    ]);
  });
});

describe("domicile check of the project's own stacks", { timeout }, () => {
  let project: CheckProject;
  beforeAll(async () => {
    const local = await readFile(join(checkout, "stacks/Pulumi.local.yaml"), "utf8");
    const moved = local.replace("cloud: local, country: DE", "cloud: local, country: FR");
    const french = moved
      .replace("jurisdiction: [DE]", "jurisdiction: [FR]")
      .replace("operators: [DE]", "operators: [FR]");
    const broken = moved.replace("engine: llamacpp", "engine: llama");
    project = await checkProject({
      "Pulumi.yaml": projectFile(
        join(checkout, "stacks/index.ts"),
        'name: domicile\nstackConfigDir: stacks\nconfig:\n  pulumi:disable-default-providers: ["*"]\n',
      ).replace("name: test\n", ""),
      "stacks/Pulumi.local.yaml": local,
      "stacks/Pulumi.moved.yaml": moved,
      "stacks/Pulumi.french.yaml": french,
      "stacks/Pulumi.broken.yaml": broken,
      "germany.yaml": "jurisdiction: [DE]\noperators: [DE]\nhardening: true\n",
    });
  });
  afterAll(() => project.remove());

  it("passes the local stack, under its own settings and under an organisation's approval with hardening", async () => {
    const own = await project.check(["--stack", "local"]);
    expect(own).toEqual({
      exitCode: 0,
      complaint: "",
      output: "local: clean (34 resources; approved: jurisdiction DE, operators DE)\n\n1 stack: 1 clean\n",
    });
    const organisation = await project.check(["--stack", "local", "--approval", "germany.yaml"]);
    expect(organisation).toEqual(own);
  });

  it("tells of the local stack's models, clients and places", async () => {
    const [stack] = (await project.report(["local"])).stacks;
    expect(stack?.footprint.models.map(({ name }) => name)).toEqual([
      "all-minilm-l6-v2",
      "domicile-chat",
      "domicile-tools",
    ]);
    expect(stack?.footprint.clients).toEqual([
      { name: "default", settings: {} },
      { name: "limited", settings: { models: ["domicile-chat"], requestsPerMinute: 10 } },
      { name: "metered", settings: { tokensPerMinute: 200 } },
    ]);
    expect(stack?.footprint.endpoints).toEqual([]);
    const places = stack?.footprint.resources.flatMap(({ countries }) => countries);
    expect(new Set(places)).toEqual(new Set(["DE"]));
  });

  it("finds a stack of another country than the organisation's, at the lines that say so", async () => {
    const { exitCode, output } = await project.check(["--stack", "french", "--format", "json"], {
      DOMICILE_APPROVAL: "germany.yaml",
    });
    const report = await project.report(["french"], "germany.yaml");
    expect(exitCode).toBe(1);
    const printed: unknown = JSON.parse(output);
    expect(printed).toEqual(report);
    const found = report.stacks.flatMap(violations);
    expect(found[0]).toBe(
      "5 pulumi:pulumi:Stack 'domicile-french': the stack asks for more than its organisation allows: jurisdiction FR; operators FR; approved of that: jurisdiction nothing, operators none - ask for less, or have the approval widened",
    );
    expect(found[1]).toMatch(
      /^8 pulumi:providers:kubernetes 'here-cluster-kubernetes': placed in FR by 'clusterIdentifier' domicile:local\/FR; /,
    );
    expect(found.length).toBeGreaterThan(25);
  });

  it("takes a site outside the stack's own jurisdiction, which the program refuses, as a violation", async () => {
    const { exitCode, output } = await project.check(["--stack", "moved"]);
    expect(output).toBe(
      `moved: 2 violations (0 resources; approved: jurisdiction DE, operators DE)
  violation  stacks/Pulumi.moved.yaml:8  'sites[0].country' "FR" lies outside the jurisdiction; allowed: DE - move the site or widen 'jurisdiction' [stack-settings]
  violation  stacks/Pulumi.moved.yaml:8  'sites[0].controller' "FR" is no approved operator's country; allowed: DE - choose another operator or widen 'operators' [stack-settings]

1 stack: 1 with violations
`,
    );
    expect(exitCode).toBe(1);
  });

  it("cannot judge a stack whose settings have other mistakes, and points at each", async () => {
    const { exitCode, output } = await project.check(["--stack", "broken"]);
    expect(exitCode).toBe(2);
    expect(output).toContain(
      `  problem    stacks/Pulumi.broken.yaml:12  'models[0].engine' "llama" is not allowed; allowed: `,
    );
  });
});
