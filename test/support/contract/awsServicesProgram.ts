import { unknown, type Inputs } from "../../../policies/values";
import type { Program } from "./program";

/** Managed services of AWS around a platform, as users write them. */
export const awsServicesProgram: Program = (region) => {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:123456789012:${rest}`;
  const role = "arn:aws:iam::123456789012:role/service";
  const network: Inputs = { subnetIds: [unknown], securityGroupIds: [unknown] };
  const bare: readonly (readonly [string, Inputs])[] = [
    [
      "aws:acmpca/certificateAuthority:CertificateAuthority",
      {
        type: "ROOT",
        certificateAuthorityConfiguration: {
          keyAlgorithm: "RSA_4096",
          signingAlgorithm: "SHA512WITHRSA",
          subject: { commonName: "example.de", country: "DE" },
        },
      },
    ],
    [
      "aws:apigateway/restApi:RestApi",
      { name: "api", endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [unknown] } },
    ],
    ["aws:apigateway/deployment:Deployment", { restApi: unknown }],
    [
      "aws:apigateway/stage:Stage",
      {
        restApi: unknown,
        deployment: unknown,
        stageName: "v1",
        accessLogSettings: { destinationArn: arn("logs", "log-group:api"), format: "$context.requestId" },
      },
    ],
    [
      "aws:apigatewayv2/domainName:DomainName",
      {
        domainName: "ai.example.de",
        domainNameConfiguration: {
          certificateArn: arn("acm", "certificate/1"),
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        },
      },
    ],
    ["aws:appsync/graphQLApi:GraphQLApi", { authenticationType: "AWS_IAM", name: "g" }],
    [
      "aws:athena/workgroup:Workgroup",
      { name: "w", configuration: { resultConfiguration: { outputLocation: "s3://results/" } } },
    ],
    [
      "aws:backup/selection:Selection",
      { planId: unknown, iamRoleArn: role, resources: ["arn:aws:ec2:*:*:volume/*"] },
    ],
    [
      "aws:batch/jobDefinition:JobDefinition",
      {
        type: "container",
        containerProperties: JSON.stringify({ image: `123456789012.dkr.ecr.${region}.amazonaws.com/a:1` }),
      },
    ],
    [
      "aws:bedrock/agentAgent:AgentAgent",
      { agentName: "a", agentResourceRoleArn: role, foundationModel: "mistral.mistral-large-2402-v1:0" },
    ],
    [
      "aws:bedrock/guardrail:Guardrail",
      { name: "g", blockedInputMessaging: "no", blockedOutputsMessaging: "no" },
    ],
    [
      "aws:cfg/recorder:Recorder",
      { roleArn: role, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } },
    ],
    [
      "aws:cloudwatch/dashboard:Dashboard",
      { dashboardName: "d", dashboardBody: JSON.stringify({ widgets: [{ properties: { region } }] }) },
    ],
    [
      "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
      { logGroup: unknown, filterPattern: "", destinationArn: arn("kinesis", "stream/logs"), roleArn: role },
    ],
    [
      "aws:codebuild/project:Project",
      {
        serviceRole: role,
        source: { type: "GITHUB", location: "https://github.com/example/app.git" },
        artifacts: { type: "NO_ARTIFACTS" },
        environment: {
          computeType: "BUILD_GENERAL1_SMALL",
          image: "aws/codebuild/standard:7.0",
          type: "LINUX_CONTAINER",
        },
      },
    ],
    [
      "aws:codepipeline/pipeline:Pipeline",
      {
        roleArn: role,
        artifactStores: [{ location: unknown, type: "S3" }],
        stages: [{ name: "s", actions: [{ name: "a", category: "Source" }] }],
      },
    ],
    [
      "aws:cognito/userPool:UserPool",
      { name: "p", smsConfiguration: { externalId: "e", snsCallerArn: role, snsRegion: region } },
    ],
    [
      "aws:cognito/userPoolClient:UserPoolClient",
      { userPoolId: unknown, callbackUrls: ["https://ai.example.de/cb"] },
    ],
    [
      "aws:dms/replicationInstance:ReplicationInstance",
      {
        replicationInstanceId: "r",
        replicationInstanceClass: "dms.t3.small",
        availabilityZone: `${region}a`,
      },
    ],
    ["aws:docdb/cluster:Cluster", { storageEncrypted: true, masterUsername: "u", masterPassword: unknown }],
    [
      "aws:ecs/service:Service",
      {
        cluster: unknown,
        taskDefinition: unknown,
        desiredCount: 2,
        networkConfiguration: { subnets: [unknown] },
        loadBalancers: [{ targetGroupArn: unknown, containerName: "c", containerPort: 80 }],
      },
    ],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        family: "f",
        containerDefinitions: JSON.stringify([
          { name: "c", image: `123456789012.dkr.ecr.${region}.amazonaws.com/app:1` },
        ]),
        requiresCompatibilities: ["FARGATE"],
      },
    ],
    ["aws:elasticache/serverlessCache:ServerlessCache", { engine: "valkey", name: "c" }],
    ["aws:emrserverless/application:Application", { releaseLabel: "emr-7.0.0", type: "spark" }],
    [
      "aws:fsx/lustreFileSystem:LustreFileSystem",
      {
        storageCapacity: 1200,
        subnetIds: unknown,
        deploymentType: "PERSISTENT_2",
        perUnitStorageThroughput: 125,
      },
    ],
    ["aws:glue/catalogDatabase:CatalogDatabase", { name: "db" }],
    ["aws:glue/job:Job", { roleArn: role, command: { scriptLocation: "s3://scripts/job.py" } }],
    ["aws:inspector2/enabler:Enabler", { accountIds: ["123456789012"], resourceTypes: ["ECR"] }],
    [
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      {
        destination: "extended_s3",
        extendedS3Configuration: { bucketArn: "arn:aws:s3:::logs", roleArn: role },
        serverSideEncryption: { enabled: true },
      },
    ],
    ["aws:lambda/functionUrl:FunctionUrl", { functionName: unknown, authorizationType: "AWS_IAM" }],
    ["aws:lambda/layerVersion:LayerVersion", { layerName: "l", compatibleRuntimes: ["nodejs22.x"] }],
    ["aws:memorydb/cluster:Cluster", { aclName: "open-access", nodeType: "db.t4g.small", tlsEnabled: true }],
    [
      "aws:mq/broker:Broker",
      {
        brokerName: "b",
        engineType: "RabbitMQ",
        engineVersion: "3.13",
        hostInstanceType: "mq.m5.large",
        users: [{ username: "u", password: unknown }],
      },
    ],
    [
      "aws:msk/cluster:Cluster",
      {
        clusterName: "k",
        kafkaVersion: "3.6.0",
        numberOfBrokerNodes: 3,
        brokerNodeGroupInfo: {
          instanceType: "kafka.m5.large",
          clientSubnets: [unknown],
          securityGroups: [unknown],
        },
      },
    ],
    [
      "aws:networkfirewall/firewall:Firewall",
      {
        firewallPolicyArn: arn("network-firewall", "firewall-policy/p"),
        vpcId: unknown,
        subnetMappings: [{ subnetId: unknown }],
      },
    ],
    [
      "aws:pipes/pipe:Pipe",
      { roleArn: role, source: arn("sqs", "in"), target: arn("states", "stateMachine:s") },
    ],
    [
      "aws:rds/proxy:Proxy",
      {
        engineFamily: "POSTGRESQL",
        roleArn: role,
        vpcSubnetIds: [unknown],
        auths: [{ secretArn: arn("secretsmanager", "secret:db") }],
      },
    ],
    ["aws:redshiftserverless/namespace:Namespace", { namespaceName: "n" }],
    [
      "aws:route53/resolverEndpoint:ResolverEndpoint",
      { direction: "OUTBOUND", securityGroupIds: [unknown], ipAddresses: [{ subnetId: unknown }] },
    ],
    [
      "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
      { bucket: unknown, name: "all", tierings: [{ accessTier: "ARCHIVE_ACCESS", days: 90 }] },
    ],
    [
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      { bucket: unknown, rule: { defaultRetention: { mode: "COMPLIANCE", days: 30 } } },
    ],
    [
      "aws:sagemaker/model:Model",
      {
        executionRoleArn: role,
        primaryContainer: {
          image: `123456789012.dkr.ecr.${region}.amazonaws.com/m:1`,
          modelDataUrl: "s3://models/m.tar.gz",
        },
      },
    ],
    [
      "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
      { productionVariants: [{ modelName: unknown, instanceType: "ml.g5.xlarge", initialInstanceCount: 1 }] },
    ],
    [
      "aws:scheduler/schedule:Schedule",
      {
        flexibleTimeWindow: { mode: "OFF" },
        scheduleExpression: "rate(1 hour)",
        target: { arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", roleArn: role },
      },
    ],
    ["aws:securityhub/account:Account", {}],
    ["aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", { name: "ai.internal", vpc: unknown }],
    [
      "aws:sns/topicSubscription:TopicSubscription",
      { topic: unknown, protocol: "lambda", endpoint: unknown },
    ],
    ["aws:sqs/queuePolicy:QueuePolicy", { queueUrl: unknown, policy: "{}" }],
    ["aws:ssm/document:Document", { content: "{}", documentType: "Command" }],
    [
      "aws:synthetics/canary:Canary",
      {
        artifactS3Location: "s3://canaries/",
        executionRoleArn: role,
        handler: "h",
        runtimeVersion: "syn-nodejs-puppeteer-9.1",
        schedule: { expression: "rate(5 minutes)" },
      },
    ],
    [
      "aws:transfer/server:Server",
      { endpointType: "VPC", endpointDetails: { vpcId: unknown, subnetIds: [unknown] }, protocols: ["SFTP"] },
    ],
    [
      "aws:wafv2/webAcl:WebAcl",
      {
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        visibilityConfig: { metricName: "m", cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false },
      },
    ],
    [
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      { resourceArn: arn("elasticloadbalancing", "loadbalancer/app/a/1"), webAclArn: unknown },
    ],
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: unknown }],
    [
      "aws:ec2/capacityReservation:CapacityReservation",
      {
        instanceType: "p5.48xlarge",
        instancePlatform: "Linux/UNIX",
        availabilityZone: `${region}c`,
        instanceCount: 1,
      },
    ],
    ["aws:ec2/placementGroup:PlacementGroup", { strategy: "cluster" }],
    ["aws:ec2transitgateway/transitGateway:TransitGateway", { description: "t" }],
    [
      "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
      { transitGatewayId: unknown, vpcId: unknown, subnetIds: [unknown] },
    ],
    [
      "aws:eks/fargateProfile:FargateProfile",
      {
        clusterName: unknown,
        podExecutionRoleArn: role,
        subnetIds: [unknown],
        selectors: [{ namespace: "ai" }],
      },
    ],
    [
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { functionName: unknown, eventSourceArn: arn("kinesis", "stream/s"), startingPosition: "LATEST" },
    ],
    [
      "aws:lambda/function:Function",
      {
        packageType: "Image",
        imageUri: `123456789012.dkr.ecr.${region}.amazonaws.com/f:1`,
        role,
        vpcConfig: network,
      },
    ],
  ];
  return bare.map(([type, inputs]) => [type, { region, ...inputs }]);
};
