import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import {
  type Case,
  account,
  azurePublic,
  blocked,
  bucket,
  clean,
  frankfurt,
  german,
  germanAnyone,
  hetzner,
  ovhEurope,
  server,
  stackit,
  table,
  virginia,
} from "../../support/contract/cases";

describe("components (no provider) are allowed, their children judged", () => {
  table(german, [
    ["domicile:index:InferenceServer", {}, undefined, clean],
    ["awsx:ec2:Vpc", { region: "us-east-1" }, undefined, clean],
    ["eks:index:Cluster", {}, undefined, clean],
    ["kubernetes:helm.sh/v4:Chart", { chart: "x" }, undefined, clean],
    ["kubernetes:yaml/v2:ConfigGroup", {}, undefined, clean],
    ["my-company:net/site:Site", {}, undefined, clean],
    ["constructor:index:Foo", {}, undefined, clean],
    [
      bucket,
      { region: "us-east-1" },
      undefined,
      blocked("us-east-1 (US)"),
      "a resource that hides its provider",
    ],
    ["aws:iam/role:Role", {}, undefined, blocked("US")],
    [server, { location: "ash" }, undefined, blocked("ash (US)")],
    [account, { location: "westus" }, undefined, blocked("westus (US)")],
    ["kubernetes:core/v1:Secret", {}, undefined, blocked("DE")],
  ]);
});

describe("providers of unknown packages and in a foreign location are violations, and so are detours", () => {
  table(germanAnyone, [
    ["pulumi:providers:gcp", { project: "p" }, undefined, blocked("gcp", "DE")],
    ["pulumi:providers:google-native", {}, undefined, blocked("google-native", "DE")],
    ["pulumi:providers:azure", {}, undefined, blocked("azure", "DE")],
    ["pulumi:providers:constructor", {}, undefined, blocked("constructor", "DE")],
    ["pulumi:providers:__proto__", {}, undefined, blocked("__proto__", "DE")],
    ["pulumi:providers:", {}, undefined, blocked("DE")],
    ["pulumi:providers:AWS", { region: "eu-central-1" }, undefined, blocked("AWS", "DE")],
    ["pulumi:providers:aws", frankfurt, undefined, clean],
    ["pulumi:providers:aws", { region: "eu-central-1" }, undefined, clean],
    ["pulumi:providers:aws", virginia, undefined, blocked("us-east-1 (US)", "DE")],
    ["pulumi:providers:aws", { region: "eu-central-1 " }, undefined, blocked("eu-central-1 ", "DE")],
    ["pulumi:providers:aws", { region: "EU-CENTRAL-1" }, undefined, blocked("EU-CENTRAL-1", "DE")],
    ["pulumi:providers:aws", { region: unknown }, undefined, blocked("region", "DE")],
    ["pulumi:providers:aws", { region: 5 }, undefined, blocked("region", "DE")],
    ["pulumi:providers:aws", { region: "" }, undefined, blocked("region", "DE")],
    ["pulumi:providers:aws", { region: ["eu-central-1"] }, undefined, blocked("region", "DE")],
    ["pulumi:providers:aws", { region: "constructor" }, undefined, blocked("constructor", "DE")],
    [
      "pulumi:providers:aws",
      { ...frankfurt, endpoints: [{ s3: "http://s3.example" }] },
      undefined,
      blocked("endpoints", "s3.example", "DE"),
    ],
    [
      "pulumi:providers:aws",
      { ...frankfurt, endpoints: '[{"s3":"http://s3.example"}]' },
      undefined,
      blocked("endpoints", "s3.example", "DE"),
    ],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: unknown }, undefined, blocked("endpoints", "DE")],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: "[{" }, undefined, blocked("endpoints", "DE")],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: "[]" }, undefined, clean],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: [] }, undefined, clean],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: "[{}]" }, undefined, clean],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: [{ s3: "" }] }, undefined, clean],
    [
      "pulumi:providers:aws",
      { ...frankfurt, httpProxy: "http://proxy.example:3128" },
      undefined,
      blocked("httpProxy", "DE"),
    ],
    [
      "pulumi:providers:aws",
      { ...frankfurt, httpsProxy: "http://proxy.example:3128" },
      undefined,
      blocked("httpsProxy", "DE"),
    ],
    ["pulumi:providers:aws", { ...frankfurt, skipRegionValidation: true }, undefined, clean],
    [
      "pulumi:providers:aws",
      { ...frankfurt, skipRegionValidation: "true", skipCredentialsValidation: "false" },
      undefined,
      clean,
    ],
    ["pulumi:providers:aws", { ...frankfurt, stsRegion: "us-east-1" }, undefined, blocked("us-east-1", "DE")],
    ["pulumi:providers:aws", { ...frankfurt, s3UsEast1RegionalEndpoint: "regional" }, undefined, clean],
    [
      "pulumi:providers:aws",
      {
        ...frankfurt,
        profile: "prod",
        defaultTags: '{"tags":{"a":"b"}}',
        assumeRoles: '[{"roleArn":"arn:aws:iam::1:role/r"}]',
      },
      undefined,
      clean,
    ],
    ["pulumi:providers:azure-native", azurePublic, undefined, clean],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, location: "West Europe" },
      undefined,
      blocked("(NL)", "DE"),
    ],
    ["pulumi:providers:azure-native", { ...azurePublic, location: "Germany West Central" }, undefined, clean],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, environment: "usgovernment" },
      undefined,
      blocked("usgovernment", "DE"),
    ],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, environment: "china" },
      undefined,
      blocked("china", "DE"),
    ],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, environment: "mars" },
      undefined,
      blocked("mars", "DE"),
    ],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, environment: unknown },
      undefined,
      blocked("environment", "DE"),
    ],
    [
      "pulumi:providers:azure-native",
      { ...azurePublic, metadataHost: "management.example" },
      undefined,
      blocked("metadataHost", "DE"),
    ],
    ["pulumi:providers:azure-native_storage_v20230101", azurePublic, undefined, clean],
    ["pulumi:providers:hcloud", hetzner, undefined, clean],
    [
      "pulumi:providers:hcloud",
      { token: "t", endpoint: "https://hcloud.example/v1" },
      undefined,
      blocked("endpoint", "DE"),
    ],
    ["pulumi:providers:hcloud", { token: "t", endpoint: "https://api.hetzner.cloud/v1" }, undefined, clean],
    ["pulumi:providers:hcloud", { token: "t", endpoint: "https://api.hetzner.cloud/v1/" }, undefined, clean],
    [
      "pulumi:providers:hcloud",
      { token: "t", endpoint: "https://api.hetzner.cloud:443/v1" },
      undefined,
      clean,
    ],
    [
      "pulumi:providers:hcloud",
      { token: "t", endpoint: "http://api.hetzner.cloud/v1" },
      undefined,
      blocked("endpoint", "DE"),
    ],
    ["pulumi:providers:scaleway", { region: "nl-ams" }, undefined, blocked("nl-ams (NL)", "DE")],
    ["pulumi:providers:scaleway", { zone: "pl-waw-1" }, undefined, blocked("pl-waw-1", "DE")],
    [
      "pulumi:providers:scaleway",
      { region: "fr-par", apiUrl: "https://scw.example" },
      undefined,
      blocked("apiUrl", "DE"),
    ],
    ["pulumi:providers:ovh", ovhEurope, undefined, clean],
    ["pulumi:providers:ovh", { endpoint: "ovh-us" }, undefined, blocked("ovh-us", "DE")],
    ["pulumi:providers:ovh", { endpoint: "ovh-ca" }, undefined, blocked("ovh-ca", "DE")],
    [
      "pulumi:providers:ovh",
      { endpoint: "https://api.us.ovhcloud.com/1.0" },
      undefined,
      blocked("endpoint", "DE"),
    ],
    ["pulumi:providers:ovh", { endpoint: "ovh-mars" }, undefined, blocked("ovh-mars", "DE")],
    ["pulumi:providers:ovh", { endpoint: unknown }, undefined, blocked("endpoint", "DE")],
    ["pulumi:providers:openstack", stackit, undefined, clean],
    [
      "pulumi:providers:openstack",
      { authUrl: "https://keystone.example/v3", region: "RegionOne" },
      undefined,
      blocked("keystone.example", "DE"),
    ],
    ["pulumi:providers:openstack", { authUrl: unknown }, undefined, blocked("authUrl", "DE")],
    ["pulumi:providers:openstack", { cloud: "prod" }, undefined, blocked("DE")],
    [
      "pulumi:providers:openstack",
      { ...stackit, endpointOverrides: '{"compute":"https://nova.example/"}' },
      undefined,
      blocked("endpointOverrides", "DE"),
    ],
    [
      "pulumi:providers:openstack",
      { ...stackit, endpointOverrides: { compute: "https://nova.example/" } },
      undefined,
      blocked("endpointOverrides", "DE"),
    ],
    ["pulumi:providers:random", {}, undefined, clean],
  ]);
  describe("an endpoint of another jurisdiction", () => {
    table("jurisdiction: [US]\noperators: any\n", [
      ["pulumi:providers:ovh", ovhEurope, undefined, blocked("ovh-eu", "US")],
      ["pulumi:providers:ovh", { endpoint: "ovh-us" }, undefined, clean],
      ["pulumi:providers:azure-native", { ...azurePublic, environment: "usgovernment" }, undefined, clean],
    ]);
  });
  describe("a proxy on an approved host", () => {
    table(`${germanAnyone}endpoints: ["proxy.example.de:3128", proxy.example.com]\n`, [
      ...[
        "http://proxy.example.de:3128",
        "http://proxy.example.de:3128/",
        "https://proxy.example.com:9999",
      ].map((httpsProxy): Case => ["pulumi:providers:aws", { ...frankfurt, httpsProxy }, undefined, clean]),
      ...["http://proxy.example.de:3129", "http://proxy.example.de.evil.example:3128"].map(
        (httpsProxy): Case => [
          "pulumi:providers:aws",
          { ...frankfurt, httpsProxy },
          undefined,
          blocked("httpsProxy", "DE"),
        ],
      ),
      // A custom endpoint stays one.
      [
        "pulumi:providers:aws",
        { ...frankfurt, endpoints: [{ s3: "https://proxy.example.com" }] },
        undefined,
        blocked("endpoints", "DE"),
      ],
    ]);
  });
  describe("and what goes by such a provider", () => {
    table(germanAnyone, [
      [
        bucket,
        { region: "eu-central-1" },
        { ...frankfurt, endpoints: '[{"s3":"http://s3.example"}]' },
        blocked("endpoints", "DE"),
      ],
      [
        bucket,
        { region: "eu-central-1" },
        { ...frankfurt, httpsProxy: "http://proxy.example" },
        blocked("httpsProxy", "DE"),
      ],
      [
        "hcloud:index/sshKey:SshKey",
        { publicKey: "k" },
        { endpoint: "https://hcloud.example" },
        blocked("endpoint", "DE"),
      ],
      [
        account,
        { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
        { environment: "china" },
        blocked("china"),
      ],
      ["ovh:CloudProject/kube:Kube", { region: "DE1" }, { endpoint: "ovh-us" }, blocked("ovh-us")],
    ]);
  });
});
