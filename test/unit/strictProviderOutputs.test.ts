import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { Secret, Unknown, type PropertyObject } from "../../infra/local/providers/protocol";
import { changesOf, withSecretsOf } from "../support/strictProvider/changes";
import { checkSettings } from "../support/strictProvider/checkSettings";
import { identityInputs, identityOf } from "../support/strictProvider/identity";
import { outputsOf, previewedOutputs, type OutputSource } from "../support/strictProvider/outputs";
import { SdkDeclarations } from "../support/strictProvider/sdkDeclarations";
import type { StrictProviderSettings } from "../support/strictProvider/settings";
import { fillText } from "../support/strictProvider/template";
import { shown } from "../support/propertyValues";

const aws = new SdkDeclarations(dirname(require.resolve("@pulumi/aws/package.json")));
const azure = new SdkDeclarations(dirname(require.resolve("@pulumi/azure-native/package.json")));
const role = "aws:iam/role:Role";

function source(inputs: PropertyObject, override: PropertyObject = {}): OutputSource {
  return { declaration: aws.resource(role), inputs, override, region: undefined };
}

const made = (from: OutputSource): PropertyObject =>
  outputsOf(from, { type: role, name: "it", id: "it-1", count: 1, inputs: from.inputs });

describe("outputs", () => {
  const inputs = { assumeRolePolicy: { Version: "2012-10-17", Statement: [] }, path: new Secret("/nodes/") };

  it("echo inputs, secrets too, and add what is declared", () => {
    expect(shown(made(source(inputs)))).toEqual({
      arn: "it-arn",
      assumeRolePolicy: '{"Version":"2012-10-17","Statement":[]}',
      createDate: "it-createDate",
      inlinePolicies: [],
      managedPolicyArns: [],
      name: "it-name",
      namePrefix: "it-namePrefix",
      path: { secret: "/nodes/" },
      tagsAll: {},
      uniqueId: "it-uniqueId",
    });
  });

  it("are unknown in a preview where only the cloud knows them", () => {
    const outputs = previewedOutputs(source(inputs, { arn: "arn", description: "{name}" }));
    expect(shown(outputs)).toMatchObject({
      ...{ arn: "<unknown>", description: "<unknown>", managedPolicyArns: "<unknown>" },
      path: { secret: "/nodes/" },
    });
  });

  it.each<[what: string, override: PropertyObject, message: string]>([
    [
      "a wrong type",
      { maxSessionDuration: "1" },
      "the output 'maxSessionDuration' is '1'; it must be a number",
    ],
    [
      "an input that is not there",
      { arn: "{inputs.path}" },
      "'{inputs.path}' needs the input 'path', which is not there",
    ],
  ])("of a test are refused with %s", (_, override, message) => {
    expect(() => made(source({ assumeRolePolicy: "{}" }, override))).toThrow(message);
  });
});

it("templates know name, id, count, a number that stays, and inputs", () => {
  const values = { type: role, name: "it", id: "it-2", count: 2, inputs: { a: { b: new Secret("c") } } };
  const filled = fillText("{name} {id} {count} {number} {inputs.a.b} {other}", values);
  expect(filled).toBe("it it-2 2 2371715 c {other}");
});

describe("changes", () => {
  const olds = { name: "it", size: { min: 1, max: 2 }, kept: "same" };

  it.each<[what: string, news: PropertyObject, replaceOn: string[], diff: object]>([
    [
      "of nothing",
      { ...olds, kept: new Secret("same") },
      ["size"],
      { changes: false, replaces: [], detailedDiff: {} },
    ],
    [
      "in place",
      { ...olds, size: { min: 2, max: 2 } },
      ["size.max"],
      { changes: true, replaces: [], detailedDiff: { size: "update" } },
    ],
    [
      "by replacement, the old one first as its name stays",
      { ...olds, size: { min: 1, max: 3 } },
      ["size.max"],
      { replaces: ["size"], deleteBeforeReplace: true, detailedDiff: { size: "update-replace" } },
    ],
    [
      "by replacement, the new one first as it has another name",
      { ...olds, name: "other" },
      ["name"],
      { replaces: ["name"], deleteBeforeReplace: false },
    ],
    ["by replacement while unknown", { ...olds, kept: Unknown.value }, ["kept"], { replaces: ["kept"] }],
    [
      "by an input that goes",
      { name: "it", kept: "same" },
      ["size"],
      { detailedDiff: { size: "delete-replace" } },
    ],
  ])("%s", (_, news, replaceOn, diff) => {
    expect(changesOf(olds, news, replaceOn, ["name"])).toMatchObject(diff);
  });

  it("seen by a read keep secrets that are the same", () => {
    const read = withSecretsOf({ a: new Secret("1"), b: new Secret("2") }, { a: "1", b: "3" });
    expect(shown(read)).toEqual({ a: { secret: "1" }, b: "3" });
  });
});

describe("identity", () => {
  it.each([
    [aws, role, ["name"]],
    [aws, "aws:ec2/vpc:Vpc", []],
    [
      azure,
      "azure-native:containerservice:AgentPool",
      ["agentPoolName", "resourceGroupName", "resourceName"],
    ],
    [azure, "azure-native:resources:ResourceGroup", ["resourceGroupName"]],
  ])("is told by the declaration (%#)", (sdk, type, names) => {
    expect(identityInputs(sdk.resource(type))).toEqual(names);
  });

  it("is not there where the cloud makes a part of it up", () => {
    expect(identityOf({ a: "x", b: new Secret("y") }, ["a", "b"])).toBe("'x' 'y'");
    expect(identityOf({ a: "x" }, ["a", "b"])).toBeUndefined();
    expect(identityOf({ a: Unknown.value }, ["a"])).toBeUndefined();
    expect(identityOf({ a: "x" }, [])).toBeUndefined();
  });
});

describe("what a test says of types", () => {
  const settings = { package: "aws", sdk: "", cloud: "", overrides: {}, invokes: {} };

  it("passes where it is about what there is, also of other packages", () => {
    const replaceOn = ["vpcConfig.subnetIds"];
    const overrides = {
      "aws:eks/cluster:Cluster": { replaceOn, identity: ["name"], outputs: { arn: "arn" } },
      "other:index:Type": { replaceOn: ["any"] },
    };
    const invokes = { "aws:ec2/getAmi:getAmi": {}, "other:index:getType": {} };
    expect(() => {
      checkSettings({ ...settings, overrides, invokes }, aws);
    }).not.toThrow();
  });

  it.each<[said: Partial<StrictProviderSettings>, message: string]>([
    [{ overrides: { "aws:iam/roles:Roles": {} } }, "'aws:iam/roles:Roles' is no type of the SDK"],
    [{ overrides: { [role]: { replaceOn: ["path.root"] } } }, `'path.root' is no input of ${role}`],
    [{ overrides: { [role]: { identity: ["nam"] } } }, `'nam' is no input of ${role}`],
    [{ overrides: { [role]: { outputs: { arm: "arn" } } } }, `'arm' is no output of ${role}`],
    [{ invokes: { "aws:ec2/getAmy:getAmy": {} } }, "'aws:ec2/getAmy:getAmy' is no type of the SDK"],
  ])("is refused: %j", (said, message) => {
    expect(() => {
      checkSettings({ ...settings, ...said }, aws);
    }).toThrow(message);
  });
});
