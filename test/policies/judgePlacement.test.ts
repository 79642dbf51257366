import { describe, expect, it } from "vitest";
import type { Inputs } from "../../policies/values";
import { unknown } from "../../policies/values";
import { approvalOf, found, judged, providerOf, resourceOf, today, violations } from "../support/policies";
import { judge } from "../../policies/judge";

const frankfurt = providerOf("aws", { region: "eu-central-1" });
const aws = { locations: { aws: ["eu-central-1"] } };
const approvedAws = "DE (aws: eu-central-1)";
const approvedHcloud = "DE (hcloud: fsn1, nbg1)";
const bucket = "aws:s3/bucket:Bucket";

describe("the location of a resource", () => {
  it.each<[string, Inputs, Inputs | undefined]>([
    ["its own", { region: "eu-central-1" }, {}],
    ["its own, whatever its provider says", { region: "eu-central-1" }, { region: "us-east-1" }],
    ["its provider's", {}, { region: "eu-central-1" }],
    ["its provider's where its own is null", { region: null }, { region: "eu-central-1" }],
    ["its own where no provider is told", { region: "eu-central-1" }, undefined],
  ])("is %s", (_, inputs, provider) => {
    const resource = resourceOf(bucket, inputs, provider && providerOf("aws", provider));
    expect(violations(resource, aws)).toEqual([]);
  });

  it.each<[string, Inputs, Inputs, string]>([
    [
      "another country's",
      { region: "us-east-1" },
      {},
      `placed in us-east-1 (US) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "London, whatever its name sounds like",
      { region: "eu-west-2" },
      {},
      `placed in eu-west-2 (GB) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "Zurich, whatever its name sounds like",
      { region: "eu-central-2" },
      {},
      `placed in eu-central-2 (CH) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "of the country and not among the approved locations",
      { region: "eusc-de-east-1" },
      {},
      `placed in eusc-de-east-1 (DE) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "its provider's",
      {},
      { region: "us-east-1" },
      `placed in us-east-1 (US) by 'region' of its provider; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "unheard of",
      { region: "eu-central-9" },
      {},
      `placed in eu-central-9 (no location of aws that is known) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    ...["EU-CENTRAL-1", "eu central 1", "eu-central-1a", "eu_central_1", "constructor"].map(
      (region): [string, Inputs, Inputs, string] => [
        `${JSON.stringify(region)}, which AWS does not take`,
        { region },
        { region: "eu-central-1" },
        `placed in ${region} (no location of aws that is known) by 'region'; approved: ${approvedAws} - set region or add an exception`,
      ],
    ),
    // What could be read as something else stands in quotes, on one line, and is shortened.
    ...[
      [" eu-central-1", '" eu-central-1"'],
      ["eu-central-1 ", '"eu-central-1 "'],
      ["eu-central-1\n", '"eu-central-1\\n"'],
      ["eu-central-1\u2028", '"eu-central-1\\u2028"'],
      ["\u202eeu-central-1", '"\\u202eeu-central-1"'],
      ["\u009b2Jeu", '"\\u009b2Jeu"'],
      ["eu-central-1; approved: all", '"eu-central-1; approved: all"'],
      ["__proto__", '"__proto__"'],
      ["x".repeat(100_000), `"${"x".repeat(76)}...`],
    ].map(([region = "", shown = ""]): [string, Inputs, Inputs, string] => [
      shown,
      { region },
      { region: "eu-central-1" },
      `placed in ${shown} (no location of aws that is known) by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ]),
    [
      "empty",
      { region: "" },
      { region: "eu-central-1" },
      `placed in "" by 'region'; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "unknown",
      { region: unknown },
      { region: "eu-central-1" },
      "'region' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
    ],
    [
      "its provider's, and unknown",
      {},
      { region: unknown },
      "'region' of its provider names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
    ],
    ...[["eu-central-1"], [], {}, { name: "eu-central-1" }, 1, true, false, 0].map(
      (region): [string, Inputs, Inputs, string] => [
        `no text: ${JSON.stringify(region)}`,
        { region },
        { region: "eu-central-1" },
        `'region' names no place: ${JSON.stringify(region)}; approved: DE - set it to the name of a location or add an exception`,
      ],
    ),
    [
      "missing",
      {},
      {},
      `names no place: 'region', 'region' of its provider are missing; approved: ${approvedAws} - set region or add an exception`,
    ],
    [
      "null everywhere",
      { region: null },
      { region: null },
      `names no place: 'region', 'region' of its provider are missing; approved: ${approvedAws} - set region or add an exception`,
    ],
  ])("is a violation when it is %s", (_, inputs, provider, message) => {
    expect(violations(resourceOf(bucket, inputs, providerOf("aws", provider)), aws)).toEqual([message]);
  });

  it.each(["germanywestcentral", "Germany West Central", "GermanyWestCentral", "GERMANY WEST CENTRAL"])(
    "is %s as Azure takes it",
    (location) => {
      const group = resourceOf(
        "azure-native:resources:ResourceGroup",
        { location },
        providerOf("azure-native"),
      );
      expect(violations(group)).toEqual([]);
      expect(violations(group, { locations: { "azure-native": ["Germany West Central"] } })).toEqual([]);
      expect(violations(group, { locations: { "azure-native": ["germanynorth"] } })).toHaveLength(1);
    },
  );

  it.each([
    "germany",
    "europe",
    "global",
    "germany-west-central",
    "germanywestcentral\n",
    "Germany\u00a0West Central",
    "germanywestcentra\u0131",
  ])("is a violation when Azure has no place %j", (location) => {
    const group = resourceOf(
      "azure-native:resources:ResourceGroup",
      { location },
      providerOf("azure-native"),
    );
    expect(violations(group)).toHaveLength(1);
  });

  it("is that of Azure's provider where the resource names none", () => {
    const group = (location?: string) =>
      resourceOf("azure-native:resources:ResourceGroup", {}, providerOf("azure-native", { location }));
    expect(violations(group("Germany North"))).toEqual([]);
    expect(violations(group("westeurope"))).toHaveLength(1);
    expect(violations(group())).toHaveLength(1);
  });

  it.each<[string, Inputs, Inputs, Record<string, unknown>, boolean]>([
    ["a region", { region: "fr-par" }, {}, {}, true],
    ["another region", { region: "pl-waw" }, {}, {}, false],
    ["its provider's region", {}, { region: "fr-par" }, {}, true],
    ["no region, since a zone is none", {}, { zone: "fr-par-1" }, {}, false],
    ["a zone for a region", { region: "fr-par-1" }, {}, {}, true],
  ])("of Scaleway is %s", (_, inputs, provider, fields, isApproved) => {
    const resource = resourceOf(
      "scaleway:containers/container:Container",
      inputs,
      providerOf("scaleway", provider),
    );
    expect(violations(resource, { jurisdiction: ["FR"], ...fields }).length === 0).toBe(isApproved);
  });

  it.each<[Record<string, unknown>, boolean]>([
    [{}, true],
    [{ locations: { scaleway: ["fr-par"] } }, true],
    [{ locations: { scaleway: ["fr-par-2"] } }, true],
    [{ locations: { scaleway: ["fr-par-1"] } }, false],
    [{ locations: { scaleway: ["nl-ams"] } }, false],
  ])("of a zone of Scaleway is its region, unless %j names zones", (fields, isApproved) => {
    const type = "scaleway:applesilicon/runner:Runner";
    const resource = resourceOf(type, { zone: "fr-par-2" }, providerOf("scaleway"));
    expect(violations(resource, { jurisdiction: ["FR"], ...fields }).length === 0).toBe(isApproved);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ["GRA11", {}, true],
    ["GRA11", { locations: { ovh: ["gra"] } }, true],
    ["GRA11", { locations: { ovh: ["GRA9"] } }, false],
    ["BHS5", {}, false],
    ["gra11", {}, false],
  ])("of OVH is %s under %j: %s", (region, fields, isApproved) => {
    const resource = resourceOf(
      "ovh:CloudProject/containerRegistry:ContainerRegistry",
      { region },
      providerOf("ovh", { endpoint: "ovh-eu" }),
    );
    expect(violations(resource, { jurisdiction: ["FR"], ...fields }).length === 0).toBe(isApproved);
  });

  it("is judged wherever a type names one, in lists as well", () => {
    const replicas = (...names: Inputs[string][]) =>
      resourceOf(
        "aws:ssmincidents/replicationSet:ReplicationSet",
        { regions: names.map((name) => ({ name })) },
        frankfurt,
      );
    const messages = (resource: ReturnType<typeof replicas>) =>
      violations(resource, aws).filter((message) => /^(placed|names|'reg)/.test(message));
    expect(messages(replicas("eu-central-1"))).toEqual([]);
    expect(messages(replicas("eu-central-1", "us-east-1"))).toContain(
      `placed in us-east-1 (US) by 'regions[1].name'; approved: ${approvedAws} - set regions[1].name or add an exception`,
    );
    expect(messages(replicas(["eu-central-1"]))).toContain(
      `'regions[0].name' names no place: ["eu-central-1"]; approved: DE - set it to the name of a location or add an exception`,
    );
    expect(messages(replicas(unknown))).toContain(
      "'regions[0].name' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception",
    );
    const malformed = resourceOf(
      "aws:ssmincidents/replicationSet:ReplicationSet",
      { regions: "eu-central-1" },
      frankfurt,
    );
    expect(messages(malformed)).toContain(
      `'regions' names no place: "eu-central-1"; approved: DE - set it to the name of a location or add an exception`,
    );
  });
});

describe("Hetzner", () => {
  const hcloud = providerOf("hcloud", { token: "secret" });
  it.each<[string, Inputs, string[]]>([
    ["server", { location: "fsn1" }, []],
    [
      "server",
      { location: "hel1" },
      [`placed in hel1 (FI) by 'location'; approved: ${approvedHcloud} - set location or add an exception`],
    ],
    [
      "server",
      { location: "fsn1", datacenter: "fsn1-dc14" },
      [
        `'datacenter' "fsn1-dc14" is ignored by the provider and places nothing; approved: DE - remove it and set 'location' or add an exception`,
      ],
    ],
    [
      "server",
      { datacenter: "fsn1-dc14" },
      [
        `'datacenter' "fsn1-dc14" is ignored by the provider and places nothing; approved: DE - remove it and set 'location' or add an exception`,
        `names no place: 'location' is missing; approved: ${approvedHcloud} - set location or add an exception`,
      ],
    ],
    ["volume", { location: "nbg1" }, []],
    ["volume", { serverId: 42 }, []],
    ["volume", { serverId: "42" }, []],
    ["volume", { serverId: unknown }, []],
    [
      "volume",
      { location: "ash", serverId: 42 },
      [`placed in ash (US) by 'location'; approved: ${approvedHcloud} - set location or add an exception`],
    ],
    [
      "volume",
      { serverId: null },
      [
        `names no place: 'location' is missing; approved: ${approvedHcloud} - set location or add an exception`,
      ],
    ],
    [
      "volume",
      { serverId: "" },
      [
        `'serverId' names no resource that it could follow: ""; approved: DE - use another type or add an exception`,
      ],
    ],
    [
      "volume",
      { serverId: {} },
      [
        `'serverId' names no resource that it could follow: {}; approved: DE - use another type or add an exception`,
      ],
    ],
    ["loadBalancer", { location: "fsn1" }, []],
    [
      "loadBalancer",
      { networkZone: "eu-central" },
      [
        `names no place: 'location' is missing; approved: ${approvedHcloud} - set location or add an exception`,
      ],
    ],
    [
      "loadBalancer",
      { location: "fsn1", networkZone: "us-east" },
      [
        `placed in us-east (US) by 'networkZone'; approved: ${approvedHcloud} - set networkZone or add an exception`,
      ],
    ],
    ["networkSubnet", { networkZone: "eu-central" }, []],
    [
      "networkSubnet",
      { networkZone: "us-west" },
      [
        `placed in us-west (US) by 'networkZone'; approved: ${approvedHcloud} - set networkZone or add an exception`,
      ],
    ],
    [
      "networkSubnet",
      { networkZone: "fsn1" },
      [
        `placed in fsn1 (no network zone of hcloud that is known) by 'networkZone'; approved: ${approvedHcloud} - set networkZone or add an exception`,
      ],
    ],
    ["network", { ipRange: "10.0.0.0/8" }, []],
    ["firewall", {}, []],
    [
      "zone",
      { name: "example.de" },
      ["is worldwide: public DNS; approved: DE - use another type or add an exception"],
    ],
  ])("judges a %s with %j", (kind, inputs, messages) => {
    const type = `hcloud:index/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    expect(violations(resourceOf(type, inputs, hcloud))).toEqual(messages);
  });

  it("has no approved location in a zone that is narrowed away", () => {
    const subnet = resourceOf(
      "hcloud:index/networkSubnet:NetworkSubnet",
      { networkZone: "eu-central" },
      hcloud,
    );
    expect(violations(subnet, { jurisdiction: ["FR"] })).toHaveLength(1);
    expect(violations(subnet, { jurisdiction: ["FI"] })).toEqual([]);
    expect(violations(subnet, { locations: { hcloud: ["fsn1"] } })).toEqual([]);
  });
});

describe("classes", () => {
  it.each<[string, Inputs, string[]]>([
    ["aws:iam/role:Role", {}, []],
    [
      "aws:cloudfront/distribution:Distribution",
      {},
      ["is worldwide: a CDN; approved: DE - use another type or add an exception"],
    ],
    [
      "aws:cloudformation/stack:Stack",
      { region: "eu-central-1" },
      [
        "is opaque: a CloudFormation stack: its template makes the resources; approved: DE - use another type or add an exception",
      ],
    ],
    [
      "aws:route53/zone:Zone",
      {},
      ["is worldwide: public DNS, save with 'vpcs'; approved: DE - use another type or add an exception"],
    ],
    [
      "aws:route53/zone:Zone",
      { vpcs: [] },
      ["is worldwide: public DNS, save with 'vpcs'; approved: DE - use another type or add an exception"],
    ],
    [
      "aws:route53/zone:Zone",
      { vpcs: unknown },
      ["is worldwide: public DNS, save with 'vpcs'; approved: DE - use another type or add an exception"],
    ],
    [
      "aws:route53/zone:Zone",
      { vpcs: [unknown] },
      ["is worldwide: public DNS, save with 'vpcs'; approved: DE - use another type or add an exception"],
    ],
    [
      "aws:route53/zone:Zone",
      { vpcs: { vpcId: "a" } },
      ["is worldwide: public DNS, save with 'vpcs'; approved: DE - use another type or add an exception"],
    ],
    ["aws:route53/zone:Zone", { vpcs: [{ vpcId: "vpc-1" }] }, []],
    [
      "aws:route53/zone:Zone",
      { vpcs: [{ vpcId: "vpc-1", vpcRegion: "us-east-1" }] },
      [
        `placed in us-east-1 (US) by 'vpcs[0].vpcRegion'; approved: ${approvedAws} - set vpcs[0].vpcRegion or add an exception`,
      ],
    ],
    [
      "aws:s3/unheardOf:UnheardOf",
      { region: "eu-central-1" },
      [
        "'aws:s3/unheardOf:UnheardOf' is no type that is known, so nobody can tell where it lies; approved: DE - use another type or add an exception",
      ],
    ],
  ])("judge %s with %j", (type, inputs, messages) => {
    expect(violations(resourceOf(type, inputs, frankfurt), aws)).toEqual(messages);
  });

  it("judge what inherits by its provider's location", () => {
    const type = "aws:cloudwatch:EventRuleEventSubscription";
    expect(violations(resourceOf(type, {}, frankfurt), aws)).toEqual([]);
    expect(violations(resourceOf(type, {}, providerOf("aws", { region: "us-east-1" })), aws)).toEqual([
      `placed in us-east-1 (US) by 'region' of its provider; approved: ${approvedAws} - set region or add an exception`,
    ]);
  });

  it.each([
    ["command:local:Command", "is opaque: runs a command, which may make anything anywhere"],
    [
      "pulumi-nodejs:dynamic:Resource",
      "is opaque: runs the program's own code, which may make anything anywhere",
    ],
  ])("deny %s", (type, what) => {
    expect(violations(resourceOf(type, {}, providerOf(type.split(":")[0] ?? "")))).toEqual([
      `${what}; approved: DE - use another type or add an exception`,
    ]);
  });

  it.each([
    ["azure-native:storage/v20230101:StorageAccount"],
    ["azure-native:storage/v20991231preview:StorageAccount"],
    ["azure-native_storage_v20230101:storage:StorageAccount"],
  ])("take %s for its main type", (type) => {
    const provider = providerOf(
      type.startsWith("azure-native_") ? "azure-native_storage_v20230101" : "azure-native",
    );
    const account = (location: string) =>
      resourceOf(type, { location, sku: { name: "Standard_LRS" } }, provider);
    expect(violations(account("germanywestcentral"))).toEqual([]);
    expect(violations(account("westeurope"))).toHaveLength(1);
  });
});

describe("what needs no approval", () => {
  const missing =
    "no approval says where it may lie; approved: nothing - name an approval in DOMICILE_APPROVAL, or set domicile:jurisdiction and domicile:operators";
  it.each<[string, ReturnType<typeof resourceOf>, boolean]>([
    ["the stack", resourceOf("pulumi:pulumi:Stack"), true],
    [
      "a reference to another stack",
      resourceOf("pulumi:pulumi:StackReference", {}, providerOf("pulumi")),
      true,
    ],
    ["random", resourceOf("random:index/randomPet:RandomPet", {}, providerOf("random")), true],
    ["an unknown type of random", resourceOf("random:index/leak:Leak", {}, providerOf("random")), false],
    ["the provider of tls", resourceOf("pulumi:providers:tls"), true],
    ["a component", resourceOf("acme:index:Site"), true],
    ["a component of a package", resourceOf("awsx:ec2:Vpc"), true],
    ["a chart, whose objects are judged", resourceOf("kubernetes:helm.sh/v4:Chart"), true],
    ["control of a cloud", resourceOf("aws:iam/role:Role", {}, frankfurt), false],
    ["a type without provider that no component has", resourceOf("gcp:storage/bucket:Bucket"), false],
    ["a type of a cloud without provider", resourceOf("aws:acme:Thing"), false],
    ["a provider of a cloud", resourceOf("pulumi:providers:aws", { region: "eu-central-1" }), false],
    ["a Kubernetes object", resourceOf("kubernetes:core/v1:ConfigMap", {}, providerOf("kubernetes")), false],
    ["a command", resourceOf("command:local:Command", {}, providerOf("command")), false],
  ])("%s", (_, resource, isFree) => {
    const messages = judge(resource, { kind: "missing" }, { now: today }).map(({ message }) => message);
    expect(messages).toEqual(isFree ? [] : [missing]);
  });

  it.each([
    "pulumi:pulumi:Stack",
    "random:index/randomPet:RandomPet",
    "acme:index:Site",
    "aws:iam/role:Role",
  ])("is blocked all the same by an approval that cannot be used: %s", (type) => {
    const broken = { kind: "broken", source: "/approval.yaml", problems: ["one", "two"] } as const;
    expect(judge(resourceOf(type), broken, { now: today })).toEqual([
      {
        rule: "approval",
        level: "mandatory",
        message: "the approval (/approval.yaml) cannot be used, so nothing is approved: one; two - mend it",
      },
    ]);
  });
});

describe("components", () => {
  it.each([
    "acme:index:Site",
    "acme:net/site:Site",
    "awsx:ec2:Vpc",
    "eks:index:Cluster",
    "domicile:index:Cluster",
    "kubernetes:yaml:ConfigFile",
  ])("%s is allowed", (type) => {
    expect(judged(resourceOf(type, { region: "us-east-1" }))).toEqual([]);
  });

  it.each(["gcp:storage/bucket:Bucket", "google-native:storage/v1:Bucket", "aws:acme:Thing"])(
    "%s is none, with a provider or without",
    (type) => {
      const message = `'${type}' is no type that is known, so nobody can tell where it lies; approved: DE - use another type or add an exception`;
      expect(violations(resourceOf(type))).toEqual([message]);
      expect(violations(resourceOf(type, {}, providerOf(type.split(":")[0] ?? "")))).toContain(message);
    },
  );

  it("with a provider is none", () => {
    expect(violations(resourceOf("acme:index:Site", {}, providerOf("acme")))).toHaveLength(1);
  });
});

describe("a rule that fails", () => {
  it("is a violation, and does not end the others", () => {
    const broken = {
      ...approvalOf(),
      get operators(): never {
        throw new Error("no operators");
      },
    };
    const resource = resourceOf(bucket, { region: "us-east-1" }, frankfurt);
    const result = { ...found(), kind: "found", approval: broken, excess: [] } as const;
    expect(judge(resource, result, { now: today }).map(({ rule, message }) => [rule, message])).toEqual([
      ["placement", expect.stringMatching(/^placed in us-east-1 \(US\)/)],
      [
        "operator",
        "rule 'operator' could not judge it: no operators; approved: DE - report this, or add an exception",
      ],
    ]);
  });
});
