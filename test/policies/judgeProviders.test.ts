import { describe, expect, it } from "vitest";
import type { Inputs } from "../../policies/values";
import { unknown } from "../../policies/values";
import { judged, providerOf, providerResource, resourceOf, violations } from "../support/policies";

const exception = "or add an exception";

describe("a provider", () => {
  it.each<[string, Inputs, Record<string, unknown>, string[]]>([
    ["aws", { region: "eu-central-1" }, {}, []],
    ["aws", {}, {}, []],
    ["aws", { region: "eu-central-1", skipRegionValidation: "true" }, {}, []],
    [
      "aws",
      { region: "eu-centrl-1", skipRegionValidation: "true" },
      { locations: { aws: ["eu-central-1"] } },
      [
        `placed in eu-centrl-1 (no location of aws that is known) by 'region'; approved: DE (aws: eu-central-1) - set region ${exception}`,
      ],
    ],
    [
      "aws",
      { region: "us-east-1" },
      { locations: { aws: ["eu-central-1"] } },
      [`placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region ${exception}`],
    ],
    [
      "aws",
      { region: unknown },
      {},
      [`'region' names its place and cannot be known yet; approved: DE - give it as plain text ${exception}`],
    ],
    [
      "aws",
      { region: ["eu-central-1"] },
      {},
      [
        `'region' names no place: ["eu-central-1"]; approved: DE - set region to the name of a location ${exception}`,
      ],
    ],
    [
      "aws",
      { region: "eu-central-1", stsRegion: "us-east-1" },
      { locations: { aws: ["eu-central-1"] } },
      [
        `placed in us-east-1 (US) by 'stsRegion'; approved: DE (aws: eu-central-1) - set stsRegion ${exception}`,
      ],
    ],
    ["azure-native", { environment: "public" }, {}, []],
    ["azure-native", { environment: "Public", location: "Germany North" }, {}, []],
    ["azure-native", {}, {}, []],
    [
      "azure-native",
      { environment: "usgovernment" },
      {},
      [`'environment' is "usgovernment" (US); approved: DE - set environment to public ${exception}`],
    ],
    ["azure-native", { environment: "usgovernment" }, { jurisdiction: ["DE", "US"] }, []],
    [
      "azure-native",
      { environment: "China" },
      {},
      [`'environment' is "China" (CN); approved: DE - set environment to public ${exception}`],
    ],
    [
      "azure-native",
      { environment: "german" },
      {},
      [
        `'environment' is "german" (no environment of Azure that is known); approved: DE - set environment to public ${exception}`,
      ],
    ],
    [
      "azure-native",
      { environment: unknown },
      {},
      [`'environment' cannot be known yet; approved: DE - give it as plain text ${exception}`],
    ],
    [
      "azure-native",
      { environment: ["public"] },
      {},
      [
        `'environment' is ["public"] (no environment of Azure that is known); approved: DE - set environment to public ${exception}`,
      ],
    ],
    [
      "azure-native",
      { environment: "" },
      {},
      [
        `'environment' is "" (no environment of Azure that is known); approved: DE - set environment to public ${exception}`,
      ],
    ],
    [
      "azure-native",
      { metadataHost: "metadata.example.com" },
      {},
      [
        `'metadataHost' leads to another endpoint: "metadata.example.com"; approved: DE - remove metadataHost ${exception}`,
      ],
    ],
    [
      "azure-native",
      { location: "westeurope" },
      { locations: { "azure-native": ["germanynorth"] } },
      [
        `placed in westeurope (NL) by 'location'; approved: DE (azure-native: germanynorth) - set location ${exception}`,
      ],
    ],
    ["hcloud", { token: "secret" }, {}, []],
    ["hcloud", { token: unknown }, {}, []],
    ["hcloud", { endpoint: "https://api.hetzner.cloud/v1" }, {}, []],
    ["hcloud", { endpoint: "https://API.hetzner.cloud:443/v1/" }, {}, []],
    [
      "hcloud",
      { endpoint: "http://api.hetzner.cloud/v1" },
      {},
      [
        `'endpoint' leads to another endpoint: "http://api.hetzner.cloud/v1"; approved: DE - remove endpoint ${exception}`,
      ],
    ],
    [
      "hcloud",
      { endpoint: "https://user:pw@api.example.com/v1?key=k#f" },
      {},
      [
        `'endpoint' leads to another endpoint: "https://api.example.com/v1"; approved: DE - remove endpoint ${exception}`,
      ],
    ],
    [
      "hcloud",
      { endpoint: "https://api.example.com" },
      {},
      [
        `'endpoint' leads to another endpoint: "https://api.example.com"; approved: DE - remove endpoint ${exception}`,
      ],
    ],
    ["scaleway", { region: "fr-par", zone: "fr-par-1" }, { jurisdiction: ["FR"] }, []],
    [
      "scaleway",
      { region: "fr-par", zone: "nl-ams-1" },
      { jurisdiction: ["FR"] },
      [`placed in nl-ams-1 (NL) by 'zone'; approved: FR (scaleway: fr-par) - set zone ${exception}`],
    ],
    [
      "scaleway",
      { apiUrl: "https://api.example.com" },
      {},
      [
        `'apiUrl' leads to another endpoint: "https://api.example.com"; approved: DE - remove apiUrl ${exception}`,
      ],
    ],
    ["ovh", { endpoint: "ovh-eu" }, {}, []],
    ["ovh", { endpoint: "ovh-eu" }, { jurisdiction: ["NL"] }, []],
    ["ovh", { endpoint: "ovh-eu" }, { jurisdiction: ["CA"] }, []],
    [
      "ovh",
      { endpoint: "ovh-eu" },
      { jurisdiction: ["US"] },
      [`'endpoint' is "ovh-eu" (FR); approved: US - use an endpoint of the jurisdiction ${exception}`],
    ],
    [
      "ovh",
      { endpoint: "ovh-ca" },
      {},
      [`'endpoint' is "ovh-ca" (CA); approved: DE - set endpoint to ovh-eu ${exception}`],
    ],
    [
      "ovh",
      { endpoint: "ovh-us" },
      { operators: "any" },
      [`'endpoint' is "ovh-us" (US); approved: DE - set endpoint to ovh-eu ${exception}`],
    ],
    ["ovh", { endpoint: "ovh-ca" }, { jurisdiction: ["CA"] }, []],
    [
      "ovh",
      { endpoint: "https://eu.api.ovh.com/1.0" },
      {},
      [
        `'endpoint' is "https://eu.api.ovh.com/1.0" (no endpoint of OVH that is known); approved: DE - set endpoint to ovh-eu ${exception}`,
      ],
    ],
    ["ovh", {}, {}, [`'endpoint' is missing; approved: DE - set endpoint to ovh-eu ${exception}`]],
    [
      "ovh",
      { endpoint: unknown },
      {},
      [`'endpoint' cannot be known yet; approved: DE - give it as plain text ${exception}`],
    ],
    ["random", {}, {}, []],
    ["tls", {}, {}, []],
    [
      "tls",
      { proxy: '{"url":"http://proxy.example.com"}' },
      {},
      [
        `'proxy' leads to another proxy: {"url":"http://proxy.example.com"}; approved: DE - remove proxy ${exception}`,
      ],
    ],
    ["command", {}, {}, []],
    [
      "gcp",
      { region: "europe-west3" },
      {},
      [
        `provides 'gcp', which is no package that is known; approved: DE - use a supported package ${exception}`,
      ],
    ],
    ["azure-native_storage_v20230101", { location: "germanynorth" }, {}, []],
  ])("of %s with %j under %j", (pkg, inputs, fields, messages) => {
    expect(violations(providerResource(pkg, inputs), fields)).toEqual(messages);
  });

  const endpoints = '[{"s3":"https://s3.example.com"}]';
  it.each<[string, Inputs, boolean]>([
    ["endpoints as JSON text", { endpoints }, false],
    ["endpoints as data", { endpoints: [{ s3: "https://s3.example.com" }] }, false],
    ["endpoints that are no JSON", { endpoints: "https://s3.example.com" }, false],
    ["endpoints that cannot be known", { endpoints: unknown }, false],
    ["one that cannot be known", { endpoints: [{ s3: unknown }] }, false],
    ["no endpoints", { endpoints: "[]" }, true],
    ["endpoints that name none", { endpoints: '[{"s3":""},{}]' }, true],
    ["null", { endpoints: "null" }, true],
    ["a proxy", { httpProxy: "http://proxy.example.com:3128" }, false],
    ["a proxy for https", { httpsProxy: "http://proxy.example.com:3128" }, false],
    ["a proxy that cannot be known", { httpsProxy: unknown }, false],
    ["an empty proxy", { httpProxy: "" }, true],
    ["a proxy that is approved", { httpsProxy: "http://proxy.example.de:3128" }, true],
    ["one with a slash, a user and no scheme", { httpsProxy: "user:pw@proxy.example.de:3128/" }, true],
    ["one on another port", { httpsProxy: "http://proxy.example.de:3129" }, false],
    ["an approved host as an endpoint", { endpoints: '[{"s3":"http://proxy.example.de:3128"}]' }, false],
  ])("and what it makes with %s", (_, inputs, isApproved) => {
    const fields = { endpoints: ["proxy.example.de:3128"] };
    const place = { region: "eu-central-1" };
    const own = violations(providerResource("aws", { ...place, ...inputs }), fields);
    const made = violations(
      resourceOf("aws:s3/bucket:Bucket", {}, providerOf("aws", { ...place, ...inputs })),
      fields,
    );
    expect([own.length, made.length]).toEqual(isApproved ? [0, 0] : [1, 1]);
    expect(made.every((message) => message.includes("' of its provider "))).toBe(true);
  });

  it("of another package than the resource's is a violation", () => {
    const resource = resourceOf("aws:s3/bucket:Bucket", { region: "eu-central-1" }, providerOf("acme"));
    expect(violations(resource)).toEqual([
      "its provider is of 'acme', not of 'aws'; approved: DE - use a provider of aws or add an exception",
    ]);
  });
});

describe("an operator", () => {
  const run = (entity: string, law: string): string =>
    `run by ${entity} under the law of ${law}; approved: operators EU - use a cloud of an approved operator or add an exception`;
  const [amazon, microsoft] = [
    run("Amazon Web Services EMEA SARL", "US"),
    run("Microsoft Ireland Operations Ltd", "US"),
  ];
  it.each<[string, Inputs, Inputs, string[]]>([
    ["aws:s3/bucket:Bucket", { region: "eu-central-1" }, {}, [amazon]],
    ["aws:iam/role:Role", {}, { region: "eu-central-1" }, [amazon]],
    ["aws:iam/role:Role", {}, {}, [amazon]],
    [
      "aws:s3/bucket:Bucket",
      { region: "eusc-de-east-1" },
      {},
      [run("AWS European Sovereign Cloud GmbH", "US")],
    ],
    ["azure-native:resources:ResourceGroup", { location: "germanynorth" }, {}, [microsoft]],
    ["azure-native:authorization:RoleAssignment", {}, {}, [microsoft]],
    ["hcloud:index/sshKey:SshKey", {}, {}, []],
    ["hcloud:index/server:Server", { location: "fsn1" }, {}, []],
    ["scaleway:account/project:Project", {}, {}, []],
    ["ovh:Iam/permissionsGroup:PermissionsGroup", {}, { endpoint: "ovh-eu" }, []],
    ["random:index/randomPet:RandomPet", {}, {}, []],
  ])("runs %s with %j through %j", (type, inputs, provider, messages) => {
    const resource = resourceOf(type, inputs, providerOf(type.split(":")[0] ?? "", provider));
    expect(violations(resource, { operators: ["EU"] })).toEqual(messages);
    expect(violations(resource, { operators: "any" })).toEqual([]);
  });

  it.each<[string, string, string]>([
    ["aws-cn", "cn-north-1", "CN"],
    ["aws-us-gov", "us-gov-west-1", "US"],
  ])("of the partition %s is bound by %s's own law", (_, region, country) => {
    const role = resourceOf("aws:iam/role:Role", {}, providerOf("aws", { region }));
    expect(violations(role, { operators: [country] })).toEqual([]);
    expect(violations(role, { operators: ["DE"] })[0]).toContain(`under the law of ${country}`);
  });

  it("of Azure's own environments is bound by their law", () => {
    const role = resourceOf(
      "azure-native:authorization:RoleAssignment",
      {},
      providerOf("azure-native", { environment: "china" }),
    );
    expect(violations(role, { jurisdiction: ["CN"], operators: ["CN"] })).toEqual([]);
    expect(violations(role, { jurisdiction: ["CN"], operators: ["US"] })[0]).toContain("under the law of CN");
  });

  it("of OVH's companies abroad is bound by theirs and the group's", () => {
    const user = resourceOf(
      "ovh:Iam/permissionsGroup:PermissionsGroup",
      {},
      providerOf("ovh", { endpoint: "ovh-ca" }),
    );
    expect(violations(user, { jurisdiction: ["CA"], operators: ["CA", "FR"] })).toEqual([]);
    expect(violations(user, { jurisdiction: ["CA"], operators: ["FR"] })[0]).toContain("under the law of CA");
    expect(violations(user, { jurisdiction: ["CA"], operators: ["CA"] })[0]).toContain("under the law of FR");
  });

  it("is not asked for on a provider, which makes nothing itself", () => {
    expect(violations(providerResource("aws", { region: "eu-central-1" }), { operators: ["EU"] })).toEqual(
      [],
    );
  });
});

describe("OpenStack", () => {
  const listed = {
    clouds: [
      {
        authUrl: "https://keystone.example.de/v3",
        controller: "DE",
        regions: { RegionOne: "DE", Nord: "NO" },
      },
    ],
  };
  const type = "openstack:compute/instance:Instance";
  const instance = (provider: Inputs, inputs: Inputs = {}) =>
    resourceOf(type, inputs, providerOf("openstack", provider));
  const fix =
    "set 'authUrl' of the provider to a cloud of the catalogue, or list it under 'clouds' in the approval";
  it.each<[string, Inputs, Inputs, Record<string, unknown>]>([
    ["a listed cloud", { authUrl: "https://keystone.example.de/v3", region: "RegionOne" }, {}, listed],
    [
      "a listed cloud, written otherwise",
      { authUrl: "https://KEYSTONE.example.de:443/" },
      { region: "RegionOne" },
      listed,
    ],
    ["OVH", { authUrl: "https://auth.cloud.ovh.net/v3", region: "DE1" }, {}, {}],
    ["Open Telekom Cloud", { authUrl: "https://iam.eu-de.otc.t-systems.com/v3", region: "eu-de" }, {}, {}],
    ["STACKIT", { authUrl: "https://keystone.api.iaas.eu01.stackit.cloud/v3", region: "RegionOne" }, {}, {}],
  ])("is judged as %s", (_, provider, inputs, fields) => {
    expect(violations(instance(provider, inputs), { operators: ["EU"], ...fields })).toEqual([]);
    expect(violations(providerResource("openstack", provider), { operators: ["EU"], ...fields })).toEqual([]);
  });

  it.each<[string, Inputs, Inputs, Record<string, unknown>, string[]]>([
    [
      "another country's region",
      { authUrl: "https://keystone.example.de/v3", region: "Nord" },
      {},
      listed,
      [
        `placed in Nord (NO) by 'region' of its provider; approved: DE (openstack: RegionOne) - set region or add an exception`,
      ],
    ],
    [
      "a region that is not listed",
      { authUrl: "https://keystone.example.de/v3", region: "RegionOne" },
      { region: "RegionTwo" },
      listed,
      [
        `placed in RegionTwo (no region of https://keystone.example.de/v3 that is known) by 'region'; approved: DE (openstack: RegionOne) - set region or add an exception`,
      ],
    ],
    [
      "another cloud with the same region",
      { authUrl: "https://keystone.example.com/v3", region: "RegionOne" },
      {},
      listed,
      [
        `'authUrl' https://keystone.example.com/v3 is no cloud that is known, by its provider; approved: DE - ${fix} or add an exception`,
      ],
    ],
    [
      "another port",
      { authUrl: "https://keystone.example.de:5000/v3", region: "RegionOne" },
      {},
      listed,
      [
        `'authUrl' https://keystone.example.de:5000/v3 is no cloud that is known, by its provider; approved: DE - ${fix} or add an exception`,
      ],
    ],
    [
      "no address",
      { region: "RegionOne" },
      {},
      listed,
      [`'authUrl' is missing, by its provider; approved: DE - ${fix} or add an exception`],
    ],
    [
      "a name in a file",
      { cloud: "prod", region: "RegionOne" },
      {},
      listed,
      [
        `'cloud' "prod" stands in a clouds.yaml that nobody can see here, by its provider; approved: DE - ${fix} or add an exception`,
      ],
    ],
    [
      "an unknown address",
      { authUrl: unknown, region: "RegionOne" },
      {},
      listed,
      [`'authUrl' cannot be known yet, by its provider; approved: DE - ${fix} or add an exception`],
    ],
    [
      "no region",
      { authUrl: "https://keystone.example.de/v3" },
      {},
      listed,
      [
        `names no place: 'region', 'region' of its provider are missing; approved: DE (openstack: RegionOne) - set region or add an exception`,
      ],
    ],
  ])("refuses %s", (_, provider, inputs, fields, messages) => {
    expect(violations(instance(provider, inputs), fields)).toEqual(messages);
  });

  it("refuses control types of a cloud that nobody knows, and a cloud of an operator that is not approved", () => {
    const key = (provider: Inputs) =>
      resourceOf(
        "openstack:identity/applicationCredential:ApplicationCredential",
        {},
        providerOf("openstack", provider),
      );
    expect(violations(key({ authUrl: "https://keystone.example.com" }), { operators: "any" })).toHaveLength(
      1,
    );
    expect(
      violations(key({ authUrl: "https://keystone.example.de/v3" }), { ...listed, operators: ["FR"] }),
    ).toEqual([
      "run by https://keystone.example.de/v3 under the law of DE; approved: operators FR - use a cloud of an approved operator or add an exception",
    ]);
    expect(violations(resourceOf(type, { region: "RegionOne" }), listed)).toHaveLength(1);
  });
});

describe("notes", () => {
  it("are told where the state is kept", () => {
    expect(judged(resourceOf("pulumi:pulumi:Stack"))).toEqual([]);
  });
});
