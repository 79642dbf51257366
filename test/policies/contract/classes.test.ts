import { describe, it } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import {
  azurePublic,
  blocked,
  type Case,
  clean,
  cluster,
  expectOutcome,
  frankfurt,
  germanAnyone,
  hetzner,
  judged,
  ovhEurope,
  paris,
  stackit,
  table,
  told,
  union,
} from "../../support/contract/cases";

describe("control types need no location", () => {
  table(germanAnyone, [
    ["aws:iam/role:Role", { assumeRolePolicy: "{}" }, frankfurt, clean],
    ["aws:iam/role:Role", {}, {}, clean, "no region anywhere"],
    ["aws:iam/role:Role", {}, { region: unknown }, clean],
    ["aws:iam/policy:Policy", { policy: unknown }, frankfurt, clean],
    ["aws:iam/rolePolicy:RolePolicy", { role: unknown, policy: "{}" }, frankfurt, clean],
    [
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      { role: "r", policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy" },
      frankfurt,
      clean,
    ],
    ["aws:iam/instanceProfile:InstanceProfile", { role: "r" }, frankfurt, clean],
    [
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      { url: "https://oidc.eks.eu-central-1.amazonaws.com/id/0A", clientIdLists: ["sts.amazonaws.com"] },
      frankfurt,
      clean,
    ],
    ["aws:iam/user:User", {}, frankfurt, clean],
    ["aws:iam/group:Group", {}, frankfurt, clean],
    ["aws:iam/accessKey:AccessKey", { user: "u" }, frankfurt, clean],
    [
      "aws:iam/serviceLinkedRole:ServiceLinkedRole",
      { awsServiceName: "eks.amazonaws.com" },
      frankfurt,
      clean,
    ],
    ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", { blockPublicAcls: true }, frankfurt, clean],
    ["aws:route53/zone:Zone", { name: "corp.internal", vpcs: [{ vpcId: "vpc-1" }] }, frankfurt, clean],
    ["aws:route53/zone:Zone", { name: "corp.internal", vpcs: [{ vpcId: unknown }] }, frankfurt, clean],
    [
      "azure-native:authorization:RoleAssignment",
      { principalId: "p", roleDefinitionId: "r", scope: "/subscriptions/1" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:authorization:RoleDefinition",
      { roleName: "r", scope: "/subscriptions/1" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:authorization/v20220401:RoleAssignment",
      { scope: "/subscriptions/1" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:privatedns:PrivateZone",
      { privateZoneName: "corp.internal", location: "Global", resourceGroupName: "rg" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:network:PrivateZone",
      { privateZoneName: "corp.internal", location: "global", resourceGroupName: "rg" },
      azurePublic,
      clean,
    ],
    ["azure-native:privatedns:PrivateRecordSet", { privateZoneName: "corp.internal" }, azurePublic, clean],
    [
      "azure-native:privatedns:VirtualNetworkLink",
      { privateZoneName: "corp.internal", location: "Global", virtualNetwork: { id: unknown } },
      azurePublic,
      clean,
    ],
    [
      "ovh:CloudProject/user:User",
      { serviceName: "s", roleNames: ["objectstore_operator"] },
      ovhEurope,
      clean,
    ],
    ["ovh:CloudProject/s3Policy:S3Policy", { serviceName: "s", policy: "{}" }, ovhEurope, clean],
    ["ovh:CloudProject/s3Credential:S3Credential", { serviceName: "s", userId: "u" }, ovhEurope, clean],
    ["ovh:Iam/policy:Policy", { name: "p" }, ovhEurope, clean],
    ["scaleway:iam/application:Application", {}, {}, clean],
    ["scaleway:iam/apiKey:ApiKey", { applicationId: "a" }, paris, clean],
    ["scaleway:iam/sshKey:SshKey", { publicKey: "k" }, paris, clean],
    ["scaleway:account/project:Project", { name: "p" }, paris, clean],
    ["hcloud:index/sshKey:SshKey", { publicKey: "ssh-ed25519 A" }, hetzner, clean],
    [
      "hcloud:index/firewall:Firewall",
      { rules: [{ direction: "in", protocol: "tcp", port: "443", sourceIps: ["0.0.0.0/0"] }] },
      hetzner,
      clean,
    ],
  ]);
});

describe("public DNS, CDNs and accelerators are global, and opaque types are denied, unless excepted", () => {
  const global: readonly (readonly [string, Inputs, Inputs])[] = [
    ["aws:cloudfront/distribution:Distribution", { enabled: true }, frankfurt],
    ["aws:cloudfront/function:Function", {}, frankfurt],
    ["aws:globalaccelerator/accelerator:Accelerator", {}, frankfurt],
    ["aws:route53/zone:Zone", { name: "example.de" }, frankfurt],
    ["aws:route53/zone:Zone", { name: "example.de", vpcs: [] }, frankfurt],
    ["aws:route53/zone:Zone", { name: "example.de", vpcs: null }, frankfurt],
    ["aws:route53domains/registeredDomain:RegisteredDomain", { domainName: "example.de" }, frankfurt],
    ["aws:networkmanager/globalNetwork:GlobalNetwork", {}, frankfurt],
    ["aws:ecrpublic/repository:Repository", { repositoryName: "r", region: "eu-central-1" }, frankfurt],
    ["aws:waf/webAcl:WebAcl", {}, frankfurt],
    ["aws:lightsail/distribution:Distribution", { region: "eu-central-1" }, frankfurt],
    [
      "azure-native:cdn:Profile",
      { location: "Global", sku: { name: "Standard_AzureFrontDoor" } },
      azurePublic,
    ],
    ["azure-native:cdn:AFDEndpoint", { location: "germanywestcentral" }, azurePublic],
    ["azure-native:network:FrontDoor", { location: "global" }, azurePublic],
    ["azure-native:frontdoor:FrontDoor", { location: "global" }, azurePublic],
    ["azure-native:dns:Zone", { location: "Global", zoneName: "example.de" }, azurePublic],
    ["azure-native:network:Zone", { location: "Global", zoneName: "example.de" }, azurePublic],
    ["azure-native:trafficmanager:Profile", { location: "global" }, azurePublic],
    ["azure-native:web:StaticSite", { location: "germanywestcentral" }, azurePublic],
    ["hcloud:index/zone:Zone", { name: "example.de", mode: "primary" }, hetzner],
    ["hcloud:index/zoneRrset:ZoneRrset", { zone: "example.de" }, hetzner],
    ["scaleway:domain/zone:Zone", { domain: "example.de" }, paris],
    ["scaleway:domain/record:Record", { dnsZone: "example.de" }, paris],
    ["scaleway:edgeservices/pipeline:Pipeline", {}, paris],
    ["ovh:Domain/zone:Zone", {}, ovhEurope],
    ["ovh:Domain/zoneRecord:ZoneRecord", { zone: "example.de" }, ovhEurope],
    ["aws:cloudformation/stack:Stack", { templateBody: "{}", region: "eu-central-1" }, frankfurt],
    ["aws:cloudformation/stackSet:StackSet", { region: "eu-central-1" }, frankfurt],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "AWS::S3::Bucket", desiredState: "{}", region: "eu-central-1" },
      frankfurt,
    ],
    [
      "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
      { productId: "p", region: "eu-central-1" },
      frankfurt,
    ],
    [
      "azure-native:resources:Deployment",
      { location: "germanywestcentral", properties: { template: {} } },
      azurePublic,
    ],
    ["azure-native:resources:DeploymentAtSubscriptionScope", { location: "germanywestcentral" }, azurePublic],
    ["azure-native:resources:Resource", { location: "germanywestcentral" }, azurePublic],
    ["azure-native:resources/v20210401:Deployment", { location: "germanywestcentral" }, azurePublic],
    ["kubernetes:helm.sh/v3:Release", { chart: "x" }, cluster],
    ["kubernetes:core/v1:List", { items: [] }, cluster],
    ["kubernetes:core/v1:ConfigMapList", { items: [] }, cluster],
    ["kubernetes:apps/v1:DeploymentList", { items: [] }, cluster],
    ["openstack:orchestration/stackV1:StackV1", {}, stackit],
    ["command:local:Command", { create: "aws s3 mb s3://x" }, {}],
    ["command:remote:Command", { create: "ls" }, {}],
    ["command:remote:CopyToRemote", {}, {}],
    ["pulumi-nodejs:dynamic:Resource", { __provider: "x" }, {}],
    ["pulumi-nodejs:dynamic/my:Thing", { __provider: "x" }, {}],
    ["pulumi-python:dynamic:Resource", {}, {}],
  ];
  describe("denied", () => {
    table(
      union,
      global.map(([type, inputs, provider]): Case => [type, inputs, provider, blocked("EU")]),
    );
  });
  describe("and excepted", () => {
    it.each(global)("%s %j", (type, inputs, provider) => {
      const yaml = `jurisdiction: [DE]\noperators: any\nexceptions: [{ type: "${type}", reason: "weighed", expires: 2027-06-30 }]\n`;
      expectOutcome(judged(yaml, type, inputs, provider), told("weighed", "2027-06-30"));
    });
  });
});

describe("an unknown type or package is denied", () => {
  table(germanAnyone, [
    ["aws:s3/newThing:NewThing", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["aws:bucket", {}, frankfurt, blocked("DE")],
    ["aws:", {}, frankfurt, blocked("DE")],
    ["aws::", {}, frankfurt, blocked("DE")],
    ["aws:constructor:constructor", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["aws:__proto__:__proto__", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["constructor", {}, {}, blocked("DE")],
    ["__proto__:x/y:Z", {}, {}, blocked("DE")],
    ["toString:index:Foo", {}, {}, blocked("DE")],
    ["hasOwnProperty:a/b:C", {}, {}, blocked("DE")],
    ["valueOf", {}, {}, blocked("DE")],
    ["", {}, {}, blocked("DE")],
    ["AWS:s3/bucket:Bucket", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["aws:S3/bucket:Bucket", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["aws:s3/bucket:Bucket ", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    [" aws:s3/bucket:Bucket", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["aws:s3/bucket:Bucket:x", { region: "eu-central-1" }, frankfurt, blocked("DE")],
    ["gcp:storage/bucket:Bucket", { location: "EUROPE-WEST3" }, { region: "europe-west3" }, blocked("DE")],
    ["digitalocean:index/droplet:Droplet", { region: "fra1" }, {}, blocked("DE")],
    ["cloudflare:index/record:Record", {}, {}, blocked("DE")],
    ["docker:index/container:Container", {}, {}, blocked("DE")],
    ["azure:storage/account:Account", { location: "germanywestcentral" }, {}, blocked("DE")],
    ["azure-native:storage:NewThing", { location: "germanywestcentral" }, azurePublic, blocked("DE")],
    [
      "azure-native:storage/v20230101:NewThing",
      { location: "germanywestcentral" },
      azurePublic,
      blocked("DE"),
    ],
    [
      "azure-native:storage/latest:StorageAccount",
      { location: "germanywestcentral" },
      azurePublic,
      blocked("DE"),
    ],
    [
      "azure-native_storage_v20230101:storage:NewThing",
      { location: "germanywestcentral" },
      azurePublic,
      blocked("DE"),
    ],
    ["hcloud:index/newThing:NewThing", { location: "fsn1" }, hetzner, blocked("DE")],
    ["kubernetes:example.org/v1:Widget", {}, cluster, blocked("example.org", "apiGroups")],
    ["kubernetes:constructor/v1:Widget", {}, cluster, blocked("constructor", "apiGroups")],
    // A known group does not make a token of what has no version or kind.
    ["kubernetes:keda.sh:ScaledObject", {}, cluster, blocked("DE")],
    ["kubernetes:keda.sh/v1:", {}, cluster, blocked("DE")],
    ["kubernetes:core/v1:Widget", {}, cluster, blocked("DE")],
    ["random:index/newThing:NewThing", {}, {}, blocked("DE")],
  ]);
});
