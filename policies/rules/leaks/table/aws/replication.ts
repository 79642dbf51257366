import { arn, documented, forEach, identifier, location, mode, zone } from "../rows";

/** Copies of objects, databases, snapshots, images and secrets. */
export const awsReplication = [
  ...documented("Amazon S3 User Guide, Replicating objects within and across Regions", [
    arn(
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      "rules.destination.bucket",
      "replicated to",
    ),
    arn("aws:s3/bucket:Bucket", "replicationConfiguration.rules.destination.bucket", "replicated to"),
    arn("aws:s3/bucketV2:BucketV2", "replicationConfigurations.rules.destinations.bucket", "replicated to"),
    ...forEach(
      [
        "aws:s3tables/tableBucketReplication:TableBucketReplication",
        "aws:s3tables/tableReplication:TableReplication",
      ],
      (type) => [arn(type, "rule.destinations.destinationTableBucketArn", "replicated to")],
    ),
  ]),
  ...documented(
    "Amazon DynamoDB Developer Guide, export to Amazon S3: buckets of other accounts and Regions",
    [
      identifier("aws:dynamodb/tableExport:TableExport", "s3Bucket", "exported to the bucket"),
      arn("aws:dynamodb/table:Table", "restoreSourceTableArn", "restored from"),
    ],
  ),
  ...documented("Amazon RDS User Guide, cross-Region read replicas, snapshot copies and automated backups", [
    // An identifier instead of an ARN is one of the resource's own region.
    arn("aws:rds/cluster:Cluster", "replicationSourceIdentifier", "replicated from", { plain: "own" }),
    location("aws:rds/cluster:Cluster", "sourceRegion", "replicated from"),
    arn("aws:rds/instance:Instance", "replicateSourceDb", "replicated from", { plain: "own" }),
    arn(
      "aws:rds/instance:Instance",
      "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn",
      "restored from",
    ),
    location("aws:rds/snapshotCopy:SnapshotCopy", "destinationRegion", "copied to"),
    arn("aws:rds/snapshotCopy:SnapshotCopy", "sourceDbSnapshotIdentifier", "copied from", { plain: "own" }),
    location("aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", "destinationRegion", "copied to"),
    arn(
      "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
      "sourceDbClusterSnapshotIdentifier",
      "copied from",
      {
        plain: "own",
      },
    ),
    arn(
      "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
      "sourceDbInstanceArn",
      "backups replicated from",
    ),
    arn("aws:rds/integration:Integration", "targetArn", "replicated to"),
    arn("aws:redshift/integration:Integration", "targetArn", "replicated to"),
    arn("aws:neptune/cluster:Cluster", "replicationSourceIdentifier", "replicated from", { plain: "own" }),
  ]),
  ...documented("Amazon ECR User Guide, private image replication", [
    location(
      "aws:ecr/replicationConfiguration:ReplicationConfiguration",
      "replicationConfiguration.rules.destinations.region",
      "images replicated to",
    ),
  ]),
  ...documented("AWS Secrets Manager User Guide, replicate secrets across Regions", [
    location("aws:secretsmanager/secret:Secret", "replicas.region", "replicated to"),
  ]),
  ...documented("AWS Backup Developer Guide, creating backup copies across AWS Regions", [
    arn("aws:backup/plan:Plan", "rules.copyActions.destinationVaultArn", "backups copied to"),
    arn("aws:backup/plan:Plan", "rules.targetLogicallyAirGappedBackupVaultArn", "backups put into"),
  ]),
  ...documented("Amazon EBS User Guide, Amazon Data Lifecycle Manager, and copying snapshots and AMIs", [
    location(
      "aws:dlm/lifecyclePolicy:LifecyclePolicy",
      "policyDetails.schedules.crossRegionCopyRules.targetRegion",
      "copied to",
    ),
    location(
      "aws:dlm/lifecyclePolicy:LifecyclePolicy",
      "policyDetails.schedules.crossRegionCopyRules.target",
      "copied to",
    ),
    location(
      "aws:dlm/lifecyclePolicy:LifecyclePolicy",
      "policyDetails.action.crossRegionCopies.target",
      "copied to",
    ),
    location("aws:ebs/snapshotCopy:SnapshotCopy", "sourceRegion", "copied from"),
    location("aws:ec2/amiCopy:AmiCopy", "sourceAmiRegion", "copied from"),
  ]),
  ...documented("Amazon EFS User Guide, replicating EFS file systems", [
    location(
      "aws:efs/replicationConfiguration:ReplicationConfiguration",
      "destination.region",
      "replicated to",
    ),
    zone(
      "aws:efs/replicationConfiguration:ReplicationConfiguration",
      "destination.availabilityZoneName",
      "replicated to",
    ),
  ]),
  ...documented("Amazon Redshift Management Guide, snapshots in another Region and data sharing", [
    location("aws:redshift/snapshotCopy:SnapshotCopy", "destinationRegion", "snapshots copied to"),
    location(
      "aws:redshift/dataShareConsumerAssociation:DataShareConsumerAssociation",
      "consumerRegion",
      "shared with",
    ),
    arn(
      "aws:redshift/dataShareConsumerAssociation:DataShareConsumerAssociation",
      "consumerArn",
      "shared with",
    ),
    mode(
      "aws:redshift/dataShareConsumerAssociation:DataShareConsumerAssociation",
      "associateEntireAccount",
      "shared with the account in every region",
      [false],
    ),
  ]),
  ...documented("EC2 Image Builder User Guide, distribution settings", [
    location(
      "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
      "distributions.region",
      "images copied to",
    ),
  ]),
  ...documented(
    "Amazon MSK Developer Guide, MSK Replicator, and Amazon MQ Developer Guide, cross-Region data replication",
    [
      arn(
        "aws:msk/replicator:Replicator",
        "kafkaClusters.amazonMskCluster.mskClusterArn",
        "replicated from or to",
      ),
      arn("aws:msk/replicator:Replicator", "replicationInfoList.targetKafkaClusterArn", "replicated to"),
      arn("aws:mq/broker:Broker", "dataReplicationPrimaryBrokerArn", "replicated from"),
    ],
  ),
  ...documented("AWS DataSync User Guide, transfers between AWS Regions", [
    arn("aws:datasync/task:Task", "destinationLocationArn", "copied to"),
  ]),
  ...documented("AWS Storage Gateway User Guide, file shares on a bucket of another Region", [
    ...forEach(
      ["aws:storagegateway/nfsFileShare:NfsFileShare", "aws:storagegateway/smbFileShare:SmbFileShare"],
      (type) => [location(type, "bucketRegion", "stored in")],
    ),
  ]),
  ...documented("AWS Audit Manager User Guide, sharing a custom framework", [
    location("aws:auditmanager/frameworkShare:FrameworkShare", "destinationRegion", "shared with"),
  ]),
  ...documented("Oracle Database@AWS User Guide, cross-Region restore", [
    location("aws:odb/network:Network", "crossRegionS3RestoreSourcesAccesses", "restored from"),
  ]),
];
