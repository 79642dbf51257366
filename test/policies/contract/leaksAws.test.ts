import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import { germanAnyone, table } from "../../support/contract/cases";
import { arn, fine, leak, note } from "../../support/contract/leaks";

describe("leaks", () => {
  describe("aws", () => {
    table(germanAnyone, [
      leak("kms/key:Key", { multiRegion: true }, "multiRegion"),
      leak("kms/key:Key", { multiRegion: "true" }, "multiRegion"),
      leak("kms/key:Key", { multiRegion: unknown }, "multiRegion"),
      fine("kms/key:Key", { multiRegion: false, enableKeyRotation: true }),
      fine("kms/key:Key", { enableKeyRotation: true }),
      fine("kms/key:Key", { multiRegion: null, enableKeyRotation: true }),
      leak("kms/externalKey:ExternalKey", { multiRegion: true }, "multiRegion"),
      leak("kms/replicaKey:ReplicaKey", { primaryKeyArn: arn("kms", "us-east-1", "key/mrk-1") }, "us-east-1"),
      leak("apigateway/restApi:RestApi", { name: "api" }, "endpointConfiguration"),
      leak("apigateway/restApi:RestApi", { endpointConfiguration: { types: "EDGE" } }, "EDGE"),
      leak("apigateway/restApi:RestApi", { endpointConfiguration: { types: ["EDGE"] } }, "EDGE"),
      leak("apigateway/restApi:RestApi", { endpointConfiguration: {} }, "endpointConfiguration"),
      leak(
        "apigateway/restApi:RestApi",
        { endpointConfiguration: { types: unknown } },
        "endpointConfiguration",
      ),
      leak("apigateway/restApi:RestApi", { endpointConfiguration: unknown }, "endpointConfiguration"),
      fine("apigateway/restApi:RestApi", { endpointConfiguration: { types: "REGIONAL" } }),
      fine("apigateway/restApi:RestApi", {
        endpointConfiguration: { types: ["PRIVATE"], vpcEndpointIds: [unknown] },
      }),
      leak(
        "apigateway/domainName:DomainName",
        { endpointConfiguration: { types: "EDGE" }, domainName: "a.example" },
        "EDGE",
      ),
      fine("apigateway/domainName:DomainName", {
        endpointConfiguration: { types: "REGIONAL" },
        domainName: "a.example",
      }),
      leak(
        "ec2/vpcPeeringConnection:VpcPeeringConnection",
        { vpcId: "v", peerVpcId: "w", peerRegion: "us-east-1" },
        "us-east-1",
      ),
      leak(
        "ec2/vpcPeeringConnection:VpcPeeringConnection",
        { vpcId: "v", peerVpcId: "w", peerRegion: unknown },
        "peerRegion",
      ),
      leak(
        "ec2/vpcPeeringConnection:VpcPeeringConnection",
        { vpcId: "v", peerVpcId: "w", peerRegion: "" },
        "peerRegion",
      ),
      leak(
        "ec2/vpcPeeringConnection:VpcPeeringConnection",
        { vpcId: "v", peerVpcId: "w", peerRegion: ["us-east-1"] },
        "us-east-1",
      ),
      leak(
        "ec2/vpcPeeringConnection:VpcPeeringConnection",
        { vpcId: "v", peerVpcId: "w", peerRegion: { a: 1 } },
        "peerRegion",
      ),
      fine("ec2/vpcPeeringConnection:VpcPeeringConnection", {
        vpcId: "v",
        peerVpcId: "w",
        peerRegion: "eu-central-1",
      }),
      fine("ec2/vpcPeeringConnection:VpcPeeringConnection", { vpcId: "v", peerVpcId: unknown }),
      leak("ec2transitgateway/peeringAttachment:PeeringAttachment", { peerRegion: "us-east-1" }, "us-east-1"),
      fine("ec2transitgateway/peeringAttachment:PeeringAttachment", {
        peerRegion: "eu-central-1",
        peerTransitGatewayId: unknown,
      }),
      leak(
        "s3/bucketReplicationConfig:BucketReplicationConfig",
        { role: "r", rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::backup" } }] },
        "arn:aws:s3:::backup",
      ),
      note(
        "s3/bucketReplicationConfig:BucketReplicationConfig",
        { role: "r", rules: [{ status: "Enabled", destination: { bucket: unknown } }] },
        "bucket",
      ),
      leak(
        "s3/bucket:Bucket",
        {
          replicationConfiguration: {
            role: "r",
            rules: [{ destination: { bucket: "arn:aws:s3:::backup" } }],
          },
        },
        "arn:aws:s3:::backup",
      ),
      leak(
        "s3/bucketV2:BucketV2",
        {
          replicationConfigurations: [
            { role: "r", rules: [{ destinations: [{ bucket: "arn:aws:s3:::backup" }] }] },
          ],
        },
        "backup",
      ),
      leak("s3/bucket:Bucket", { accelerationStatus: "Enabled" }, "accelerationStatus"),
      fine("s3/bucket:Bucket", { accelerationStatus: "Suspended" }),
      leak(
        "s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration",
        { bucket: "b", status: "Enabled" },
        "status",
      ),
      fine("s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration", {
        bucket: "b",
        status: "Suspended",
      }),
      fine("s3/bucketLogging:BucketLogging", { bucket: "b", targetBucket: "logs", targetPrefix: "b/" }),
      leak(
        "s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
        { details: { name: "n", regions: [{ bucket: "b" }] } },
        "b",
      ),
      leak("dynamodb/table:Table", { replicas: [{ regionName: "us-east-1" }] }, "us-east-1"),
      leak(
        "dynamodb/table:Table",
        { replicas: [{ regionName: "eu-central-1" }, { regionName: "eu-west-1" }] },
        "eu-west-1 (IE)",
      ),
      leak("dynamodb/table:Table", { replicas: [{ regionName: unknown }] }, "regionName"),
      leak("dynamodb/table:Table", { replicas: unknown }, "replicas"),
      leak("dynamodb/table:Table", { replicas: "us-east-1" }, "replicas"),
      leak("dynamodb/table:Table", { globalTableWitness: { regionName: "us-east-1" } }, "us-east-1"),
      fine("dynamodb/table:Table", {
        name: "t",
        hashKey: "k",
        billingMode: "PAY_PER_REQUEST",
        serverSideEncryption: { enabled: true },
        replicas: [],
      }),
      leak(
        "dynamodb/globalTable:GlobalTable",
        { replicas: [{ regionName: "eu-central-1" }, { regionName: "us-east-1" }] },
        "us-east-1",
      ),
      leak(
        "dynamodb/tableReplica:TableReplica",
        { globalTableArn: arn("dynamodb", "us-east-1", "table/t") },
        "us-east-1",
      ),
      leak(
        "rds/cluster:Cluster",
        { storageEncrypted: true, replicationSourceIdentifier: arn("rds", "us-east-1", "cluster:c") },
        "us-east-1",
      ),
      leak("rds/cluster:Cluster", { storageEncrypted: true, sourceRegion: "us-east-1" }, "us-east-1"),
      leak("rds/cluster:Cluster", { storageEncrypted: true, sourceRegion: unknown }, "sourceRegion"),
      fine("rds/cluster:Cluster", {
        storageEncrypted: true,
        replicationSourceIdentifier: arn("rds", "eu-central-1", "cluster:c"),
      }),
      note(
        "rds/cluster:Cluster",
        { storageEncrypted: true, replicationSourceIdentifier: unknown },
        "replicationSourceIdentifier",
      ),
      leak(
        "rds/instance:Instance",
        { storageEncrypted: true, replicateSourceDb: arn("rds", "us-east-1", "db:d") },
        "us-east-1",
      ),
      fine("rds/instance:Instance", { storageEncrypted: true, replicateSourceDb: "primary" }),
      fine("rds/instance:Instance", {
        storageEncrypted: true,
        replicateSourceDb: arn("rds", "eu-central-1", "db:d"),
      }),
      note(
        "rds/instance:Instance",
        { storageEncrypted: true, replicateSourceDb: unknown },
        "replicateSourceDb",
      ),
      leak(
        "rds/snapshotCopy:SnapshotCopy",
        { sourceDbSnapshotIdentifier: "s", targetDbSnapshotIdentifier: "t", destinationRegion: "us-east-1" },
        "us-east-1",
      ),
      fine("rds/snapshotCopy:SnapshotCopy", {
        sourceDbSnapshotIdentifier: "s",
        targetDbSnapshotIdentifier: "t",
        destinationRegion: "eu-central-1",
      }),
      leak("rds/clusterSnapshotCopy:ClusterSnapshotCopy", { destinationRegion: "us-east-1" }, "us-east-1"),
      leak(
        "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        { sourceDbInstanceArn: arn("rds", "us-east-1", "db:d") },
        "us-east-1",
      ),
      leak(
        "ecr/replicationConfiguration:ReplicationConfiguration",
        {
          replicationConfiguration: { rules: [{ destinations: [{ region: "us-east-1", registryId: "1" }] }] },
        },
        "us-east-1",
      ),
      leak(
        "ecr/replicationConfiguration:ReplicationConfiguration",
        { replicationConfiguration: { rules: { destinations: { region: "us-east-1" } } } },
        "us-east-1",
      ),
      fine("ecr/replicationConfiguration:ReplicationConfiguration", {
        replicationConfiguration: {
          rules: [{ destinations: [{ region: "eu-central-1", registryId: "2" }] }],
        },
      }),
      leak("secretsmanager/secret:Secret", { replicas: [{ region: "us-east-1" }] }, "us-east-1"),
      leak("secretsmanager/secret:Secret", { replicas: [{ region: unknown }] }, "region"),
      leak("secretsmanager/secret:Secret", { replicas: [{ region: "EU-CENTRAL-1" }] }, "EU-CENTRAL-1"),
      fine("secretsmanager/secret:Secret", { name: "s", kmsKeyId: unknown }),
      leak(
        "backup/plan:Plan",
        {
          rules: [
            {
              ruleName: "r",
              copyActions: [{ destinationVaultArn: arn("backup", "us-east-1", "backup-vault:v") }],
            },
          ],
        },
        "us-east-1",
      ),
      fine("backup/plan:Plan", {
        rules: [
          {
            ruleName: "r",
            copyActions: [{ destinationVaultArn: arn("backup", "eu-central-1", "backup-vault:v") }],
          },
        ],
      }),
      note(
        "backup/plan:Plan",
        { rules: [{ ruleName: "r", copyActions: [{ destinationVaultArn: unknown }] }] },
        "destinationVaultArn",
      ),
      leak(
        "dlm/lifecyclePolicy:LifecyclePolicy",
        {
          policyDetails: {
            schedules: [{ crossRegionCopyRules: [{ target: "us-east-1", encrypted: true }] }],
          },
        },
        "us-east-1",
      ),
      leak(
        "dlm/lifecyclePolicy:LifecyclePolicy",
        {
          policyDetails: {
            schedules: [{ crossRegionCopyRules: [{ targetRegion: "us-east-1", encrypted: true }] }],
          },
        },
        "us-east-1",
      ),
      leak(
        "dlm/lifecyclePolicy:LifecyclePolicy",
        { policyDetails: { action: { crossRegionCopies: [{ target: "us-east-1" }] } } },
        "us-east-1",
      ),
      leak(
        "ebs/snapshotCopy:SnapshotCopy",
        { sourceRegion: "us-east-1", sourceSnapshotId: "s", encrypted: true },
        "us-east-1",
      ),
      leak(
        "ec2/amiCopy:AmiCopy",
        { sourceAmiRegion: "us-east-1", sourceAmiId: "a", encrypted: true },
        "us-east-1",
      ),
      fine("ec2/amiCopy:AmiCopy", { sourceAmiRegion: "eu-central-1", sourceAmiId: "a", encrypted: true }),
      leak(
        "efs/replicationConfiguration:ReplicationConfiguration",
        { sourceFileSystemId: "f", destination: { region: "us-east-1" } },
        "us-east-1",
      ),
      fine("efs/replicationConfiguration:ReplicationConfiguration", {
        sourceFileSystemId: "f",
        destination: { region: "eu-central-1" },
      }),
      leak(
        "redshift/snapshotCopy:SnapshotCopy",
        { clusterIdentifier: "c", destinationRegion: "us-east-1" },
        "us-east-1",
      ),
      leak(
        "imagebuilder/distributionConfiguration:DistributionConfiguration",
        { distributions: [{ region: "us-east-1" }] },
        "us-east-1",
      ),
      leak(
        "msk/replicator:Replicator",
        {
          kafkaClusters: [{ amazonMskCluster: { mskClusterArn: arn("kafka", "us-east-1", "cluster/c/1") } }],
        },
        "us-east-1",
      ),
      fine("cloudtrail/trail:Trail", { s3BucketName: "trail", isMultiRegionTrail: true, kmsKeyId: unknown }),
      leak(
        "cloudwatch/eventTarget:EventTarget",
        { rule: "r", arn: arn("events", "us-east-1", "event-bus/default") },
        "us-east-1",
      ),
      fine("cloudwatch/eventTarget:EventTarget", {
        rule: "r",
        arn: arn("lambda", "eu-central-1", "function:f"),
      }),
      note("cloudwatch/eventTarget:EventTarget", { rule: "r", arn: unknown }, "arn"),
      leak(
        "cloudwatch/eventApiDestination:EventApiDestination",
        { invocationEndpoint: "https://hooks.example.com/x", httpMethod: "POST" },
        "hooks.example.com",
      ),
      leak(
        "cloudwatch/metricStream:MetricStream",
        { firehoseArn: arn("firehose", "us-east-1", "deliverystream/d") },
        "us-east-1",
      ),
      leak(
        "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        { destinationArn: arn("logs", "us-east-1", "destination:d") },
        "us-east-1",
      ),
      fine("cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", {
        destinationArn: arn("kinesis", "eu-central-1", "stream/s"),
      }),
      leak(
        "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        {
          destination: "http_endpoint",
          httpEndpointConfiguration: { url: "https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input" },
        },
        "datadoghq.com",
      ),
      leak("oam/link:Link", { sinkIdentifier: arn("oam", "us-east-1", "sink/s") }, "us-east-1"),
      leak(
        "observabilityadmin/centralizationRuleForOrganization:CentralizationRuleForOrganization",
        { rule: { destination: { region: "us-east-1" } } },
        "us-east-1",
      ),
      leak(
        "ssm/resourceDataSync:ResourceDataSync",
        { s3Destination: { bucketName: "b", region: "us-east-1" } },
        "us-east-1",
      ),
      fine("ssm/resourceDataSync:ResourceDataSync", {
        s3Destination: { bucketName: "b", region: "eu-central-1" },
      }),
      leak(
        "bedrock/inferenceProfile:InferenceProfile",
        {
          modelSource: {
            copyFrom: arn("bedrock", "eu-central-1", "inference-profile/us.anthropic.claude-3"),
          },
        },
        "us.anthropic",
      ),
      leak(
        "bedrock/inferenceProfile:InferenceProfile",
        {
          modelSource: {
            copyFrom: arn("bedrock", "eu-central-1", "inference-profile/eu.anthropic.claude-3"),
          },
        },
        "eu.anthropic",
      ),
      leak(
        "bedrock/inferenceProfile:InferenceProfile",
        {
          modelSource: {
            copyFrom: arn("bedrock", "eu-central-1", "inference-profile/global.anthropic.claude-3"),
          },
        },
        "global.anthropic",
      ),
      fine("bedrock/inferenceProfile:InferenceProfile", {
        modelSource: { copyFrom: "arn:aws:bedrock:eu-central-1::foundation-model/mistral.x" },
      }),
      leak(
        "bedrock/inferenceProfile:InferenceProfile",
        { modelSource: { copyFrom: "arn:aws:bedrock:us-east-1::foundation-model/mistral.x" } },
        "us-east-1",
      ),
      leak(
        "bedrock/guardrail:Guardrail",
        { crossRegionConfig: { guardrailProfileIdentifier: "us.guardrail.v1:0" } },
        "us.guardrail",
      ),
      // Custom domains of both are CloudFront distributions, which is why their certificates lie in us-east-1.
      leak(
        "cognito/userPoolDomain:UserPoolDomain",
        {
          domain: "auth.example.de",
          userPoolId: "p",
          certificateArn: arn("acm", "us-east-1", "certificate/1"),
        },
        "CloudFront",
      ),
      fine("cognito/userPoolDomain:UserPoolDomain", { domain: "example", userPoolId: "p" }),
      leak(
        "appsync/domainName:DomainName",
        { domainName: "api.example.de", certificateArn: arn("acm", "us-east-1", "certificate/1") },
        "CloudFront",
      ),
      // A directory bucket lies in a zone, which may be a Local Zone.
      leak(
        "s3/directoryBucket:DirectoryBucket",
        { bucket: "b--euc1-waw1-az1--x-s3", location: { name: "euc1-waw1-az1", type: "LocalZone" } },
        "euc1-waw1-az1",
      ),
      leak(
        "s3/directoryBucket:DirectoryBucket",
        { bucket: "b--use1-az4--x-s3", location: { name: unknown } },
        "location.name",
      ),
      fine("s3/directoryBucket:DirectoryBucket", {
        bucket: "b--euc1-az1--x-s3",
        location: { name: "euc1-az1" },
      }),
      leak("wafv2/webAcl:WebAcl", { scope: "CLOUDFRONT" }, "CLOUDFRONT"),
      leak(
        "lambda/function:Function",
        { role: "arn:aws:iam::1:role/r", deadLetterConfig: { targetArn: arn("sqs", "us-east-1") } },
        "us-east-1",
      ),
      leak(
        "s3/bucketNotification:BucketNotification",
        { bucket: "b", topics: [{ topicArn: arn("sns", "us-east-1"), events: ["s3:ObjectCreated:*"] }] },
        "us-east-1",
      ),
      fine("lambda/permission:Permission", {
        principal: "sns.amazonaws.com",
        sourceArn: arn("sns", "us-east-1"),
      }),
      fine("wafv2/webAcl:WebAcl", { scope: "REGIONAL", defaultAction: { allow: {} } }),
      leak(
        "ec2/vpcEndpoint:VpcEndpoint",
        { vpcId: "v", serviceName: "com.amazonaws.us-east-1.s3", serviceRegion: "us-east-1" },
        "us-east-1",
      ),
      fine("ec2/vpcEndpoint:VpcEndpoint", { vpcId: "v", serviceName: "com.amazonaws.eu-central-1.s3" }),
      leak(
        "ec2/vpcEndpointService:VpcEndpointService",
        { acceptanceRequired: true, supportedRegions: ["eu-central-1", "us-east-1"] },
        "us-east-1",
      ),
      leak(
        "codepipeline/pipeline:Pipeline",
        { artifactStores: [{ location: "b", region: "us-east-1", type: "S3" }], stages: [] },
        "us-east-1",
      ),
      leak(
        "codepipeline/pipeline:Pipeline",
        {
          artifactStores: [{ location: "b", type: "S3" }],
          stages: [{ name: "s", actions: [{ name: "a", region: "us-east-1" }] }],
        },
        "us-east-1",
      ),
      leak(
        "sns/topicSubscription:TopicSubscription",
        { topic: "t", protocol: "https", endpoint: "https://hooks.example.com/x" },
        "hooks.example.com",
      ),
      leak(
        "sns/topicSubscription:TopicSubscription",
        { topic: "t", protocol: "sqs", endpoint: arn("sqs", "us-east-1", "q") },
        "us-east-1",
      ),
      fine("sns/topicSubscription:TopicSubscription", {
        topic: "t",
        protocol: "sqs",
        endpoint: arn("sqs", "eu-central-1", "q"),
      }),
      leak(
        "datasync/task:Task",
        {
          sourceLocationArn: arn("datasync", "eu-central-1", "location/l"),
          destinationLocationArn: arn("datasync", "us-east-1", "location/l"),
        },
        "us-east-1",
      ),
      leak(
        "sesv2/multiRegionEndpoint:MultiRegionEndpoint",
        { details: { routesDetails: [{ region: "us-east-1" }] } },
        "us-east-1",
      ),
      leak(
        "cognito/userPool:UserPool",
        {
          smsConfiguration: {
            snsRegion: "us-east-1",
            externalId: "e",
            snsCallerArn: "arn:aws:iam::1:role/r",
          },
        },
        "us-east-1",
      ),
      leak(
        "opensearch/outboundConnection:OutboundConnection",
        { remoteDomainInfo: { region: "us-east-1", ownerId: "1", domainName: "d" } },
        "us-east-1",
      ),
      leak("ssmincidents/replicationSet:ReplicationSet", { regions: [{ name: "us-east-1" }] }, "us-east-1"),
      leak(
        "securitylake/dataLake:DataLake",
        { configuration: { region: "eu-central-1", replicationConfiguration: { regions: ["us-east-1"] } } },
        "us-east-1",
      ),
      leak("account/region:Region", { regionName: "us-east-1", enabled: true }, "us-east-1"),
      leak("directoryservice/serviceRegion:ServiceRegion", { regionName: "us-east-1" }, "us-east-1"),
      leak(
        "keyspaces/keyspace:Keyspace",
        {
          replicationSpecification: {
            replicationStrategy: "MULTI_REGION",
            regionLists: ["eu-central-1", "us-east-1"],
          },
        },
        "us-east-1",
      ),
      leak("dsql/cluster:Cluster", { multiRegionProperties: { witnessRegion: "us-east-1" } }, "us-east-1"),
      leak(
        "ec2/instance:Instance",
        {
          ami: "a",
          instanceType: "t",
          availabilityZone: "eu-central-1-waw-1a",
          rootBlockDevice: { encrypted: true },
        },
        "eu-central-1-waw-1a",
      ),
      fine("ec2/instance:Instance", {
        ami: "a",
        instanceType: "t",
        availabilityZone: "eu-central-1a",
        rootBlockDevice: { encrypted: true },
      }),
      fine("ec2/instance:Instance", {
        ami: "a",
        instanceType: "t",
        subnetId: unknown,
        rootBlockDevice: { encrypted: true },
      }),
      leak(
        "ec2/subnet:Subnet",
        { vpcId: "v", availabilityZone: "eu-central-1-waw-1a" },
        "eu-central-1-waw-1a",
      ),
      leak("ec2/subnet:Subnet", { vpcId: "v", availabilityZone: "us-east-1a" }, "us-east-1a"),
      leak(
        "ec2/subnet:Subnet",
        { vpcId: "v", outpostArn: arn("outposts", "eu-central-1", "outpost/op-1") },
        "outpost",
      ),
      fine("ec2/subnet:Subnet", {
        vpcId: unknown,
        availabilityZone: "eu-central-1b",
        cidrBlock: "10.0.0.0/24",
      }),
      leak(
        "ebs/volume:Volume",
        { availabilityZone: "eu-central-1-ham-1a-x", encrypted: true },
        "eu-central-1-ham-1a-x",
      ),
      fine("ebs/volume:Volume", { availabilityZone: "eu-central-1a", size: 10, encrypted: true }),
      leak(
        "eks/cluster:Cluster",
        {
          outpostConfig: {
            outpostArns: [arn("outposts", "eu-central-1", "outpost/op-1")],
            controlPlaneInstanceType: "m5.large",
          },
        },
        "outpost",
      ),
    ]);
  });
});
