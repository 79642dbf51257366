import { describe, expect, it } from "vitest";
import { placementOf } from "../../policies/placement";
import { atRestRules, encryptedTypes } from "../../policies/rules/atRest";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

function judged(type: string, inputs: Inputs, change = {}): string[] {
  return saidOf(
    atRestRules,
    resourceOf(type, inputs),
    approvalOf({ locations: { aws: ["eu-central-1"] }, ...change }),
  );
}

const plain = "so that data lies there in plain; approved: true - set it to true";

describe("encryption at rest", () => {
  it.each<[Value, string | undefined]>([
    [true, undefined],
    ["true", undefined],
    [false, "is false"],
    ["false", 'is "false"'],
    [undefined, "is missing"],
    [null, "is missing"],
    [unknown, "cannot be known yet"],
    [1, "is 1"],
    ["yes", 'is "yes"'],
    [[true], undefined],
    [{ value: true }, 'is {"value":true}'],
  ])("of a volume with encrypted: %s", (encrypted, said) => {
    expect(judged("aws:ebs/volume:Volume", { encrypted, availabilityZone: unknown })).toEqual(
      said === undefined ? [] : [`hardening encrypted: 'encrypted' ${said}, ${plain}`],
    );
  });

  it.each<[string, Inputs, string]>([
    ["aws:rds/instance:Instance", {}, "storageEncrypted"],
    ["aws:rds/cluster:Cluster", { engineMode: "provisioned" }, "storageEncrypted"],
    ["aws:docdb/cluster:Cluster", { storageEncrypted: false }, "storageEncrypted"],
    ["aws:neptune/cluster:Cluster", {}, "storageEncrypted"],
    ["aws:efs/fileSystem:FileSystem", {}, "encrypted"],
    ["aws:redshift/cluster:Cluster", { encrypted: "false" }, "encrypted"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { engine: "redis" }, "atRestEncryptionEnabled"],
    [
      "aws:elasticache/replicationGroup:ReplicationGroup",
      { engine: "valkey", atRestEncryptionEnabled: false },
      "atRestEncryptionEnabled",
    ],
    ["aws:opensearch/domain:Domain", { encryptAtRest: {} }, "encryptAtRest.enabled"],
    ["aws:opensearch/domain:Domain", { encryptAtRest: unknown }, "encryptAtRest"],
    ["aws:opensearch/domain:Domain", { encryptAtRest: true }, "encryptAtRest"],
    ["aws:ec2/amiCopy:AmiCopy", {}, "encrypted"],
    ["aws:ec2/instance:Instance", {}, "rootBlockDevice.encrypted"],
    ["aws:ec2/instance:Instance", { rootBlockDevice: { volumeSize: 20 } }, "rootBlockDevice.encrypted"],
    [
      "aws:ec2/instance:Instance",
      { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ encrypted: true }, { deviceName: "b" }] },
      "ebsBlockDevices[1].encrypted",
    ],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { blockDeviceMappings: [{ ebs: { volumeSize: 100 } }] },
      "blockDeviceMappings[0].ebs.encrypted",
    ],
    ["aws:ec2/launchTemplate:LaunchTemplate", { blockDeviceMappings: unknown }, "blockDeviceMappings"],
    ["aws:sqs/queue:Queue", { sqsManagedSseEnabled: false }, "sqsManagedSseEnabled"],
    [
      "aws:workspaces/workspace:Workspace",
      { rootVolumeEncryptionEnabled: true },
      "userVolumeEncryptionEnabled",
    ],
    ["azure-native:compute:VirtualMachine", { securityProfile: {} }, "securityProfile.encryptionAtHost"],
    [
      "azure-native:compute:VirtualMachineScaleSet",
      {},
      "virtualMachineProfile.securityProfile.encryptionAtHost",
    ],
    [
      "azure-native:containerservice:ManagedCluster",
      { agentPoolProfiles: [{ name: "a" }] },
      "agentPoolProfiles[0].enableEncryptionAtHost",
    ],
    ["azure-native:containerservice:AgentPool", { enableEncryptionAtHost: false }, "enableEncryptionAtHost"],
    [
      "azure-native:storage:StorageAccount",
      { encryption: { services: { blob: { enabled: false } } } },
      "encryption.services.blob.enabled",
    ],
    ["scaleway:databases/instance:Instance", {}, "encryptionAtRest"],
    ["scaleway:index/databaseInstance:DatabaseInstance", {}, "encryptionAtRest"],
    ["ovh:CloudProject/volume:Volume", { type: "classic" }, "encryption.encrypted"],
    ["ovh:index/cloudStorageBlockVolume:CloudStorageBlockVolume", {}, "encryption.enabled"],
  ])("finds %s %j", (type, inputs, path) => {
    const said = judged(type, inputs);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`^hardening ${path.replace(/[.[\]]/g, "\\$&")}: '`));
    expect(said[0]).toMatch(new RegExp(`, ${plain}$`));
  });

  it.each<[string, Inputs, string]>([
    [
      "aws:kinesis/stream:Stream",
      { encryptionType: "NONE" },
      'encryptionType: \'encryptionType\' is "NONE", so that data lies there in plain; approved: "KMS" - set it to "KMS"',
    ],
    [
      "aws:sns/topic:Topic",
      {},
      "kmsMasterKeyId: 'kmsMasterKeyId' is missing, so that data lies there in plain; approved: a key - name a key of the jurisdiction",
    ],
    [
      "aws:eks/cluster:Cluster",
      {},
      "encryptionConfig.provider.keyArn: 'encryptionConfig.provider.keyArn' is missing, so that data lies there in plain; approved: a key - name a key of the jurisdiction",
    ],
    [
      "azure-native:sql:TransparentDataEncryption",
      { state: "Disabled" },
      'state: \'state\' is "Disabled", so that data lies there in plain; approved: "Enabled" - set it to "Enabled"',
    ],
    [
      "ovh:CloudProject/storage:Storage",
      {},
      'encryption.sseAlgorithm: \'encryption.sseAlgorithm\' is missing, so that data lies there in plain; approved: "AES256" - set it to "AES256"',
    ],
    [
      "aws:codebuild/project:Project",
      { artifacts: { encryptionDisabled: true } },
      "artifacts.encryptionDisabled: 'artifacts.encryptionDisabled' is true, so that data lies there in plain; approved: false - set it to false",
    ],
  ])("tells what %s needs", (type, inputs, said) => {
    expect(judged(type, inputs)).toEqual([`hardening ${said}`]);
  });

  it.each<[string, Inputs]>([
    ["aws:s3/bucket:Bucket", {}],
    ["aws:dynamodb/table:Table", {}],
    ["aws:rds/instance:Instance", { replicateSourceDb: unknown }],
    ["aws:rds/cluster:Cluster", { engineMode: "serverless" }],
    ["aws:redshift/cluster:Cluster", {}],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { engine: "valkey" }],
    ["aws:sqs/queue:Queue", {}],
    ["aws:sqs/queue:Queue", { sqsManagedSseEnabled: false, kmsMasterKeyId: unknown }],
    ["aws:sns/topic:Topic", { kmsMasterKeyId: unknown }],
    [
      "aws:eks/cluster:Cluster",
      { encryptionConfig: { provider: { keyArn: unknown }, resources: ["secrets"] } },
    ],
    ["aws:ec2/instance:Instance", { launchTemplate: { id: unknown } }],
    [
      "aws:ec2/instance:Instance",
      { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ snapshotId: "snap-1" }] },
    ],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { noDevice: "x" }] },
    ],
    ["azure-native:compute:Disk", {}],
    ["azure-native:storage:StorageAccount", {}],
    ["azure-native:compute:VirtualMachine", { securityProfile: { encryptionAtHost: true } }],
    ["ovh:CloudProject/volume:Volume", { type: "high-speed-luks" }],
    ["hcloud:index/volume:Volume", { size: 10 }],
    ["openstack:blockstorage/volume:Volume", { volumeType: "fast" }],
  ])("permits %s %j", (type, inputs) => {
    expect(judged(type, inputs)).toEqual([]);
  });

  it("names types that exist", () => {
    expect(encryptedTypes.filter((type) => placementOf(type) === undefined)).toEqual([]);
  });
});

describe("storage classes", () => {
  const storageClass = (provisioner: Value, parameters: Value): string[] =>
    judged("kubernetes:storage.k8s.io/v1:StorageClass", { provisioner, parameters });
  const luks = "parameters.csi.storage.k8s.io/node-publish-secret-name";

  it.each<[Value, Value, string[]]>([
    [
      "csi.hetzner.cloud",
      undefined,
      [
        `${luks}: '${luks}' is missing, so that volumes lie in plain; approved: the name of a Secret with a passphrase - set it`,
      ],
    ],
    [
      "csi.hetzner.cloud",
      { "csi.storage.k8s.io/node-publish-secret-name": "" },
      [
        `${luks}: '${luks}' is "", so that volumes lie in plain; approved: the name of a Secret with a passphrase - set it`,
      ],
    ],
    ["csi.hetzner.cloud", { "csi.storage.k8s.io/node-publish-secret-name": "luks" }, []],
    ["ebs.csi.aws.com", { encrypted: "true" }, []],
    [
      "ebs.csi.aws.com",
      { encrypted: "false" },
      [
        'parameters.encrypted: \'parameters.encrypted\' is "false", so that volumes lie in plain; approved: "true" - set it',
      ],
    ],
    [
      "driver.longhorn.io",
      { encrypted: unknown },
      [
        "parameters.encrypted: 'parameters.encrypted' cannot be known yet, so that volumes lie in plain; approved: \"true\" - set it",
      ],
    ],
    ["disk.csi.azure.com", {}, []],
    ["rancher.io/local-path", {}, []],
    [
      unknown,
      {},
      [
        "provisioner: 'provisioner' cannot be known yet, and so not whether it encrypts; approved: encrypted volumes - write it as plain text",
      ],
    ],
  ])("of %s with %j", (provisioner, parameters, said) => {
    expect(storageClass(provisioner, parameters)).toEqual(said.map((text) => `hardening ${text}`));
  });
});

describe("keys", () => {
  const german = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
  const foreign = german.replace("eu-central-1", "us-east-1");
  const approved = "approved: DE (aws: eu-central-1) - use a key of an approved location";
  const lies = (path: string, key: string, where: string): string =>
    `mandatory ${path}: the key ${JSON.stringify(key)} by '${path}' lies in ${where}; ${approved}`;

  it.each<[string, Inputs, string]>([
    ["aws:ebs/volume:Volume", { encrypted: true, kmsKeyId: foreign }, "kmsKeyId"],
    [
      "aws:eks/cluster:Cluster",
      { encryptionConfig: { provider: { keyArn: foreign } } },
      "encryptionConfig.provider.keyArn",
    ],
    [
      "aws:codepipeline/pipeline:Pipeline",
      { artifactStores: [{ encryptionKey: { id: foreign, type: "KMS" } }] },
      "artifactStores[0].encryptionKey.id",
    ],
    ["aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: foreign }, "kmsKeyId"],
  ])("refuses a foreign key of %s", (type, inputs, path) => {
    expect(judged(type, inputs)).toEqual([lies(path, foreign, "us-east-1 (US)")]);
  });

  it("refuses keys of regions that nobody knows, and multi-Region keys", () => {
    const nowhere = german.replace("eu-central-1", "eu-central-9");
    expect(judged("aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: nowhere })).toEqual([
      lies("kmsKeyId", nowhere, "eu-central-9 (no location of aws that is known)"),
    ]);
    const wide = "arn:aws:kms:eu-central-1:123456789012:key/mrk-1234";
    expect(judged("aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: wide })).toEqual([
      `mandatory kmsKeyId: the key "${wide}" by 'kmsKeyId' is a multi-Region key, whose copies may lie anywhere; approved: keys of one region of DE (aws: eu-central-1) - use such a key`,
    ]);
  });

  it.each<[string, Inputs]>([
    ["aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: german }],
    ["aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: unknown }],
    ["aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: "alias/logs" }],
    ["aws:iam/policy:Policy", { policy: `{"Resource":"${foreign}"}`, keys: [foreign] }],
    ["aws:sns/topic:Topic", { kmsMasterKeyId: "alias/aws/sns", deliveryPolicy: foreign }],
    [
      "azure-native:storage:StorageAccount",
      { encryption: { keyVaultProperties: { keyVaultUri: "https://home.vault.azure.net" } } },
    ],
    [
      "azure-native:compute:DiskEncryptionSet",
      { activeKey: { keyUrl: "https://home.managedhsm.azure.net/keys/a/b" } },
    ],
    ["azure-native:compute:DiskEncryptionSet", { activeKey: { keyUrl: unknown } }],
    ["azure-native:compute:SshPublicKey", { publicKey: "ssh-ed25519 AAAA" }],
  ])("permits %s %j", (type, inputs) => {
    expect(judged(type, inputs)).toEqual([]);
  });

  it.each([
    "https://home.vault.azure.cn",
    "https://home.vault.azure.net.evil.com",
    "https://hsm.example.com/keys/a",
  ])("refuses Azure keys at %s", (uri) => {
    const path = "encryption.keyVaultProperties.keyVaultUri";
    expect(
      judged("azure-native:storage:StorageAccount", {
        encryption: { keyVaultProperties: { keyVaultUri: uri } },
      }),
    ).toEqual([
      `mandatory ${path}: the key store '${path}' is "${uri}"; approved: hosts inside the cluster - add its host to 'endpoints' of the approval`,
    ]);
  });

  it.each<[Inputs, string[]]>([
    [{ customKeyStoreType: "AWS_CLOUDHSM", cloudHsmClusterId: "x" }, []],
    [{ customKeyStoreType: "EXTERNAL_KEY_STORE", xksProxyUriEndpoint: "https://xks.example.de" }, []],
    [
      { xksProxyUriEndpoint: "https://xks.example.com" },
      [
        "xksProxyUriEndpoint: the key store 'xksProxyUriEndpoint' is \"https://xks.example.com\"; approved: endpoints xks.example.de and hosts inside the cluster - add its host to 'endpoints' of the approval",
      ],
    ],
    [
      { customKeyStoreType: "EXTERNAL_KEY_STORE" },
      [
        "xksProxyUriEndpoint: the key store 'xksProxyUriEndpoint' is missing; approved: endpoints xks.example.de and hosts inside the cluster - add its host to 'endpoints' of the approval",
      ],
    ],
    [
      {
        xksProxyUriEndpoint: "https://xks.example.de",
        xksProxyVpcEndpointServiceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
      },
      [
        "xksProxyVpcEndpointServiceName: the key store behind 'xksProxyVpcEndpointServiceName' lies in us-east-1 (US); approved: DE (aws: eu-central-1) - use one of an approved location",
      ],
    ],
  ])("judges the external key store %j", (inputs, said) => {
    expect(
      judged("aws:kms/customKeyStore:CustomKeyStore", inputs, { endpoints: ["xks.example.de"] }),
    ).toEqual(said.map((text) => `mandatory ${text}`));
  });
});
