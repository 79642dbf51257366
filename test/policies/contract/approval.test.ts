import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadApproval, readApproval } from "../../../policies/approval/loadApproval";
import type { ApprovalResult } from "../../../policies/approval/result";
import { judge } from "../../../policies/judge";
import type { Inputs } from "../../../policies/values";
import {
  account,
  approvalOf,
  azurePublic,
  blocked,
  bucket,
  claimed,
  clean,
  cluster,
  expectOutcome,
  frankfurt,
  german,
  hetzner,
  judged,
  now,
  ovhEurope,
  paris,
  resourceOf,
  server,
  stackit,
  union,
} from "../../support/contract/cases";

describe("an approval that cannot be read or has a mistake blocks everything and says why", () => {
  const broken: readonly (readonly [yaml: string, why: string])[] = [
    ["", "empty"],
    ["# nothing\n", "empty"],
    ["null\n", ""],
    ["[]\n", ""],
    ["DE\n", ""],
    ["42\n", ""],
    ["jurisdiction: [DE\n", ""],
    ["jurisdiction: [DE]\n\toperators: [EU]\n", ""],
    ["operators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [DE]\n", "operators"],
    ["jurisdiction: []\noperators: [EU]\n", "empty"],
    ["jurisdiction: [DE]\noperators: []\n", "empty"],
    ["jurisdiction:\noperators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [DE]\noperators:\n", "operators"],
    ["jurisdiction: {}\noperators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [XX]\noperators: [EU]\n", "XX"],
    ["jurisdiction: [de]\noperators: [EU]\n", "de"],
    ["jurisdiction: [UK]\noperators: [EU]\n", "UK"],
    ["jurisdiction: [DEU]\noperators: [EU]\n", "DEU"],
    ["jurisdiction: [Germany]\noperators: [EU]\n", "Germany"],
    ["jurisdiction: ['']\noperators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [' DE']\noperators: [EU]\n", "DE"],
    ["jurisdiction: [EU-Adequate]\noperators: [EU]\n", "EU-Adequate"],
    ["jurisdiction: [any]\noperators: [EU]\n", "any"],
    ["jurisdiction: any\noperators: [EU]\n", "any"],
    ["jurisdiction: [1]\noperators: [EU]\n", "1"],
    ["jurisdiction: [[DE]]\noperators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [null]\noperators: [EU]\n", "jurisdiction"],
    ["jurisdiction: [constructor]\noperators: [EU]\n", "constructor"],
    ["jurisdiction: [__proto__]\noperators: [EU]\n", "__proto__"],
    ["jurisdiction: [toString]\noperators: [EU]\n", "toString"],
    ["jurisdiction: [false]\noperators: [EU]\n", '"NO"'],
    ["jurisdiction: false\noperators: [EU]\n", '"NO"'],
    ["jurisdiction: [DE]\noperators: [false]\n", '"NO"'],
    ["jurisdiction: [DE]\noperators: [ANY]\n", "ANY"],
    ["jurisdiction: [DE]\noperators: [everyone]\n", "everyone"],
    ["jurisdiction: [DE]\noperators: true\n", "operators"],
    [`${german}jurisdictions: [FR]\n`, "jurisdictions"],
    [`${german}Registries: [a.example]\n`, "Registries"],
    [`${german}constructor: {}\n`, "constructor"],
    [`${german}__proto__: {}\n`, "__proto__"],
    [`${german}jurisdiction: [FR]\n`, ""],
    [`${german}locations: { aws: [] }\n`, "empty"],
    [`${german}locations: [eu-central-1]\n`, "locations"],
    [`${german}locations: { aws: eu-central-1, gcp2: [x] }\n`, "locations"],
    [`${german}locations: { nocloud: [x] }\n`, "nocloud"],
    [`${german}locations: { aws: [eu-central-9] }\n`, "eu-central-9"],
    [`${german}locations: { aws: [EU-CENTRAL-1] }\n`, "EU-CENTRAL-1"],
    [`${german}locations: { aws: [5] }\n`, "5"],
    [`${german}locations: { __proto__: [x] }\n`, "__proto__"],
    [`${german}registries: []\n`, "empty"],
    [`${german}registries: [5]\n`, "registries"],
    [`${german}registries: ['']\n`, "registries"],
    [`${german}endpoints: []\n`, "empty"],
    [`${german}endpoints: [true]\n`, "endpoints"],
    [`${german}apiGroups: []\n`, "empty"],
    [`${german}apiGroups: [null]\n`, "apiGroups"],
    [`${german}requireDigest: 'true'\n`, "requireDigest"],
    [`${german}requireDigest: yes\n`, "requireDigest"],
    [`${german}requireDigest: 1\n`, "requireDigest"],
    [`${german}hardening: 'false'\n`, "hardening"],
    [`${german}hardening: [true]\n`, "hardening"],
    [`${german}clouds: [{ authUrl: 'https://k.example/v3', controller: XX, regions: { A: DE } }]\n`, "XX"],
    [`${german}clouds: [{ authUrl: 'https://k.example/v3', controller: DE, regions: { A: XX } }]\n`, "XX"],
    [`${german}clouds: [{ authUrl: 'https://k.example/v3', regions: { A: DE } }]\n`, "controller"],
    [`${german}clouds: [{ controller: DE, regions: { A: DE } }]\n`, "authUrl"],
    [`${german}clouds: [{ authUrl: 'https://k.example/v3', controller: DE }]\n`, "regions"],
    [
      `${german}clouds: [{ authUrl: 'https://k.example/v3', controller: DE, regions: { A: DE }, x: 1 }]\n`,
      "x",
    ],
    [`${german}clouds: []\n`, "empty"],
    [`${german}clusters: [{ server: 'https://k.example:6443', country: XX, controller: DE }]\n`, "XX"],
    [`${german}clusters: [{ server: 'https://k.example:6443', country: DE }]\n`, "controller"],
    [`${german}clusters: [{ country: DE, controller: DE }]\n`, "server"],
    [`${german}clusters: [{ server: 5, country: DE, controller: DE }]\n`, "server"],
    [`${german}clusters: []\n`, "empty"],
    [`${german}exceptions: []\n`, "empty"],
    [`${german}exceptions: {}\n`, "exceptions"],
    [`${german}exceptions: [{ reason: r, expires: 2027-01-31 }]\n`, "exceptions[0]"],
    [`${german}exceptions: [{ type: '${bucket}', expires: 2027-01-31 }]\n`, "reason"],
    [`${german}exceptions: [{ type: '${bucket}', reason: '', expires: 2027-01-31 }]\n`, "reason"],
    [`${german}exceptions: [{ type: '${bucket}', reason: '  ', expires: 2027-01-31 }]\n`, "reason"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r }]\n`, "expires"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 2027-02-30 }]\n`, "2027-02-30"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 2027-13-01 }]\n`, "2027-13-01"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 2026-02-29 }]\n`, "2026-02-29"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 2027-1-31 }]\n`, "2027-1-31"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 31.01.2027 }]\n`, "31.01.2027"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: never }]\n`, "never"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 20270131 }]\n`, "20270131"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: '' }]\n`, "expires"],
    [`${german}exceptions: [{ type: '', reason: r, expires: 2027-01-31 }]\n`, "type"],
    [`${german}exceptions: [{ type: [a], reason: r, expires: 2027-01-31 }]\n`, "type"],
    [`${german}exceptions: [{ type: '${bucket}', reason: r, expires: 2027-01-31, until: x }]\n`, "until"],
  ];
  it.each(broken)("%j", (yaml, why) => {
    for (const [type, inputs] of [
      [bucket, { region: "eu-central-1" }],
      ["random:index/randomPet:RandomPet", {}],
      ["kubernetes:core/v1:Secret", {}],
    ] as const) {
      const findings = judged(yaml, type, inputs, {});
      expect(findings.map(({ level }) => level)).toEqual(["mandatory"]);
      expect(findings[0]?.message).toContain(why);
    }
  });

  it("NO is Norway, not false, and every group is known", () => {
    const norwegian = "jurisdiction: [NO]\noperators: [NO, EU, EEA, EU-adequate]\n";
    expectOutcome(judged(norwegian, account, { location: "norwayeast" }, azurePublic), blocked("US", "EEA"));
    for (const code of ["NO", "EEA"]) {
      const yaml = `jurisdiction: [${code}]\noperators: any\n`;
      expectOutcome(
        judged(yaml, account, { location: "norwayeast", sku: { name: "Standard_LRS" } }, azurePublic),
        clean,
      );
    }
    expectOutcome(
      judged(union, account, { location: "norwayeast" }, azurePublic),
      blocked("norwayeast (NO)", "EU"),
    );
    expectOutcome(
      judged(
        "jurisdiction: [EU-adequate]\noperators: any\n",
        account,
        { location: "japaneast", sku: { name: "Standard_LRS" } },
        azurePublic,
      ),
      clean,
    );
  });

  it("a byte order mark, comments and quotes are no mistake", () => {
    expect(
      approvalOf(
        `\uFEFF# ours\njurisdiction: ["DE"]\noperators: 'any'\nexceptions: [{type: "a:b:c", reason: 'x', expires: "2027-01-31"}]\n`,
      ).kind,
    ).toBe("found");
  });

  describe("in a file", () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "contract-"));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    it("that is missing, a folder, or no text", () => {
      expect(readApproval(join(folder, "missing.yaml")).kind).toBe("broken");
      expect(readApproval(folder).kind).toBe("broken");
      expect(readApproval("").kind).toBe("broken");
      const file = join(folder, "latin1.yaml");
      writeFileSync(file, Buffer.from([0x6a, 0xff, 0xfe, 0x00]));
      expect(readApproval(file).kind).toBe("broken");
    });
    it("wins over the stack's settings, which only narrow it", () => {
      const file = join(folder, "approval.yaml");
      writeFileSync(file, "jurisdiction: [DE, FR]\noperators: any\n");
      const settings: Record<string, string> = {
        "domicile:jurisdiction": '["DE","US"]',
        "domicile:operators": '["EU","US"]',
      };
      const result = loadApproval({ file, setting: (key) => settings[key] });
      const at = (region: string) => judge(resourceOf(bucket, { region }, frankfurt), result, { now });
      expectOutcome(at("eu-central-1"), clean);
      expectOutcome(at("eu-west-3"), blocked("eu-west-3 (FR)"));
      expectOutcome(at("us-east-1"), blocked("us-east-1 (US)"));
      const onStack = judge(resourceOf("pulumi:pulumi:Stack", {}, undefined), result, { now });
      expect(onStack.map(({ level, message }) => [level, message.includes("US")])).toEqual([
        ["mandatory", true],
      ]);
    });
  });
});

describe("without a file the stack's own config holds; with neither, every resource of a cloud is a violation", () => {
  const load = (settings: Record<string, string>): ApprovalResult =>
    loadApproval({ file: undefined, setting: (key) => settings[key] });
  const at = (result: ApprovalResult, type: string, inputs: Inputs, provider?: Inputs) =>
    judge(resourceOf(type, inputs, provider), result, { now });

  it.each([
    {
      "domicile:stack": JSON.stringify({
        jurisdiction: ["DE"],
        operators: ["EU"],
        sites: [{ name: "fsn", cloud: "hetzner", location: "fsn1" }],
        models: [],
        gateway: { host: "x" },
      }),
    },
    { "domicile:stack": JSON.stringify({ jurisdiction: "DE", operators: "any" }) },
    { "domicile:jurisdiction": "DE", "domicile:operators": "EU" },
    { "domicile:jurisdiction": '["DE"]', "domicile:operators": '["EU"]' },
    { "domicile:jurisdiction": '"DE"', "domicile:operators": "any" },
    { "domicile:jurisdiction": "EU-adequate", "domicile:operators": '"any"' },
    { "domicile:jurisdiction": '["DE","FR"]', "domicile:operators": "EEA" },
  ])("%j", (settings) => {
    const result = load(settings);
    expectOutcome(at(result, server, { location: "fsn1" }, hetzner), clean);
    expectOutcome(at(result, server, { location: "ash" }, hetzner), blocked("ash (US)"));
  });
  it.each([
    { "domicile:jurisdiction": "XX", "domicile:operators": "EU" },
    { "domicile:jurisdiction": "[]", "domicile:operators": "EU" },
    { "domicile:jurisdiction": '["DE"', "domicile:operators": "EU" },
    { "domicile:jurisdiction": "", "domicile:operators": "EU" },
    { "domicile:jurisdiction": "DE,FR", "domicile:operators": "EU" },
    { "domicile:jurisdiction": '{"a":"DE"}', "domicile:operators": "EU" },
    { "domicile:operators": "EU" },
    { "domicile:stack": "not json" },
    { "domicile:stack": "[]" },
    { "domicile:stack": "{}" },
    { "domicile:stack": '{"jurisdiction":["DE"],"operators":[]}' },
  ])("broken: %j", (settings) => {
    expect(at(load(settings), server, { location: "fsn1" }, hetzner).map(({ level }) => level)).toEqual([
      "mandatory",
    ]);
  });
  it.each([
    [bucket, { region: "eu-central-1" }, frankfurt],
    ["aws:iam/role:Role", {}, frankfurt],
    [server, { location: "fsn1" }, hetzner],
    [account, { location: "germanywestcentral" }, azurePublic],
    ["scaleway:object/bucket:Bucket", { region: "fr-par" }, paris],
    ["ovh:CloudProject/kube:Kube", { region: "DE1" }, ovhEurope],
    ["openstack:compute/instance:Instance", {}, stackit],
    ["kubernetes:core/v1:ConfigMap", {}, cluster],
    ["kubernetes:core/v1:ConfigMap", {}, claimed],
    ["gcp:storage/bucket:Bucket", { location: "EU" }, {}],
    ["command:local:Command", { create: "x" }, {}],
    ["pulumi-nodejs:dynamic:Resource", {}, {}],
    ["pulumi:providers:aws", frankfurt, undefined],
    ["pulumi:providers:kubernetes", cluster, undefined],
    ["pulumi:providers:gcp", {}, undefined],
  ] as const)("no approval: %s", (type, inputs, provider) => {
    const findings = at(load({}), type, inputs, provider);
    expect(findings.map(({ level }) => level)).toEqual(["mandatory"]);
    expect(findings[0]?.message).toContain("approv");
  });
  it.each([
    ["random:index/randomPet:RandomPet", {}, {}],
    ["random:index/randomPassword:RandomPassword", { length: 16 }, {}],
    ["tls:index/privateKey:PrivateKey", { algorithm: "ED25519" }, {}],
    ["pulumi:providers:random", {}, undefined],
    ["pulumi:providers:tls", { proxy: { url: "x" } }, undefined],
    ["domicile:index:Gateway", {}, undefined],
    ["acme:index:Site", { region: "us-east-1" }, undefined],
    ["pulumi:pulumi:Stack", {}, undefined],
  ] as const)("no approval, and yet allowed: %s", (type, inputs, provider) => {
    expect(at(load({}), type, inputs, provider)).toEqual([]);
  });
});
