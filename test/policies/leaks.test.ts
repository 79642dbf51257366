import { describe, expect, it } from "vitest";
import { leakRules } from "../../policies/rules/leaks";
import { unknown, type Inputs } from "../../policies/values";
import { approvalOf, findingsOf, providerOf, resourceOf } from "../support/policies";

type Fields = Parameters<typeof approvalOf>[0];

/** What all rules over leaks say: level and message, one line for each finding. */
function said(
  type: string,
  inputs: Inputs,
  fields: Fields = {},
  provider?: ReturnType<typeof providerOf>,
): string[] {
  const resource = resourceOf(type, inputs, provider);
  return findingsOf(leakRules, resource, approvalOf(fields)).map(
    ({ level, message }) => `${level}: ${message}`,
  );
}

/** An approval that names its locations, so that messages list no more than those. */
const narrow = {
  locations: { aws: ["eu-central-1"], "azure-native": ["germanywestcentral"], ovh: ["DE"] },
};
const dutch = { jurisdiction: ["NL"] };
const union = { jurisdiction: ["EU"] };

const approvedAws = "approved: DE (aws: eu-central-1)";
const approvedAzure = "approved: DE (azure-native: germanywestcentral)";

describe("leaks of AWS", () => {
  const key = "aws:kms/key:Key";
  const restApi = "aws:apigateway/restApi:RestApi";
  const bucketReplication = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
  const table = "aws:dynamodb/table:Table";
  const peering = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
  const profile = "aws:bedrock/inferenceProfile:InferenceProfile";
  const setTypes = `set 'endpointConfiguration.types' to "REGIONAL" or "PRIVATE" or add an exception`;
  const setKey = "set 'multiRegion' to false or add an exception";
  const nameApproved = "name an approved location or add an exception";
  const later = "the update judges it when it is known";

  it.each<[string, Inputs, string[]]>([
    [
      key,
      { multiRegion: true },
      [`mandatory: can be copied to every region, as 'multiRegion' is true; ${approvedAws} - ${setKey}`],
    ],
    [
      key,
      { multiRegion: "false" },
      [`mandatory: can be copied to every region, as 'multiRegion' is "false"; ${approvedAws} - ${setKey}`],
    ],
    [
      key,
      { multiRegion: unknown },
      [`mandatory: can be copied to every region, as 'multiRegion' is unknown; ${approvedAws} - ${setKey}`],
    ],
    [key, { multiRegion: false }, []],
    [key, {}, []],
    [
      "aws:kms/replicaKey:ReplicaKey",
      { primaryKeyArn: "arn:aws:kms:us-east-1:111122223333:key/mrk-1" },
      [
        `mandatory: a copy of the key "arn:aws:kms:us-east-1:111122223333:key/mrk-1" in us-east-1 (US) by 'primaryKeyArn'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      restApi,
      {},
      [
        `mandatory: edge-optimised: requests enter through CloudFront, worldwide, the default without 'endpointConfiguration.types'; ${approvedAws} - ${setTypes}`,
      ],
    ],
    [
      restApi,
      { endpointConfiguration: { types: "EDGE" } },
      [
        `mandatory: edge-optimised: requests enter through CloudFront, worldwide, as 'endpointConfiguration.types' is "EDGE"; ${approvedAws} - ${setTypes}`,
      ],
    ],
    [
      restApi,
      { endpointConfiguration: unknown },
      [
        `mandatory: edge-optimised: requests enter through CloudFront, worldwide, as 'endpointConfiguration' is unknown; ${approvedAws} - ${setTypes}`,
      ],
    ],
    [
      restApi,
      { endpointConfiguration: { types: [] } },
      [
        `mandatory: edge-optimised: requests enter through CloudFront, worldwide, the default without 'endpointConfiguration.types'; ${approvedAws} - ${setTypes}`,
      ],
    ],
    [
      restApi,
      { endpointConfiguration: { types: "regional" } },
      [
        `mandatory: edge-optimised: requests enter through CloudFront, worldwide, as 'endpointConfiguration.types' is "regional"; ${approvedAws} - ${setTypes}`,
      ],
    ],
    [restApi, { endpointConfiguration: { types: ["REGIONAL"] } }, []],
    [restApi, { endpointConfiguration: { types: "PRIVATE" }, description: unknown }, []],
    [
      peering,
      { peerVpcId: "vpc-1", peerRegion: "us-east-1" },
      [`mandatory: joined to a network in us-east-1 (US) by 'peerRegion'; ${approvedAws} - ${nameApproved}`],
    ],
    [
      peering,
      { peerRegion: "eu-central-2" },
      [
        `mandatory: joined to a network in eu-central-2 (CH) by 'peerRegion'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      peering,
      { peerRegion: "EU-CENTRAL-1" },
      [
        `mandatory: joined to a network in EU-CENTRAL-1 (no location of aws that is known) by 'peerRegion'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      peering,
      { peerRegion: unknown },
      [
        `mandatory: joined to a network in a location that cannot be known yet by 'peerRegion'; ${approvedAws} - write the location as plain text, not as an output`,
      ],
    ],
    [
      peering,
      { peerRegion: ["us-east-1"] },
      [
        `mandatory: joined to a network in us-east-1 (US) by 'peerRegion[0]'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      peering,
      { peerRegion: { name: "us-east-1" } },
      [
        `mandatory: joined to a network in an object by 'peerRegion', which is no location; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [peering, { peerVpcId: unknown }, []],
    [peering, { peerRegion: "eu-central-1" }, []],
    [
      bucketReplication,
      { rules: [{ destination: { bucket: "arn:aws:s3:::far" } }, { destination: { bucket: unknown } }] },
      [
        `mandatory: replicated to "arn:aws:s3:::far", whose location cannot be read, by 'rules[0].destination.bucket'; ${approvedAws} - keep the data where it is or add an exception`,
        `advisory: replicated to a target that cannot be known yet by 'rules[1].destination.bucket'; ${approvedAws} - ${later}`,
      ],
    ],
    [
      bucketReplication,
      { rules: unknown },
      [`advisory: replicated to a target that cannot be known yet by 'rules'; ${approvedAws} - ${later}`],
    ],
    [
      bucketReplication,
      { rules: "far" },
      [`mandatory: replicated to "far" by 'rules', which is no ARN; ${approvedAws} - ${nameApproved}`],
    ],
    [
      "aws:s3/bucketV2:BucketV2",
      { replicationConfigurations: [{ rules: [{ destinations: [{ bucket: "arn:aws:s3:::far" }] }] }] },
      [
        `mandatory: replicated to "arn:aws:s3:::far", whose location cannot be read, by 'replicationConfigurations[0].rules[0].destinations[0].bucket'; ${approvedAws} - keep the data where it is or add an exception`,
      ],
    ],
    [
      "aws:backup/plan:Plan",
      {
        rules: [
          {
            copyActions: [
              { destinationVaultArn: "arn:aws:backup:eu-central-1:1:backup-vault:near" },
              { destinationVaultArn: "arn:aws:backup:eu-west-2:1:backup-vault:far" },
            ],
          },
        ],
      },
      [
        `mandatory: backups copied to "arn:aws:backup:eu-west-2:1:backup-vault:far" in eu-west-2 (GB) by 'rules[0].copyActions[1].destinationVaultArn'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      table,
      { replicas: [{ regionName: "eu-central-1" }, { regionName: "us-east-1" }] },
      [
        `mandatory: replicated to us-east-1 (US) by 'replicas[1].regionName'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    ["aws:rds/instance:Instance", { replicateSourceDb: "main" }, []],
    [
      "aws:rds/instance:Instance",
      { replicateSourceDb: "arn:aws:rds:eu-west-3:1:db:main" },
      [
        `mandatory: replicated from "arn:aws:rds:eu-west-3:1:db:main" in eu-west-3 (FR) by 'replicateSourceDb'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      "aws:rds/globalCluster:GlobalCluster",
      { globalClusterIdentifier: "all" },
      [
        `mandatory: replicated to clusters of other regions that join it, and nobody can tell which; ${approvedAws} - leave it out or add an exception`,
      ],
    ],
    [
      "aws:rds/cluster:Cluster",
      { globalClusterIdentifier: unknown },
      [
        `advisory: replicated with the members of a target that cannot be known yet by 'globalClusterIdentifier'; ${approvedAws} - ${later}`,
      ],
    ],
    ["aws:cloudtrail/trail:Trail", { isMultiRegionTrail: true, s3BucketName: "trail" }, []],
    [
      profile,
      { modelSource: { copyFrom: "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0" } },
      [],
    ],
    [
      profile,
      {
        modelSource: {
          copyFrom: "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.amazon.nova-lite-v1:0",
        },
      },
      [
        `mandatory: prompts are processed by "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.amazon.nova-lite-v1:0", which moves requests between regions, by 'modelSource.copyFrom'; ${approvedAws} - name a model of one region or add an exception`,
      ],
    ],
    [
      "aws:bedrock/agentAgent:AgentAgent",
      { foundationModel: "global.anthropic.claude-sonnet-4-20250514-v1:0" },
      [
        `mandatory: prompts are processed by "global.anthropic.claude-sonnet-4-20250514-v1:0", which moves requests between regions, by 'foundationModel'; ${approvedAws} - name a model of one region or add an exception`,
      ],
    ],
    ["aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1a", availabilityZoneId: "euc1-az2" }, []],
    [
      "aws:ec2/subnet:Subnet",
      { availabilityZone: "eu-central-1-waw-1a" },
      [
        `mandatory: placed in eu-central-1-waw-1a (PL) by 'availabilityZone'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      "aws:ec2/subnet:Subnet",
      { availabilityZone: "eu-central-1-ham-1a" },
      [
        `mandatory: placed in eu-central-1-ham-1a (DE) by 'availabilityZone'; ${approvedAws} - ${nameApproved}`,
      ],
    ],
    [
      "aws:ec2/subnet:Subnet",
      { outpostArn: "arn:aws:outposts:eu-central-1:1:outpost/op-1" },
      [
        `mandatory: placed on "arn:aws:outposts:eu-central-1:1:outpost/op-1", whose location cannot be read, by 'outpostArn'; ${approvedAws} - keep the data where it is or add an exception`,
      ],
    ],
    [
      "aws:scheduler/schedule:Schedule",
      { target: { arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage" } },
      [],
    ],
    [
      "aws:chime/voiceConnector:VoiceConnector",
      { requireEncryption: true },
      [
        `mandatory: calls go through us-east-1 (US), the default without 'awsRegion'; ${approvedAws} - set 'awsRegion' to an approved location or add an exception`,
      ],
    ],
    ["aws:s3/bucketLogging:BucketLogging", { targetBucket: "logs" }, []],
    ["aws:s3/inventory:Inventory", { destination: { bucket: { bucketArn: "arn:aws:s3:::lists" } } }, []],
  ])("%s %o", (type, inputs, expected) => {
    expect(said(type, inputs, narrow)).toEqual(expected);
  });

  it("lets Local Zones of the country be where no location is named", () => {
    expect(said("aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1-ham-1a" })).toEqual([]);
    expect(said("aws:ec2/eip:Eip", { networkBorderGroup: "eu-central-1-ham-1" })).toEqual([]);
    expect(said("aws:ec2/eip:Eip", { networkBorderGroup: "eu-central-1" })).toEqual([]);
  });
});

describe("addresses", () => {
  const firehose = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
  const topic = "aws:sns/topicSubscription:TopicSubscription";
  const addHost = "add the host to 'endpoints' of the approval or add an exception";
  const approved = `${approvedAws}, endpoints otel.example.de`;

  it.each<[string, Inputs, string[]]>([
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://user:key@collector.example.com/v1?key=secret" } },
      [
        `mandatory: sent to collector.example.com by 'httpEndpointConfiguration.url'; ${approved} - ${addHost}`,
      ],
    ],
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://otel.example.de@evil.example.com/" } },
      [`mandatory: sent to evil.example.com by 'httpEndpointConfiguration.url'; ${approved} - ${addHost}`],
    ],
    [firehose, { httpEndpointConfiguration: { url: "https://otel.example.de/v1" } }, []],
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://id.execute-api.eu-central-1.amazonaws.com/v1" } },
      [],
    ],
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://id.execute-api.us-east-1.amazonaws.com/v1" } },
      [
        `mandatory: sent to id.execute-api.us-east-1.amazonaws.com in us-east-1 (US) by 'httpEndpointConfiguration.url'; ${approved} - ${addHost}`,
      ],
    ],
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://eu-central-1.s3.amazonaws.com/x" } },
      [
        `mandatory: sent to eu-central-1.s3.amazonaws.com by 'httpEndpointConfiguration.url'; ${approved} - ${addHost}`,
      ],
    ],
    [
      firehose,
      { httpEndpointConfiguration: { url: "https://eu-central-1.amazonaws.com.evil.example/x" } },
      [
        `mandatory: sent to eu-central-1.amazonaws.com.evil.example by 'httpEndpointConfiguration.url'; ${approved} - ${addHost}`,
      ],
    ],
    [
      firehose,
      { httpEndpointConfiguration: { url: unknown } },
      [
        `mandatory: sent to an address that cannot be known yet by 'httpEndpointConfiguration.url'; ${approved} - write the address as plain text, not as an output`,
      ],
    ],
    [
      topic,
      { protocol: "sqs", endpoint: unknown },
      [
        `advisory: messages sent to a target that cannot be known yet by 'endpoint'; ${approvedAws} - the update judges it when it is known`,
      ],
    ],
    [topic, { protocol: "sqs", endpoint: "arn:aws:sqs:eu-central-1:1:queue" }, []],
    [
      topic,
      { protocol: "lambda", endpoint: "arn:aws:lambda:us-east-1:1:function:f" },
      [
        `mandatory: messages sent to "arn:aws:lambda:us-east-1:1:function:f" in us-east-1 (US) by 'endpoint'; ${approvedAws} - name an approved location or add an exception`,
      ],
    ],
    [topic, { protocol: "email", endpoint: "ops@otel.example.de" }, []],
    [
      topic,
      { protocol: "email", endpoint: "ops@example.com" },
      [`mandatory: messages sent to example.com by 'endpoint'; ${approved} - ${addHost}`],
    ],
    [
      topic,
      { protocol: "sms", endpoint: "+49301234567" },
      [
        `mandatory: messages are carried by telephone networks or by the makers of phones, as 'protocol' is "sms"; ${approvedAws} - set 'protocol' to "sqs", "lambda", "firehose", "http", "https", "email" or "email-json" or add an exception`,
      ],
    ],
    ["aws:dms/endpoint:Endpoint", { endpointType: "source", serverName: "db.example.com" }, []],
    [
      "aws:dms/endpoint:Endpoint",
      { endpointType: "target", serverName: unknown },
      [
        `advisory: copied to an address that cannot be known yet by 'serverName'; ${approved} - the update judges it when it is known`,
      ],
    ],
    [
      "aws:dms/endpoint:Endpoint",
      { endpointType: "target", serverName: "main.abc.eu-central-1.rds.amazonaws.com" },
      [],
    ],
    ["hcloud:index/loadBalancerTarget:LoadBalancerTarget", { type: "server", serverId: 1 }, []],
  ])("%s %o", (type, inputs, expected) => {
    expect(said(type, inputs, { ...narrow, endpoints: ["otel.example.de"] })).toEqual(expected);
  });

  it("judge registries only where the approval lists some", () => {
    const rule = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";
    expect(said(rule, { upstreamRegistryUrl: "ghcr.io" })).toEqual([]);
    expect(said(rule, { upstreamRegistryUrl: "ghcr.io" }, { registries: ["registry.example.de"] })).toEqual([
      `mandatory: images come from "ghcr.io" by 'upstreamRegistryUrl'; approved: registry.example.de - name an approved registry or add an exception`,
    ]);
    expect(said(rule, { upstreamRegistryUrl: unknown }, { registries: ["registry.example.de"] })).toEqual([
      `mandatory: images come from a registry that cannot be known yet by 'upstreamRegistryUrl'; approved: registry.example.de - name an approved registry or add an exception`,
    ]);
  });
});

describe("leaks of Azure", () => {
  const storage = "azure-native:storage:StorageAccount";
  const deployment = "azure-native:cognitiveservices:Deployment";
  const vault = "azure-native:recoveryservices:Vault";
  const setSku = `set 'sku.name' to "Standard_LRS", "Standard_ZRS", "Premium_LRS", "Premium_ZRS", "StandardV2_LRS", "StandardV2_ZRS", "PremiumV2_LRS" or "PremiumV2_ZRS" or add an exception`;
  const approvedDutch = "approved: NL (azure-native: westeurope)";
  const setDeployment = `set 'sku.name' to "Standard" or "ProvisionedManaged" or add an exception`;

  it.each<[string, Inputs, Fields, string[]]>([
    [
      storage,
      { location: "West Europe", sku: { name: "standard_grs" } },
      dutch,
      [
        `mandatory: copied to northeurope (IE), the pair of westeurope, as 'sku.name' is "standard_grs"; ${approvedDutch} - ${setSku}`,
      ],
    ],
    [storage, { location: "westeurope", sku: { name: "Standard_RAGZRS" } }, union, []],
    [storage, { location: "westeurope", sku: { name: "STANDARD_LRS" } }, dutch, []],
    [storage, { location: "germanywestcentral", sku: { name: "Standard_GRS" } }, {}, []],
    [
      storage,
      { location: "germanywestcentral", sku: { name: "Standard_GRS" } },
      narrow,
      [
        `mandatory: copied to germanynorth (DE), the pair of germanywestcentral, as 'sku.name' is "Standard_GRS"; ${approvedAzure} - ${setSku}`,
      ],
    ],
    [
      storage,
      { location: "germanywestcentral", sku: { name: unknown } },
      narrow,
      [
        `mandatory: copied to a location that nobody can tell, as 'sku.name' cannot be known yet; ${approvedAzure} - ${setSku}`,
      ],
    ],
    [
      storage,
      { location: "germanywestcentral", sku: unknown },
      narrow,
      [
        `mandatory: copied to a location that nobody can tell, as 'sku' cannot be known yet; ${approvedAzure} - ${setSku}`,
      ],
    ],
    [
      storage,
      { location: "germanywestcentral", sku: { name: "Standard_XYZ" } },
      narrow,
      [
        `mandatory: copied to a location that nobody can tell, as 'sku.name' is "Standard_XYZ"; ${approvedAzure} - ${setSku}`,
      ],
    ],
    [
      storage,
      { sku: { name: "Standard_GRS" } },
      narrow,
      [
        `mandatory: copied to the pair of a location that is not told, as 'sku.name' is "Standard_GRS"; ${approvedAzure} - ${setSku}`,
      ],
    ],
    [deployment, { sku: { name: "Standard" } }, narrow, []],
    [deployment, { sku: { name: "provisionedmanaged" } }, narrow, []],
    [
      deployment,
      { sku: { name: "DataZoneStandard" } },
      union,
      [
        expect.stringMatching(
          /^mandatory: prompts may be processed outside its location, as 'sku.name' is "DataZoneStandard"; approved: EU /,
        ) as string,
      ],
    ],
    ...["GlobalStandard", "globalbatch", "DeveloperTier"].map((name): [string, Inputs, Fields, string[]] => [
      deployment,
      { sku: { name } },
      narrow,
      [
        `mandatory: prompts may be processed outside its location, as 'sku.name' is "${name}"; ${approvedAzure} - ${setDeployment}`,
      ],
    ]),
    [vault, { location: "germanywestcentral" }, {}, []],
    [
      vault,
      { location: "westeurope", properties: { redundancySettings: {} } },
      dutch,
      [
        `mandatory: backups copied to northeurope (IE), the pair of westeurope, the default without 'properties.redundancySettings.standardTierStorageRedundancy'; ${approvedDutch} - set 'properties.redundancySettings.standardTierStorageRedundancy' to "LocallyRedundant" or "ZoneRedundant" or add an exception`,
      ],
    ],
    [
      "azure-native:cosmosdb:DatabaseAccount",
      {
        location: "westeurope",
        backupPolicy: { type: "Continuous" },
        locations: [{ locationName: "West Europe" }],
      },
      dutch,
      [],
    ],
    [
      "azure-native:cosmosdb:DatabaseAccount",
      { location: "germanywestcentral", locations: [{ locationName: "North Europe" }] },
      {},
      [
        `mandatory: replicated to North Europe (IE) by 'locations[0].locationName'; approved: DE (azure-native: germanynorth, germanywestcentral) - name an approved location or add an exception`,
      ],
    ],
    [
      "azure-native:keyvault:Vault",
      { location: "westeurope" },
      dutch,
      [
        `mandatory: copied to northeurope (IE), the pair of westeurope; ${approvedDutch} - name an approved location or add an exception`,
      ],
    ],
    ["azure-native:keyvault:Vault", { location: "germanywestcentral" }, {}, []],
    ["azure-native:keyvault:Vault", { location: "polandcentral" }, { jurisdiction: ["PL"] }, []],
    ["azure-native:keyvault:Vault", { location: "brazilsouth" }, { jurisdiction: ["BR"] }, []],
    [
      "azure-native:network:LoadBalancer",
      { sku: { name: "Standard", tier: "Global" } },
      narrow,
      [
        `mandatory: traffic enters worldwide, as 'sku.tier' is "Global"; ${approvedAzure} - set 'sku.tier' to "Regional" or add an exception`,
      ],
    ],
    ["azure-native:network:LoadBalancer", { sku: { name: "Standard" } }, narrow, []],
    [
      "azure-native:dbforpostgresql:Server",
      {
        location: "westeurope",
        createMode: "PointInTimeRestore",
        sourceServerResourceId: "/subscriptions/s",
      },
      dutch,
      [],
    ],
    [
      "azure-native:dbforpostgresql:Server",
      { location: "westeurope", createMode: "replica", sourceServerResourceId: "/subscriptions/s" },
      dutch,
      [
        `mandatory: replicated or restored from "/subscriptions/s", whose location cannot be read, by 'sourceServerResourceId'; ${approvedDutch} - keep the data where it is or add an exception`,
      ],
    ],
    [
      "azure-native:notificationhubs:Namespace",
      { location: "germanywestcentral", replicationRegion: "NorthEurope" },
      narrow,
      [
        `mandatory: metadata copied to NorthEurope (IE) by 'replicationRegion'; ${approvedAzure} - name an approved location or add an exception`,
      ],
    ],
    ["azure-native:datafactory:IntegrationRuntime", { properties: { type: "SelfHosted" } }, narrow, []],
    [
      "azure-native:datafactory:IntegrationRuntime",
      { properties: { type: "Managed" } },
      narrow,
      [
        `mandatory: runs in AutoResolve (no location of azure-native that is known), the default without 'properties.computeProperties.location'; ${approvedAzure} - set 'properties.computeProperties.location' to an approved location or add an exception`,
      ],
    ],
  ])("%s %o %o", (type, inputs, fields, expected) => {
    expect(said(type, inputs, fields)).toEqual(expected);
  });

  it("take the location of the provider where the resource names none", () => {
    const inputs = { sku: { name: "Standard_GRS" } };
    expect(
      said(storage, inputs, {}, providerOf("azure-native", { location: "Germany West Central" })),
    ).toEqual([]);
    expect(said(storage, inputs, dutch, providerOf("azure-native", { location: "westeurope" }))).toHaveLength(
      1,
    );
  });

  it.each([
    "azure-native:storage/v20230101:StorageAccount",
    "azure-native:storage/v20150501preview:StorageAccount",
    "azure-native:storage/v20991231:StorageAccount",
    "azure-native_storage_v20240101:storage:StorageAccount",
  ])("hold for the token %s", (type) => {
    expect(said(type, { location: "westeurope", sku: { name: "Standard_GRS" } }, dutch)).toHaveLength(1);
  });
});

describe("leaks of Scaleway, OVH and OpenStack", () => {
  const bucket = "scaleway:object/bucket:Bucket";
  const database = "ovh:CloudProject/database:Database";
  const french = { jurisdiction: ["FR"] };
  const glacier = { lifecycleRules: [{ enabled: true, transitions: [{ storageClass: "GLACIER" }] }] };
  const dutchGlacier = `mandatory: stored in fr-par (FR), as 'lifecycleRules[0].transitions[0].storageClass' is "GLACIER"; approved: NL (scaleway: nl-ams) - set 'lifecycleRules.transitions.storageClass' to "STANDARD" or "ONEZONE_IA" or add an exception`;

  it.each<[string, Inputs, Fields, string[]]>([
    [bucket, glacier, dutch, [dutchGlacier]],
    ["scaleway:index/objectBucket:ObjectBucket", glacier, dutch, [dutchGlacier]],
    [bucket, glacier, french, []],
    [bucket, { lifecycleRules: [{ transitions: [{ storageClass: "ONEZONE_IA" }] }] }, dutch, []],
    ["scaleway:databases/instance:Instance", { backupSameRegion: true }, french, []],
    ["scaleway:databases/instance:Instance", { disableBackup: true }, french, []],
    ["scaleway:databases/instance:Instance", {}, union, []],
    [
      "scaleway:databases/instance:Instance",
      {},
      french,
      [
        "mandatory: backups are stored in another region, the default without 'backupSameRegion'; approved: FR (scaleway: fr-par) - set 'backupSameRegion' to true or add an exception",
      ],
    ],
    [
      "scaleway:observability/exporter:Exporter",
      { datadogDestination: { apiKey: "k" } },
      french,
      [
        `mandatory: telemetry is sent to Datadog in the US, the default of its endpoint, by 'datadogDestination' (an object); approved: FR (scaleway: fr-par) - remove 'datadogDestination' or add an exception`,
      ],
    ],
    [
      "scaleway:mnq/snsTopicSubscription:SnsTopicSubscription",
      { protocol: "http", endpoint: "https://x.functions.fnc.fr-par.scw.cloud" },
      french,
      [],
    ],
    [
      database,
      { engine: "postgresql", nodes: [{ region: "DE" }, { region: "DE" }] },
      narrow,
      [
        "mandatory: backups copied to GRA (FR), the default without 'backupRegions'; approved: DE (ovh: DE) - set 'backupRegions' to approved locations or add an exception",
      ],
    ],
    [database, { engine: "postgresql", nodes: [{ region: "GRA" }] }, french, []],
    [database, { engine: "postgresql", nodes: [{ region: "DE" }], backupRegions: ["DE"] }, narrow, []],
    [database, { engine: "kafka", nodes: [{ region: "DE" }] }, narrow, []],
    [
      "ovh:CloudProject/storage:Storage",
      { replication: { rules: [{ destination: { name: "b", region: "BHS" } }] } },
      narrow,
      [
        "mandatory: replicated to BHS (CA) by 'replication.rules[0].destination.region'; approved: DE (ovh: DE) - name an approved location or add an exception",
      ],
    ],
    [
      "openstack:objectstorage/container:Container",
      { containerSyncTo: "//realm/other/AUTH_1/copy" },
      {},
      [
        `mandatory: copied to "//realm/other/AUTH_1/copy" by 'containerSyncTo', whose host cannot be read; approved: DE (openstack: none) - add the host to 'endpoints' of the approval or add an exception`,
      ],
    ],
  ])("%s %o %o", (type, inputs, fields, expected) => {
    expect(said(type, inputs, fields)).toEqual(expected);
  });
});

describe("conditions that cannot be read", () => {
  it.each<[string, Inputs]>([
    [
      "azure-native:compute:Snapshot",
      { creationData: { createOption: unknown, sourceResourceId: "/subscriptions/s" } },
    ],
    [
      "azure-native:compute:Snapshot",
      { creationData: { createOption: "copystart", sourceResourceId: "/subscriptions/s" } },
    ],
    ["aws:dms/endpoint:Endpoint", { endpointType: unknown, serverName: "db.example.com" }],
    ["aws:dms/endpoint:Endpoint", { endpointType: 5, serverName: "db.example.com" }],
    ["aws:dms/endpoint:Endpoint", { serverName: "db.example.com" }],
    [
      "azure-native:netapp:CapacityPoolVolume",
      {
        location: "germanywestcentral",
        dataProtection: {
          replication: { remoteVolumeRegion: unknown, remoteVolumeResourceId: "/subscriptions/s" },
        },
      },
    ],
    ["aws:account/region:Region", { regionName: "us-east-1", enabled: unknown }],
  ])("leave the leak: %s %o", (type, inputs) => {
    expect(said(type, inputs, narrow).filter((line) => line.startsWith("mandatory"))).not.toEqual([]);
  });

  it.each<[string, Inputs]>([
    [
      "azure-native:compute:Snapshot",
      { creationData: { createOption: "Copy", sourceResourceId: "/subscriptions/s" } },
    ],
    ["aws:account/region:Region", { regionName: "us-east-1", enabled: false }],
  ])("and known ones end it: %s %o", (type, inputs) => {
    expect(said(type, inputs, narrow)).toEqual([]);
  });

  it("judge an identifier beside a location that cannot be known", () => {
    const replication: Inputs = { remoteVolumeRegion: unknown, remoteVolumeResourceId: "/subscriptions/s" };
    const inputs = { location: "germanywestcentral", dataProtection: { replication } };
    expect(said("azure-native:netapp:CapacityPoolVolume", inputs, narrow)).toEqual([
      `mandatory: replicated from or to a location that cannot be known yet by 'dataProtection.replication.remoteVolumeRegion'; ${approvedAzure} - write the location as plain text, not as an output`,
      `mandatory: replicated from or to "/subscriptions/s", whose location cannot be read, by 'dataProtection.replication.remoteVolumeResourceId'; ${approvedAzure} - keep the data where it is or add an exception`,
    ]);
  });
});
