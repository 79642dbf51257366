import { switchedOn, type Requirements } from "./requirement";

/** The disks of a machine that are made from its own list; those from a snapshot are encrypted as it is. */
const extraDisks = switchedOn("encrypted", { each: "ebsBlockDevices", unless: ["snapshotId"] });

/** The disks of an EC2 machine; one from a launch template takes them from there. */
const machineDisks = [switchedOn("rootBlockDevice.encrypted", { unless: ["launchTemplate"] }), extraDisks];

const storageEncrypted = switchedOn("storageEncrypted");

/**
 * AWS types whose storage is not encrypted unless they say so, and those that can say that it is not. S3, DynamoDB, FSx,
 * MSK, ECR, Secrets Manager, CloudWatch Logs, Backup, DMS, MemoryDB, Timestream and Redshift Serverless always encrypt.
 * Source: the documentation of each resource in the provider, and of the service for what it does by default.
 */
export const awsRequirements: Requirements = {
  "aws:ebs/volume:Volume": [switchedOn("encrypted")],
  "aws:ebs/snapshotCopy:SnapshotCopy": [switchedOn("encrypted")],
  "aws:ebs/snapshotImport:SnapshotImport": [switchedOn("encrypted")],
  "aws:ebs/encryptionByDefault:EncryptionByDefault": [switchedOn("enabled", { absent: "encrypted" })],
  "aws:ec2/ami:Ami": [extraDisks],
  "aws:ec2/amiCopy:AmiCopy": [switchedOn("encrypted")],
  "aws:ec2/instance:Instance": machineDisks,
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": machineDisks,
  "aws:ec2/launchConfiguration:LaunchConfiguration": machineDisks,
  "aws:ec2/launchTemplate:LaunchTemplate": [
    switchedOn("encrypted", { each: "blockDeviceMappings.ebs", unless: ["snapshotId"] }),
  ],
  "aws:ec2/spotFleetRequest:SpotFleetRequest": [
    switchedOn("encrypted", { each: "launchSpecifications.rootBlockDevices" }),
    switchedOn("encrypted", { each: "launchSpecifications.ebsBlockDevices", unless: ["snapshotId"] }),
  ],
  "aws:imagebuilder/imageRecipe:ImageRecipe": [
    switchedOn("encrypted", { each: "blockDeviceMappings.ebs", unless: ["snapshotId"] }),
  ],
  "aws:ecs/service:Service": [
    switchedOn("encrypted", { each: "volumeConfiguration.managedEbsVolume", unless: ["snapshotId"] }),
  ],
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": [
    switchedOn("encrypted", { each: "policyDetails.schedules.crossRegionCopyRules" }),
  ],
  "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate": [
    { path: "ebsEncryption", values: ["DEFAULT", "CUSTOM"] },
  ],
  "aws:efs/fileSystem:FileSystem": [switchedOn("encrypted")],
  "aws:rds/instance:Instance": [switchedOn("storageEncrypted", { unless: ["replicateSourceDb"] })],
  "aws:rds/cluster:Cluster": [
    switchedOn("storageEncrypted", {
      unless: ["replicationSourceIdentifier"],
      orMatches: ["engineMode", /^serverless$/],
    }),
  ],
  "aws:rds/globalCluster:GlobalCluster": [
    switchedOn("storageEncrypted", { unless: ["sourceDbClusterIdentifier"] }),
  ],
  "aws:docdb/cluster:Cluster": [storageEncrypted],
  "aws:docdb/globalCluster:GlobalCluster": [
    switchedOn("storageEncrypted", { unless: ["sourceDbClusterIdentifier"] }),
  ],
  "aws:neptune/cluster:Cluster": [
    switchedOn("storageEncrypted", { unless: ["replicationSourceIdentifier"] }),
  ],
  "aws:neptune/globalCluster:GlobalCluster": [
    switchedOn("storageEncrypted", { unless: ["sourceDbClusterIdentifier"] }),
  ],
  "aws:redshift/cluster:Cluster": [switchedOn("encrypted", { absent: "encrypted" })],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    switchedOn("atRestEncryptionEnabled", {
      unless: ["globalReplicationGroupId"],
      orMatches: ["engine", /^valkey$/],
    }),
  ],
  "aws:dax/cluster:Cluster": [switchedOn("serverSideEncryption.enabled")],
  "aws:opensearch/domain:Domain": [switchedOn("encryptAtRest.enabled")],
  "aws:elasticsearch/domain:Domain": [switchedOn("encryptAtRest.enabled")],
  "aws:kinesis/stream:Stream": [{ path: "encryptionType", values: ["KMS"] }],
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": [
    switchedOn("serverSideEncryption.enabled", {
      unless: ["kinesisSourceConfiguration", "mskSourceConfiguration"],
    }),
  ],
  "aws:sns/topic:Topic": [{ path: "kmsMasterKeyId" }],
  "aws:sqs/queue:Queue": [
    switchedOn("sqsManagedSseEnabled", { absent: "encrypted", unless: ["kmsMasterKeyId"] }),
  ],
  "aws:eks/cluster:Cluster": [{ path: "encryptionConfig.provider.keyArn" }],
  "aws:appsync/apiCache:ApiCache": [switchedOn("atRestEncryptionEnabled")],
  "aws:codebuild/project:Project": [
    { path: "artifacts.encryptionDisabled", values: [false], absent: "encrypted" },
    { path: "secondaryArtifacts.encryptionDisabled", values: [false], absent: "encrypted" },
    { path: "logsConfig.s3Logs.encryptionDisabled", values: [false], absent: "encrypted" },
  ],
  "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": [
    {
      path: "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode",
      values: ["SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"],
    },
  ],
  "aws:glue/securityConfiguration:SecurityConfiguration": [
    {
      path: "encryptionConfiguration.s3Encryption.s3EncryptionMode",
      values: ["SSE-KMS", "SSE-S3"],
    },
    {
      path: "encryptionConfiguration.cloudwatchEncryption.cloudwatchEncryptionMode",
      values: ["SSE-KMS"],
    },
    {
      path: "encryptionConfiguration.jobBookmarksEncryption.jobBookmarksEncryptionMode",
      values: ["CSE-KMS"],
    },
  ],
  "aws:workspaces/workspace:Workspace": [
    switchedOn("rootVolumeEncryptionEnabled"),
    switchedOn("userVolumeEncryptionEnabled"),
  ],
};
