import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadApproval } from "../../policies/approval/loadApproval";
import type { ApprovalResult } from "../../policies/approval/result";
import { judge } from "../../policies/judge";
import { resourceOf, today } from "../support/policies";

const folder = mkdtempSync(join(tmpdir(), "domicile-stack-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function load(settings: Record<string, string>, organisation?: string): ApprovalResult {
  const file = organisation === undefined ? undefined : join(folder, "approval.yaml");
  if (file !== undefined) writeFileSync(file, organisation ?? "");
  return loadApproval({ file, setting: (key) => settings[key] });
}

const stackSetting = (value: unknown): Record<string, string> => ({
  "domicile:stack": JSON.stringify(value),
});
const forms = "ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate";

describe("without an organisation's approval", () => {
  it("nothing is found where nothing says anything", () => {
    expect(load({})).toEqual({ kind: "missing" });
    expect(load(stackSetting({ sites: [] }))).toEqual({ kind: "missing" });
  });

  it.each<[string, Record<string, string>]>([
    ["domicile:stack", stackSetting({ jurisdiction: ["DE"], operators: ["EU"], sites: [], models: [] })],
    ["plain lists", { "domicile:jurisdiction": '["DE"]', "domicile:operators": '["EU"]' }],
    ["plain codes", { "domicile:jurisdiction": "DE", "domicile:operators": "EU" }],
    ["plain codes in quotes", { "domicile:jurisdiction": '"DE"', "domicile:operators": '"EU"' }],
    [
      "domicile:stack before plain settings",
      { ...stackSetting({ jurisdiction: ["DE"], operators: ["EU"] }), "domicile:jurisdiction": "US" },
    ],
  ])("%s is the approval", (_, settings) => {
    expect(load(settings)).toMatchObject({
      kind: "found",
      excess: [],
      approval: {
        jurisdiction: { written: ["DE"] },
        operators: { written: ["EU"] },
        hardening: false,
        locations: {},
      },
    });
  });

  it.each([["NO"], ["false"], ["[false]"], ['["NO"]']])("%s is Norway", (text) => {
    expect(load({ "domicile:jurisdiction": text, "domicile:operators": "any" })).toMatchObject({
      approval: { jurisdiction: { written: ["NO"] }, operators: "any" },
    });
  });

  it("operators default to those of the jurisdiction", () => {
    expect(load({ "domicile:jurisdiction": "DE" })).toMatchObject({
      approval: { operators: { written: ["DE"] } },
    });
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      "an unknown country",
      { "domicile:jurisdiction": "XX" },
      [`domicile:jurisdiction: "XX" is no country or group; allowed: ${forms}`],
    ],
    [
      "an empty list",
      { "domicile:jurisdiction": "[]" },
      ["domicile:jurisdiction: is an empty list; name at least one, or remove the key"],
    ],
    [
      "empty text",
      { "domicile:jurisdiction": "" },
      [`domicile:jurisdiction: "" is no country or group; allowed: ${forms}`],
    ],
    [
      "a list in words",
      { "domicile:jurisdiction": "DE,FR" },
      [`domicile:jurisdiction: "DE,FR" is no country or group; allowed: ${forms}`],
    ],
    [
      "a stack that is no object",
      { "domicile:stack": "DE" },
      ['domicile:stack: "DE" is no group of settings'],
    ],
    [
      "nothing in the stack",
      stackSetting({ jurisdiction: null }),
      [`domicile:stack.jurisdiction: nothing is no country or group; allowed: ${forms}`],
    ],
    [
      "operators alone",
      { "domicile:operators": "EU" },
      ["domicile:operators is set and domicile:jurisdiction is not; name the countries as well"],
    ],
    [
      "two mistakes",
      stackSetting({ jurisdiction: ["de"], operators: [] }),
      [
        `domicile:stack.jurisdiction[0]: "de" is no country or group; allowed: ${forms}`,
        "domicile:stack.operators: is an empty list; name at least one, or remove the key",
      ],
    ],
  ])("%s cannot be used", (_, settings, problems) => {
    expect(load(settings)).toEqual({ kind: "broken", source: "the stack's settings", problems });
  });
});

describe("under an organisation's approval", () => {
  const organisation =
    "jurisdiction: [DE, FR]\noperators: [EU]\nhardening: true\nlocations: { hcloud: [fsn1] }";

  it("holds as it is where the stack says nothing", () => {
    expect(load({}, organisation)).toMatchObject({
      kind: "found",
      excess: [],
      approval: { jurisdiction: { written: ["DE", "FR"] }, hardening: true, locations: { hcloud: ["fsn1"] } },
    });
  });

  it.each<[string, Record<string, string>, string[], string[], string[]]>([
    ["a part of it", { "domicile:jurisdiction": "DE", "domicile:operators": "DE" }, ["DE"], ["DE"], []],
    ["the jurisdiction only", { "domicile:jurisdiction": "FR" }, ["FR"], ["EU"], []],
    ["a country more", { "domicile:jurisdiction": '["DE","US"]' }, ["DE"], ["EU"], ["jurisdiction US"]],
    ["a group", { "domicile:jurisdiction": "EU" }, ["DE", "FR"], ["EU"], ["jurisdiction EU"]],
    ["another country", { "domicile:jurisdiction": "US" }, [], ["EU"], ["jurisdiction US"]],
    [
      "any operator",
      { "domicile:jurisdiction": "DE", "domicile:operators": "any" },
      ["DE"],
      ["EU"],
      ["operators any"],
    ],
    [
      "operators of more countries",
      { "domicile:operators": '["EEA"]' },
      ["DE", "FR"],
      ["EU"],
      ["operators EEA"],
    ],
    [
      "both",
      { "domicile:jurisdiction": '["US","DE"]', "domicile:operators": '["US","CN"]' },
      ["DE"],
      [],
      ["jurisdiction US", "operators US, CN"],
    ],
  ])(
    "a stack that asks for %s is judged under the intersection",
    (_, settings, jurisdiction, operators, excess) => {
      expect(load(settings, organisation)).toMatchObject({
        kind: "found",
        excess,
        approval: {
          jurisdiction: { written: jurisdiction },
          operators: { written: operators },
          hardening: true,
          locations: { hcloud: ["fsn1"] },
        },
      });
    },
  );

  it("narrows operators where the organisation allows any", () => {
    const result = load({ "domicile:operators": "EU" }, "jurisdiction: [DE]\noperators: any");
    expect(result).toMatchObject({ excess: [], approval: { operators: { written: ["EU"] } } });
  });

  it("is not replaced by the stack's own settings when it cannot be used", () => {
    expect(
      load({ "domicile:jurisdiction": "US", "domicile:operators": "any" }, "jurisdiction: [XX]"),
    ).toMatchObject({
      kind: "broken",
      source: join(folder, "approval.yaml"),
      problems: [
        `jurisdiction[0]: "XX" is no country or group; allowed: ${forms}`,
        "operators: is missing",
      ].toReversed(),
    });
  });

  it("does not hide a mistake of the stack's settings", () => {
    expect(load({ "domicile:jurisdiction": "XX" }, organisation)).toMatchObject({
      kind: "broken",
      source: "the stack's settings",
    });
  });

  it("is asked for more in one violation, on the stack itself", () => {
    const result = load(
      { "domicile:jurisdiction": '["DE","US"]', "domicile:operators": "any" },
      organisation,
    );
    expect(judge(resourceOf("pulumi:pulumi:Stack"), result, { now: today })).toEqual([
      {
        rule: "approval",
        level: "mandatory",
        message:
          "the stack asks for more than its organisation allows: jurisdiction US; operators any; approved of that: jurisdiction DE, operators EU - ask for less, or have the approval widened",
      },
    ]);
    const server = resourceOf("hcloud:index/server:Server", { location: "fsn1" });
    expect(judge(server, result, { now: today })).toEqual([]);
    const foreign = resourceOf("aws:s3/bucket:Bucket", { region: "us-east-1" });
    expect(judge(foreign, result, { now: today }).map(({ message }) => message)).toEqual([
      "placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1, eusc-de-east-1) - set region or add an exception",
      "run by Amazon Web Services EMEA SARL under the law of US; approved: operators EU - use a cloud of an approved operator or add an exception",
    ]);
  });
});
