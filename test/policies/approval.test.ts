import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readApproval } from "../../policies/approval/loadApproval";
import { parseApproval } from "../../policies/approval/parseApproval";

const whole = `
jurisdiction: [DE, FR]
operators: [EU]
locations: { aws: [eu-central-1], azure-native: [West Europe], scaleway: [fr-par-1], ovh: [GRA11], openstack: [RegionOne] }
registries: [registry.example.de, registry.example.de:5000/ai]
endpoints: [otel.example.de]
apiGroups: [serving.kserve.io]
requireDigest: true
hardening: true
clouds: [{ authUrl: "https://keystone.example.de/v3", controller: DE, regions: { RegionOne: DE, Nord: NO } }]
clusters: [{ server: "https://k8s.example.de:6443", country: DE, controller: DE }]
exceptions:
  - { type: "aws:cloudfront/distribution:Distribution", reason: "public web site, no personal data", expires: 2027-01-31 }
  - { urn: "urn:pulumi:prod::web::aws:s3/bucket:Bucket::site", reason: "public", expires: 2027-01-31 }
`;

const head = "jurisdiction: [DE]\noperators: [EU]\n";

const forms = "ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate";
const countries = "ISO 3166-1 alpha-2 codes in capitals";

function problemsIn(text: string): readonly string[] {
  const checked = parseApproval(text);
  return "problems" in checked ? checked.problems : [];
}

describe("parseApproval", () => {
  it("reads every key", () => {
    expect(parseApproval(whole)).toEqual({
      approval: {
        jurisdiction: { written: ["DE", "FR"], countries: new Set(["DE", "FR"]) },
        operators: { written: ["EU"], countries: expect.any(Set) as unknown },
        locations: {
          aws: ["eu-central-1"],
          "azure-native": ["West Europe"],
          scaleway: ["fr-par-1"],
          ovh: ["GRA11"],
          openstack: ["RegionOne"],
        },
        registries: ["registry.example.de", "registry.example.de:5000/ai"],
        endpoints: ["otel.example.de"],
        apiGroups: ["serving.kserve.io"],
        requireDigest: true,
        hardening: true,
        clouds: [
          {
            authUrl: "https://keystone.example.de/v3",
            controller: "DE",
            regions: { RegionOne: "DE", Nord: "NO" },
          },
        ],
        clusters: [{ server: "https://k8s.example.de:6443", country: "DE", controller: "DE" }],
        exceptions: [
          {
            type: "aws:cloudfront/distribution:Distribution",
            reason: "public web site, no personal data",
            expires: "2027-01-31",
          },
          {
            urn: "urn:pulumi:prod::web::aws:s3/bucket:Bucket::site",
            reason: "public",
            expires: "2027-01-31",
          },
        ],
      },
    });
  });

  it("needs no more than jurisdiction and operators", () => {
    expect(parseApproval("jurisdiction: [DE]\noperators: any")).toMatchObject({
      approval: {
        operators: "any",
        locations: {},
        registries: undefined,
        endpoints: [],
        apiGroups: [],
        requireDigest: false,
        hardening: false,
        clouds: [],
        clusters: [],
        exceptions: [],
      },
    });
  });

  it.each([
    ["NO", "jurisdiction: [NO]\noperators: [NO]"],
    ["NO in quotes", 'jurisdiction: ["NO"]\noperators: ["NO"]'],
    ["NO alone", "jurisdiction: NO\noperators: NO"],
    ["NO in a text that says it is YAML 1.1", "%YAML 1.1\n---\njurisdiction: [NO]\noperators: [NO]"],
    ["NO as JSON", '{"jurisdiction": ["NO"], "operators": ["NO"]}'],
    ["NO by an alias", "jurisdiction: &north [NO]\noperators: *north"],
    ["NO twice", "jurisdiction: [NO, NO]\noperators: [NO]"],
  ])("takes %s for Norway", (_, text) => {
    expect(parseApproval(text)).toMatchObject({
      approval: {
        jurisdiction: { written: ["NO"], countries: new Set(["NO"]) },
        operators: { written: ["NO"], countries: new Set(["NO"]) },
      },
    });
  });

  it.each([
    ["a day", "2027-01-31"],
    ["a day in quotes", '"2027-01-31"'],
    ["a day with a tag", "!!timestamp 2027-01-31"],
  ])("takes %s for an expiry date", (_, day) => {
    expect(parseApproval(`${head}exceptions: [{ type: "a:b:C", reason: r, expires: ${day} }]`)).toMatchObject(
      {
        approval: { exceptions: [{ expires: "2027-01-31" }] },
      },
    );
  });

  it.each<[string, string, string[]]>([
    ["an empty file", "", ["is empty"]],
    ["a file of comments", "# nothing", ["is empty"]],
    [
      "a list",
      "- jurisdiction",
      [
        '["jurisdiction"] is no group of settings; allowed keys: jurisdiction, operators, locations, registries, endpoints, apiGroups, requireDigest, hardening, clouds, clusters, exceptions',
      ],
    ],
    ["no jurisdiction", "operators: [EU]", ["jurisdiction: is missing"]],
    ["no operators", "jurisdiction: [DE]", ["operators: is missing"]],
    [
      "nothing behind a key",
      "jurisdiction:\noperators: [EU]",
      [`jurisdiction: nothing is no country or group; allowed: ${forms}`],
    ],
    [
      "an empty jurisdiction",
      "jurisdiction: []\noperators: [EU]",
      ["jurisdiction: is an empty list; name at least one, or remove the key"],
    ],
    [
      "empty operators",
      "jurisdiction: [DE]\noperators: []",
      ["operators: is an empty list; name at least one, or remove the key"],
    ],
    [
      "an unknown country",
      "jurisdiction: [XX]\noperators: [EU]",
      [`jurisdiction[0]: "XX" is no country or group; allowed: ${forms}`],
    ],
    [
      "small letters",
      "jurisdiction: [de]\noperators: [EU]",
      [`jurisdiction[0]: "de" is no country or group; allowed: ${forms}`],
    ],
    [
      "spaces",
      'jurisdiction: ["DE "]\noperators: [EU]',
      [`jurisdiction[0]: "DE " is no country or group; allowed: ${forms}`],
    ],
    [
      "a name",
      "jurisdiction: Germany\noperators: [EU]",
      [`jurisdiction: "Germany" is no country or group; allowed: ${forms}`],
    ],
    [
      "UK, which is GB",
      "jurisdiction: [UK]\noperators: [EU]",
      [`jurisdiction[0]: "UK" is no country or group; allowed: ${forms}`],
    ],
    [
      "a number",
      "jurisdiction: [276]\noperators: [EU]",
      [`jurisdiction[0]: 276 is no country or group; allowed: ${forms}`],
    ],
    [
      "true",
      "jurisdiction: [true]\noperators: [EU]",
      [`jurisdiction[0]: true is no country or group; allowed: ${forms}`],
    ],
    [
      "a nested list",
      "jurisdiction: [[DE]]\noperators: [EU]",
      [`jurisdiction[0]: ["DE"] is no country or group; allowed: ${forms}`],
    ],
    [
      "an object",
      "jurisdiction: { DE: true }\noperators: [EU]",
      [`jurisdiction: {"DE":true} is no country or group; allowed: ${forms}`],
    ],
    [
      "any among operators",
      "jurisdiction: [DE]\noperators: [any]",
      [`operators[0]: "any" is no country or group; allowed: ${forms}`],
    ],
    [
      "any jurisdiction",
      "jurisdiction: any\noperators: [EU]",
      [`jurisdiction: "any" is no country or group; allowed: ${forms}`],
    ],
    [
      "an unknown group",
      "jurisdiction: [EFTA]\noperators: [EU]",
      [`jurisdiction[0]: "EFTA" is no country or group; allowed: ${forms}`],
    ],
    [
      "a name of the prototype",
      "jurisdiction: [constructor]\noperators: [EU]",
      [`jurisdiction[0]: "constructor" is no country or group; allowed: ${forms}`],
    ],
    [
      "an unknown key",
      `${head}region: [eu-central-1]`,
      [
        "region: is no known key; allowed: jurisdiction, operators, locations, registries, endpoints, apiGroups, requireDigest, hardening, clouds, clusters, exceptions",
      ],
    ],
    [
      "a merge key",
      "<<: { jurisdiction: [DE] }\noperators: [EU]",
      [
        "<<: is no known key; allowed: jurisdiction, operators, locations, registries, endpoints, apiGroups, requireDigest, hardening, clouds, clusters, exceptions",
        "jurisdiction: is missing",
      ],
    ],
    [
      "an unknown package",
      `${head}locations: { hetzner: [fsn1] }`,
      [
        "locations.hetzner: is no package with locations; allowed: aws, azure-native, hcloud, scaleway, ovh, openstack",
      ],
    ],
    [
      "an unknown location",
      `${head}locations: { aws: [eu-centrl-1] }`,
      ['locations.aws[0]: "eu-centrl-1" is no location of aws that is known'],
    ],
    [
      "a location in capitals",
      `${head}locations: { aws: [EU-CENTRAL-1] }`,
      ['locations.aws[0]: "EU-CENTRAL-1" is no location of aws that is known'],
    ],
    [
      "no locations of a package",
      `${head}locations: { aws: [] }`,
      ["locations.aws: is an empty list; name at least one, or remove the key"],
    ],
    ["nothing behind a package", `${head}locations: { aws: }`, ["locations.aws: nothing is no list"]],
    [
      "no packages",
      `${head}locations: {}`,
      [
        "locations: {} names no package; allowed: lists by aws, azure-native, hcloud, scaleway, ovh, openstack",
      ],
    ],
    [
      "a list of locations",
      `${head}locations: [eu-central-1]`,
      [
        'locations: ["eu-central-1"] names no package; allowed: lists by aws, azure-native, hcloud, scaleway, ovh, openstack',
      ],
    ],
    [
      "empty registries",
      `${head}registries: []`,
      ["registries: is an empty list; name at least one, or remove the key"],
    ],
    [
      "one registry",
      `${head}registries: registry.example.de`,
      ['registries: "registry.example.de" is no list'],
    ],
    [
      "a registry with a scheme",
      `${head}registries: ["https://registry.example.de"]`,
      [
        'registries[0]: "https://registry.example.de" is no host; allowed: HOST[:PORT], without scheme, spaces and *',
      ],
    ],
    [
      "a star",
      `${head}endpoints: ["*.example.de"]`,
      ['endpoints[0]: "*.example.de" is no host; allowed: HOST[:PORT], without scheme, spaces and *'],
    ],
    [
      "empty exceptions",
      `${head}exceptions: []`,
      ["exceptions: is an empty list; name at least one, or remove the key"],
    ],
    [
      "false, as a writer of YAML 1.1 makes of NO",
      "jurisdiction: [false]\noperators: false\nclouds: [{ authUrl: 'https://k.example.no/v3', controller: false, regions: { A: NO } }]",
      [
        'clouds[0].controller: false is no country; allowed: ISO 3166-1 alpha-2 codes in capitals; write "NO" in quotes for Norway',
        'jurisdiction[0]: false is no country or group; allowed: ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate; write "NO" in quotes for Norway',
        'operators: false is no country or group; allowed: ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate; write "NO" in quotes for Norway',
      ],
    ],
    ["a word for true", `${head}requireDigest: "yes"`, ['requireDigest: "yes" is not true or false']],
    ["a number for true", `${head}hardening: 1`, ["hardening: 1 is not true or false"]],
    [
      "a cloud that says too little",
      `${head}clouds: [{ authUrl: keystone.example.de, regions: {} }]`,
      [
        "clouds[0].controller: is missing",
        'clouds[0].authUrl: "keystone.example.de" is no address; allowed: https://HOST[:PORT][/PATH]',
        "clouds[0].regions: {} names no region; give each with its country, e.g. { RegionOne: DE }",
      ],
    ],
    [
      "a cloud under a group",
      `${head}clouds: [{ authUrl: "https://k.example.de", controller: EU, regions: { RegionOne: eu } }]`,
      [
        `clouds[0].controller: "EU" is no country; allowed: ${countries}`,
        `clouds[0].regions.RegionOne: "eu" is no country; allowed: ${countries}`,
      ],
    ],
    [
      "a cloud named twice",
      `${head}clouds: [{ authUrl: "https://k.example.de/v3", controller: DE, regions: { R: DE } }, { authUrl: "https://K.example.de:443/", controller: FR, regions: { R: FR } }]`,
      ['clouds: "https://K.example.de:443/" is named twice'],
    ],
    [
      "a cluster with an unknown key",
      `${head}clusters: [{ server: "https://k8s.example.de:6443", country: DE, controller: DE, name: prod }]`,
      ["clusters[0].name: is no known key; allowed: server, country, controller"],
    ],
    [
      "an exception without reason and day",
      `${head}exceptions: [{ type: "aws:cloudfront/distribution:Distribution" }]`,
      [
        "exceptions[0] (aws:cloudfront/distribution:Distribution).reason: is missing",
        "exceptions[0] (aws:cloudfront/distribution:Distribution).expires: is missing",
      ],
    ],
    [
      "an exception with an empty reason",
      `${head}exceptions: [{ type: "a:b:C", reason: " ", expires: 2027-01-31 }]`,
      ["exceptions[0] (a:b:C).reason: is empty"],
    ],
    [
      "an exception that names nothing",
      `${head}exceptions: [{ reason: r, expires: 2027-01-31 }]`,
      ["exceptions[0]: names nothing; give 'type' or 'urn'"],
    ],
    ...["2027-02-30", "2027-1-31", "31.01.2027", "20270131", "never", "2027-01-31T00:00:00Z", "null"].map(
      (day): [string, string, string[]] => [
        `the day ${day}`,
        `${head}exceptions: [{ type: "a:b:C", reason: r, expires: ${day} }]`,
        [
          `exceptions[0] (a:b:C).expires: ${day === "20270131" ? day : day === "null" ? "nothing" : `"${day}"`} is no day; allowed: YYYY-MM-DD`,
        ],
      ],
    ),
    [
      "a time with a tag",
      `${head}exceptions: [{ type: "a:b:C", reason: r, expires: !!timestamp 2027-01-31T12:00:00Z }]`,
      ['exceptions[0] (a:b:C).expires: "2027-01-31T12:00:00.000Z" is no day; allowed: YYYY-MM-DD'],
    ],
    [
      "a key twice",
      "jurisdiction: [DE]\njurisdiction: [US]\noperators: [EU]",
      ["is no valid YAML: Map keys must be unique at line 2, column 1"],
    ],
    [
      "a tag of its own",
      `${head}registries: !include x`,
      ["is no valid YAML: Unresolved tag: !include at line 3, column 13"],
    ],
    [
      "two documents",
      `${head}---\njurisdiction: [US]`,
      [
        "is no valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments() at line 3, column 1",
      ],
    ],
    [
      "an alias to nothing",
      "jurisdiction: *none\noperators: [EU]",
      ["is no valid YAML: Unresolved alias (the anchor must be set before the alias): none"],
    ],
    [
      "text",
      "DE",
      [
        '"DE" is no group of settings; allowed keys: jurisdiction, operators, locations, registries, endpoints, apiGroups, requireDigest, hardening, clouds, clusters, exceptions',
      ],
    ],
  ])("refuses %s", (_, text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });

  it("refuses what grows without end", () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `&l${level} [${`*l${level - 1},`.repeat(level > 0 ? 9 : 0)}]`,
    );
    const text = `jurisdiction: [DE]\noperators: [EU]\nregistries: [${levels.join(", ")}]`;
    expect(problemsIn(text)).toEqual(["is no valid YAML: an alias stands within what another alias repeats"]);
  });

  it("tells all mistakes at once", () => {
    const text = "jurisdiction: [XX, de]\noperators: []\nregoin: x\nexceptions: [{ type: a, expires: x }]";
    expect(problemsIn(text)).toHaveLength(6);
  });
});

describe("readApproval", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "domicile-approval-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads a file", async () => {
    const file = join(folder, "approval.yaml");
    await writeFile(file, head);
    expect(readApproval(file)).toMatchObject({ kind: "found", excess: [], approval: { hardening: false } });
  });

  it("says which file cannot be read, and why", () => {
    const file = join(folder, "missing.yaml");
    expect(readApproval(file)).toEqual({
      kind: "broken",
      source: file,
      problems: [`cannot be read: ENOENT: no such file or directory, open '${file}'`],
    });
    const tried = join(process.cwd(), "missing.yaml");
    expect(readApproval("missing.yaml")).toEqual({
      kind: "broken",
      source: tried,
      problems: [
        `cannot be read: ENOENT: no such file or directory, open '${tried}'; 'missing.yaml' was looked for from ${process.cwd()}, give an absolute path`,
      ],
    });
    expect(readApproval(folder)).toMatchObject({
      kind: "broken",
      problems: ["cannot be read: EISDIR: illegal operation on a directory, read"],
    });
  });

  it.each(["", "  "])("does not take the empty name %j for no name", (file) => {
    expect(readApproval(file)).toEqual({
      kind: "broken",
      source: "DOMICILE_APPROVAL",
      problems: ["is set and names no file; name one or unset it"],
    });
  });

  it("refuses text that is no UTF-8", async () => {
    const file = join(folder, "utf16.yaml");
    await writeFile(file, Buffer.from(head, "utf16le").subarray(1));
    expect(readApproval(file)).toMatchObject({ kind: "broken" });
    await writeFile(file, Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xfe])]));
    expect(readApproval(file)).toMatchObject({
      kind: "broken",
      problems: ["cannot be read: The encoded data was not valid for encoding utf-8"],
    });
  });
});
