import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { Secret, Unknown, type PropertyObject } from "../../infra/local/providers/protocol";
import { checkObject } from "../support/strictProvider/checkValue";
import { SdkDeclarations } from "../support/strictProvider/sdkDeclarations";

const sdks = new Map(
  ["aws", "azure-native", "hcloud"].map((name) => [
    name,
    new SdkDeclarations(dirname(require.resolve(`@pulumi/${name}/package.json`))),
  ]),
);

function sdkOf(type: string): SdkDeclarations {
  const sdk = sdks.get(type.split(":")[0] ?? "");
  if (sdk === undefined) throw new Error(`no SDK for '${type}'`);
  return sdk;
}

function wrong(type: string, inputs: PropertyObject): readonly string[] {
  const failures = checkObject(inputs, sdkOf(type).resource(type).inputs, type);
  for (const { property, reason } of failures) expect(reason).toContain(`'${property}'`);
  return failures.map(({ reason }) => reason);
}

const [vpc, cluster, role] = ["aws:ec2/vpc:Vpc", "aws:eks/cluster:Cluster", "aws:iam/role:Role"];
const [managed, server] = ["azure-native:containerservice:ManagedCluster", "hcloud:index/server:Server"];
const pool = "azure-native:containerservice:AgentPool";
const profile = { name: "system", count: 3, vmSize: "Standard_D4s_v5", mode: "System" };

describe("right inputs pass", () => {
  it.each<[what: string, type: string, inputs: PropertyObject]>([
    ["nothing where all is optional", vpc, {}],
    ["scalars and maps", vpc, { cidrBlock: "10.0.0.0/16", enableDnsSupport: true, tags: { by: "us" } }],
    ["nested objects", cluster, { roleArn: "arn", vpcConfig: { subnetIds: ["a", "b"] } }],
    ["a text for a union", role, { assumeRolePolicy: "{}" }],
    [
      "an object for a union",
      role,
      {
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }],
        },
      },
    ],
    ["enums and lists of objects", managed, { resourceGroupName: "g", agentPoolProfiles: [profile] }],
    [
      "unknown values for any type",
      server,
      { serverType: Unknown.value, backups: Unknown.value, networks: Unknown.value },
    ],
    ["unknown items", server, { serverType: "cx23", firewallIds: [1, Unknown.value] }],
    [
      "secrets of the right type",
      server,
      { serverType: new Secret("cx23"), userData: new Secret(Unknown.value) },
    ],
    ["nulls for what may be left out", server, { serverType: "cx23", labels: null, colour: null }],
    ["the engine's own inputs", server, { serverType: "cx23", __defaults: [] }],
    [
      "other texts where an enum is open",
      pool,
      { resourceGroupName: "g", resourceName: "c", mode: "Gateway2" },
    ],
  ])("%s", (_, type, inputs) => {
    expect(wrong(type, inputs)).toEqual([]);
  });
});

describe("mistakes are told", () => {
  it.each<[what: string, type: string, inputs: PropertyObject, reasons: string[]]>([
    ["an unknown input", vpc, { cidr: "10.0.0.0/16" }, [`'cidr' is no input of ${vpc}`]],
    ["a missing input", server, {}, ["'serverType' is missing"]],
    ["a missing input that is null", server, { serverType: null }, ["'serverType' is missing"]],
    ["a number for a text", vpc, { cidrBlock: 10 }, ["'cidrBlock' is 10; it must be a string"]],
    [
      "a text for a number",
      vpc,
      { ipv4NetmaskLength: "24" },
      ["'ipv4NetmaskLength' is '24'; it must be a number"],
    ],
    [
      "a text for a boolean",
      vpc,
      { enableDnsSupport: "true" },
      ["'enableDnsSupport' is 'true'; it must be true or false"],
    ],
    [
      "a text for a list",
      server,
      { serverType: "cx23", sshKeys: "key" },
      ["'sshKeys' is 'key'; it must be a list"],
    ],
    [
      "a wrong item",
      server,
      { serverType: "cx23", firewallIds: [1, "2"] },
      ["'firewallIds[1]' is '2'; it must be a number"],
    ],
    ["a list for a map", vpc, { tags: ["a"] }, ["'tags' is a list; it must be an object"]],
    ["a wrong value in a map", vpc, { tags: { count: 3 } }, ["'tags.count' is 3; it must be a string"]],
    [
      "a text for an object",
      cluster,
      { roleArn: "arn", vpcConfig: "vpc" },
      ["'vpcConfig' is 'vpc'; it must be an object (ClusterVpcConfig)"],
    ],
    [
      "mistakes at any depth, all at once",
      managed,
      {
        resourceGroupName: "g",
        agentPoolProfiles: [
          { count: "3", kubeletConfig: { cpuCfsQuota: 1 } },
          { name: "b", upgradeSettings: { surge: "1" } },
        ],
      },
      [
        "'agentPoolProfiles[0].count' is '3'; it must be a number",
        "'agentPoolProfiles[0].kubeletConfig.cpuCfsQuota' is 1; it must be true or false",
        "'agentPoolProfiles[0].name' is missing",
        "'agentPoolProfiles[1].upgradeSettings.surge' is no input of AgentPoolUpgradeSettingsArgs",
      ],
    ],
    [
      "what no member of an enum is",
      managed,
      { resourceGroupName: "g", identity: { type: "System" } },
      [`'identity.type' is 'System'; it must be "SystemAssigned" or "UserAssigned" or "None"`],
    ],
    [
      "what no member of a union is",
      role,
      { assumeRolePolicy: 3 },
      ["'assumeRolePolicy' is 3; it must be a string or an object (PolicyDocument)"],
    ],
    [
      "mistakes within the nearest member of a union",
      role,
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Permit" }] } },
      [`'assumeRolePolicy.Statement[0].Effect' is 'Permit'; it must be "Allow" or "Deny"`],
    ],
    [
      "a secret without its value",
      server,
      { serverType: new Secret(3) },
      ["'serverType' is [secret]; it must be a string"],
    ],
  ])("%s", (_, type, inputs, reasons) => {
    expect(wrong(type, inputs)).toEqual(reasons);
  });
});

describe("types", () => {
  it.each([
    ["aws:glue/mLTransform:MLTransform", "MLTransform"],
    ["aws:kendra/index:Index", "Index"],
    ["azure-native:cdn:AFDEndpoint", "AFDEndpoint"],
    ["hcloud:index/loadBalancer:LoadBalancer", "LoadBalancer"],
  ])("%s is found in its file, however that is spelt", (token, name) => {
    expect(sdkOf(token).resource(token)).toMatchObject({ name, inputs: { name: `${name}Args` } });
  });

  it.each([
    "aws:ec2/vpc:VPC",
    "aws:ec3/vpc:Vpc",
    "azure-native:containerservice/v20240101:ManagedCluster",
    "hcloud:index/server:Image",
  ])("%s is refused", (token) => {
    expect(() => sdkOf(token).resource(token)).toThrow(`'${token}' is no type of the SDK`);
  });

  it("functions are declared with arguments and results", () => {
    const token = "azure-native:containerservice:listManagedClusterUserCredentials";
    const { inputs, outputs } = sdkOf(token).function(token);
    expect([...inputs.properties.keys()]).toEqual([
      "format",
      "resourceGroupName",
      "resourceName",
      "serverFqdn",
    ]);
    expect([...outputs.properties.keys()]).toEqual(["kubeconfigs"]);
  });

  it("a provider is declared with its settings", () => {
    expect(checkObject({ token: "t", pollTime: "1s" }, sdkOf("hcloud:").provider().inputs)).toEqual([
      { property: "pollTime", reason: "'pollTime' is no input of ProviderArgs" },
    ]);
  });
});
