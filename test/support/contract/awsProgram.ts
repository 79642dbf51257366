import { unknown, type Inputs } from "../../../policies/values";
import type { Program } from "./program";

/** A platform on AWS, as users write it. */
export const awsProgram: Program = (region) => {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:123456789012:${rest}`;
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::models/*" }],
  });
  const tags = { app: "ai" };
  const bare: readonly (readonly [string, Inputs])[] = [
    ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags }],
    [
      "aws:ec2/subnet:Subnet",
      {
        vpcId: unknown,
        cidrBlock: "10.0.1.0/24",
        availabilityZone: `${region}a`,
        mapPublicIpOnLaunch: false,
      },
    ],
    ["aws:ec2/internetGateway:InternetGateway", { vpcId: unknown }],
    ["aws:ec2/eip:Eip", { domain: "vpc" }],
    ["aws:ec2/natGateway:NatGateway", { subnetId: unknown, allocationId: unknown }],
    [
      "aws:ec2/routeTable:RouteTable",
      { vpcId: unknown, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: unknown }] },
    ],
    [
      "aws:ec2/route:Route",
      { routeTableId: unknown, destinationCidrBlock: "0.0.0.0/0", natGatewayId: unknown },
    ],
    ["aws:ec2/routeTableAssociation:RouteTableAssociation", { routeTableId: unknown, subnetId: unknown }],
    [
      "aws:ec2/securityGroup:SecurityGroup",
      {
        vpcId: unknown,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      },
    ],
    [
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      { securityGroupId: unknown, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" },
    ],
    ["aws:ec2/networkAcl:NetworkAcl", { vpcId: unknown }],
    [
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      { vpcId: unknown, serviceName: `com.amazonaws.${region}.s3`, vpcEndpointType: "Gateway" },
    ],
    [
      "aws:ec2/flowLog:FlowLog",
      {
        vpcId: unknown,
        trafficType: "ALL",
        logDestination: arn("logs", "log-group:flow"),
        iamRoleArn: unknown,
      },
    ],
    ["aws:ec2/keyPair:KeyPair", { publicKey: "ssh-ed25519 A" }],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      {
        imageId: "ami-1",
        instanceType: "g5.xlarge",
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 100, encrypted: "true" } }],
      },
    ],
    [
      "aws:ec2/instance:Instance",
      {
        ami: "ami-1",
        instanceType: "t3.small",
        subnetId: unknown,
        vpcSecurityGroupIds: [unknown],
        rootBlockDevice: { encrypted: true },
        userData: unknown,
      },
    ],
    [
      "aws:autoscaling/group:Group",
      {
        minSize: 1,
        maxSize: 2,
        vpcZoneIdentifiers: [unknown],
        launchTemplate: { id: unknown, version: "$Latest" },
      },
    ],
    [
      "aws:eks/cluster:Cluster",
      {
        roleArn: "arn:aws:iam::123456789012:role/eks",
        version: "1.34",
        vpcConfig: { subnetIds: [unknown], endpointPrivateAccess: true, endpointPublicAccess: false },
        encryptionConfig: { provider: { keyArn: unknown }, resources: ["secrets"] },
        enabledClusterLogTypes: ["api", "audit"],
      },
    ],
    [
      "aws:eks/nodeGroup:NodeGroup",
      {
        clusterName: unknown,
        nodeRoleArn: unknown,
        subnetIds: [unknown],
        scalingConfig: { desiredSize: 2, maxSize: 2, minSize: 2 },
        instanceTypes: ["g5.xlarge"],
        launchTemplate: { id: unknown, version: "1" },
      },
    ],
    ["aws:eks/addon:Addon", { clusterName: unknown, addonName: "vpc-cni" }],
    [
      "aws:eks/accessEntry:AccessEntry",
      { clusterName: unknown, principalArn: "arn:aws:iam::123456789012:role/admin" },
    ],
    [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      { clusterName: unknown, namespace: "ai", serviceAccount: "sa", roleArn: unknown },
    ],
    ["aws:s3/bucket:Bucket", { bucket: "models", tags }],
    [
      "aws:s3/bucketVersioning:BucketVersioning",
      { bucket: unknown, versioningConfiguration: { status: "Enabled" } },
    ],
    [
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      {
        bucket: unknown,
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: arn("kms", "key/1"),
            },
          },
        ],
      },
    ],
    [
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      {
        bucket: unknown,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
    ],
    [
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      { bucket: unknown, rule: { objectOwnership: "BucketOwnerEnforced" } },
    ],
    ["aws:s3/bucketPolicy:BucketPolicy", { bucket: unknown, policy }],
    [
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      {
        bucket: unknown,
        rules: [
          {
            id: "r",
            status: "Enabled",
            expiration: { days: 30 },
            transitions: [{ days: 7, storageClass: "GLACIER" }],
          },
        ],
      },
    ],
    ["aws:s3/bucketLogging:BucketLogging", { bucket: unknown, targetBucket: unknown, targetPrefix: "log/" }],
    [
      "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
      {
        bucket: unknown,
        corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://ai.example.de"] }],
      },
    ],
    [
      "aws:s3/bucketNotification:BucketNotification",
      {
        bucket: unknown,
        queues: [{ queueArn: arn("sqs", "q"), events: ["s3:ObjectCreated:*"] }],
        lambdaFunctions: [{ lambdaFunctionArn: unknown, events: ["s3:ObjectRemoved:*"] }],
      },
    ],
    ["aws:s3/bucketObject:BucketObject", { bucket: unknown, key: "k", content: "c" }],
    ["aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "models", key: "k", source: unknown }],
    ["aws:rds/subnetGroup:SubnetGroup", { subnetIds: [unknown] }],
    ["aws:rds/parameterGroup:ParameterGroup", { family: "postgres16" }],
    [
      "aws:rds/instance:Instance",
      {
        engine: "postgres",
        instanceClass: "db.t4g.medium",
        allocatedStorage: 20,
        storageEncrypted: true,
        kmsKeyId: arn("kms", "key/1"),
        dbSubnetGroupName: unknown,
        username: "u",
        manageMasterUserPassword: true,
        backupRetentionPeriod: 7,
        skipFinalSnapshot: true,
        availabilityZone: `${region}b`,
      },
    ],
    [
      "aws:rds/cluster:Cluster",
      {
        engine: "aurora-postgresql",
        storageEncrypted: true,
        masterUsername: "u",
        availabilityZones: [`${region}a`, `${region}b`, `${region}c`],
      },
    ],
    [
      "aws:rds/clusterInstance:ClusterInstance",
      { clusterIdentifier: unknown, engine: "aurora-postgresql", instanceClass: "db.r6g.large" },
    ],
    [
      "aws:elasticache/replicationGroup:ReplicationGroup",
      {
        description: "d",
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        nodeType: "cache.t4g.small",
        automaticFailoverEnabled: true,
      },
    ],
    [
      "aws:dynamodb/table:Table",
      {
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
        billingMode: "PAY_PER_REQUEST",
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: true },
      },
    ],
    ["aws:efs/fileSystem:FileSystem", { encrypted: true, kmsKeyId: unknown }],
    ["aws:efs/mountTarget:MountTarget", { fileSystemId: unknown, subnetId: unknown }],
    [
      "aws:secretsmanager/secret:Secret",
      { name: "api", recoveryWindowInDays: 7, kmsKeyId: arn("kms", "alias/ours") },
    ],
    ["aws:secretsmanager/secretVersion:SecretVersion", { secretId: unknown, secretString: unknown }],
    ["aws:secretsmanager/secretPolicy:SecretPolicy", { secretArn: unknown, policy }],
    ["aws:ssm/parameter:Parameter", { type: "SecureString", value: unknown }],
    ["aws:kms/key:Key", { description: "d", enableKeyRotation: true, deletionWindowInDays: 30, policy }],
    ["aws:kms/alias:Alias", { name: "alias/ours", targetKeyId: unknown }],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "/ai", retentionInDays: 30, kmsKeyId: unknown }],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        alarmActions: [arn("sns", "alarms")],
        metricName: "CPU",
        namespace: "AWS/EC2",
        period: 60,
        statistic: "Average",
        threshold: 80,
      },
    ],
    ["aws:cloudwatch/eventRule:EventRule", { scheduleExpression: "rate(1 hour)" }],
    ["aws:cloudwatch/eventTarget:EventTarget", { rule: unknown, arn: arn("lambda", "function:f") }],
    ["aws:acm/certificate:Certificate", { domainName: "ai.example.de", validationMethod: "DNS" }],
    [
      "aws:acm/certificateValidation:CertificateValidation",
      { certificateArn: unknown, validationRecordFqdns: [unknown] },
    ],
    [
      "aws:ecr/repository:Repository",
      {
        name: "app",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS" }],
      },
    ],
    ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: unknown, policy: "{}" }],
    ["aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: unknown, policy }],
    [
      "aws:lambda/function:Function",
      {
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: "arn:aws:iam::123456789012:role/f",
        code: { "": "asset" },
        environment: { variables: { TABLE: unknown } },
        vpcConfig: { subnetIds: [unknown], securityGroupIds: [unknown] },
        layers: [arn("lambda", "layer:l:1")],
        kmsKeyArn: arn("kms", "key/1"),
        deadLetterConfig: { targetArn: arn("sqs", "dlq") },
      },
    ],
    [
      "aws:lambda/permission:Permission",
      {
        action: "lambda:InvokeFunction",
        function: unknown,
        principal: "s3.amazonaws.com",
        sourceArn: "arn:aws:s3:::models",
      },
    ],
    [
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { functionName: unknown, eventSourceArn: arn("sqs", "q") },
    ],
    [
      "aws:sqs/queue:Queue",
      {
        name: "q",
        sqsManagedSseEnabled: true,
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", "dlq"), maxReceiveCount: 3 }),
      },
    ],
    ["aws:sns/topic:Topic", { name: "alarms", kmsMasterKeyId: "alias/aws/sns" }],
    [
      "aws:lb/loadBalancer:LoadBalancer",
      { loadBalancerType: "application", internal: true, subnets: [unknown], securityGroups: [unknown] },
    ],
    ["aws:lb/targetGroup:TargetGroup", { port: 80, protocol: "HTTP", vpcId: unknown, targetType: "ip" }],
    [
      "aws:lb/listener:Listener",
      {
        loadBalancerArn: unknown,
        port: 443,
        protocol: "HTTPS",
        certificateArn: arn("acm", "certificate/1"),
        defaultActions: [{ type: "forward", targetGroupArn: unknown }],
      },
    ],
    ["aws:ecs/cluster:Cluster", { name: "c" }],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      { family: "f", containerDefinitions: unknown, executionRoleArn: unknown },
    ],
    ["aws:apigatewayv2/api:Api", { protocolType: "HTTP" }],
    ["aws:sagemaker/endpoint:Endpoint", { endpointConfigName: unknown }],
    [
      "aws:opensearch/domain:Domain",
      {
        engineVersion: "OpenSearch_2.11",
        encryptAtRest: { enabled: true },
        nodeToNodeEncryption: { enabled: true },
      },
    ],
    ["aws:backup/vault:Vault", { name: "v", kmsKeyArn: unknown }],
    [
      "aws:backup/plan:Plan",
      { name: "p", rules: [{ ruleName: "r", targetVaultName: "v", schedule: "cron(0 5 * * ? *)" }] },
    ],
    ["aws:guardduty/detector:Detector", { enable: true }],
    ["aws:cognito/userPool:UserPool", { name: "p" }],
    ["aws:sfn/stateMachine:StateMachine", { roleArn: unknown, definition: "{}" }],
    ["aws:kinesis/stream:Stream", { shardCount: 1, encryptionType: "KMS", kmsKeyId: "alias/aws/kinesis" }],
    [
      "aws:cloudtrail/trail:Trail",
      { s3BucketName: unknown, isMultiRegionTrail: true, includeGlobalServiceEvents: true },
    ],
  ];
  return bare.map(([type, inputs]) => [type, { region, ...inputs }]);
};
