import { arn, documented, forEach, identifier, location, mode, presence } from "../rows";

const globalDatabases = ["rds", "docdb", "neptune"];

/** Keys, tables, databases and services that are made for several regions. */
export const awsMultiRegion = [
  ...documented("AWS KMS Developer Guide, multi-Region keys", [
    ...forEach(["aws:kms/key:Key", "aws:kms/externalKey:ExternalKey"], (type) => [
      mode(type, "multiRegion", "can be copied to every region", [false]),
    ]),
    ...forEach(["aws:kms/replicaKey:ReplicaKey", "aws:kms/replicaExternalKey:ReplicaExternalKey"], (type) => [
      arn(type, "primaryKeyArn", "a copy of the key"),
    ]),
  ]),
  ...documented("Amazon DynamoDB Developer Guide, global tables", [
    location("aws:dynamodb/table:Table", "replicas.regionName", "replicated to"),
    location("aws:dynamodb/table:Table", "globalTableWitness.regionName", "witnessed in"),
    arn("aws:dynamodb/tableReplica:TableReplica", "globalTableArn", "a replica of"),
    location("aws:dynamodb/globalTable:GlobalTable", "replicas.regionName", "replicated to"),
  ]),
  ...documented("Amazon Aurora, Amazon DocumentDB and Amazon Neptune user guides, global databases", [
    ...globalDatabases.flatMap((service) => [
      presence(
        `aws:${service}/globalCluster:GlobalCluster`,
        "",
        "replicated to clusters of other regions that join it, and nobody can tell which",
      ),
      identifier(
        `aws:${service}/cluster:Cluster`,
        "globalClusterIdentifier",
        "replicated with the members of",
      ),
    ]),
    mode("aws:rds/cluster:Cluster", "enableGlobalWriteForwarding", "writes are sent to the primary region", [
      false,
    ]),
  ]),
  ...documented("Amazon ElastiCache User Guide, global datastores", [
    presence(
      "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
      "",
      "replicated to groups of other regions that join it, and nobody can tell which",
    ),
    identifier(
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "globalReplicationGroupId",
      "replicated with the members of",
    ),
  ]),
  ...documented("Amazon MemoryDB Developer Guide, multi-Region clusters", [
    presence(
      "aws:memorydb/multiRegionCluster:MultiRegionCluster",
      "",
      "replicated to clusters of other regions that join it, and nobody can tell which",
    ),
    identifier("aws:memorydb/cluster:Cluster", "multiRegionClusterName", "replicated with the members of"),
  ]),
  ...documented("Amazon Aurora DSQL User Guide, multi-Region clusters", [
    location("aws:dsql/cluster:Cluster", "multiRegionProperties.witnessRegion", "witnessed in"),
    arn("aws:dsql/cluster:Cluster", "multiRegionProperties.clusters", "replicated to"),
    location("aws:dsql/clusterPeering:ClusterPeering", "witnessRegion", "witnessed in"),
    arn("aws:dsql/clusterPeering:ClusterPeering", "clusters", "replicated to"),
  ]),
  ...documented("Amazon Keyspaces Developer Guide, multi-Region replication", [
    location("aws:keyspaces/keyspace:Keyspace", "replicationSpecification.regionLists", "replicated to"),
  ]),
  ...documented("Amazon S3 User Guide, Multi-Region Access Points", [
    presence(
      "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
      "details.regions.bucket",
      "served worldwide from buckets of several regions, which their names do not tell",
    ),
    location(
      "aws:s3control/multiRegionAccessPointRoutes:MultiRegionAccessPointRoutes",
      "routes.region",
      "requests routed to",
    ),
  ]),
  ...documented("Amazon EventBridge User Guide, global endpoints", [
    location(
      "aws:cloudwatch/eventEndpoint:EventEndpoint",
      "routingConfig.failoverConfig.secondary.route",
      "events sent to",
    ),
    arn("aws:cloudwatch/eventEndpoint:EventEndpoint", "eventBuses.eventBusArn", "events sent to"),
  ]),
  ...documented("Amazon SES Developer Guide, global endpoints", [
    location(
      "aws:sesv2/multiRegionEndpoint:MultiRegionEndpoint",
      "details.routesDetails.region",
      "mail sent through",
    ),
  ]),
  ...documented("AWS Directory Service and IAM Identity Center user guides, multi-Region replication", [
    location(
      "aws:directoryservice/serviceRegion:ServiceRegion",
      "regionName",
      "the directory is replicated to",
    ),
    location("aws:ssoadmin/region:Region", "regionName", "identities are replicated to"),
  ]),
  ...documented("AWS Account Management Reference Guide, enabling Regions", [
    location("aws:account/region:Region", "regionName", "identities are copied to", {
      when: { path: "enabled", notIn: [false] },
    }),
  ]),
  ...documented("Amazon Application Recovery Controller Developer Guide, Region switch", [
    location("aws:arcregionswitch/plan:Plan", "triggers.targetRegion", "switched over to"),
    location("aws:arcregionswitch/plan:Plan", "workflows.workflowTargetRegion", "switched over to"),
  ]),
  ...documented("AWS Resilience Hub User Guide, applications of several Regions", [
    location("aws:resiliencehub/v2Service:V2Service", "regions", "assessed in"),
  ]),
  ...documented("Amazon DataZone User Guide, blueprints and environments", [
    location("aws:datazone/environment:Environment", "accountRegion", "made in"),
    location("aws:datazone/environmentProfile:EnvironmentProfile", "awsAccountRegion", "made in"),
    location(
      "aws:datazone/environmentBlueprintConfiguration:EnvironmentBlueprintConfiguration",
      "enabledRegions",
      "environments are made in",
    ),
  ]),
  ...documented("Amazon Chime SDK Administrator Guide, AWS Regions", [
    location("aws:chime/voiceConnector:VoiceConnector", "awsRegion", "calls go through", {
      ifAbsent: "us-east-1",
    }),
    location(
      "aws:chime/sdkvoiceSipMediaApplication:SdkvoiceSipMediaApplication",
      "awsRegion",
      "calls go through",
    ),
    location("aws:chime/sdkvoiceSipRule:SdkvoiceSipRule", "targetApplications.awsRegion", "calls go through"),
  ]),
];
