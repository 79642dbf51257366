import { unknownText, withDefaults, type ProviderTemplate, type Template } from "./template";

const provider: ProviderTemplate = {
  type: "pulumi:providers:aws",
  name: "frankfurt",
  inputs: {
    region: "eu-central-1",
    skipCredentialsValidation: "false",
    skipRegionValidation: "true",
    version: "7.48.0",
  },
};

const tags = { app: "assistant", owner: "platform", "cost-center": "4711" };

const readPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: ["arn:aws:s3:::weights/*"] },
    {
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});

/** A platform on AWS: the network, a cluster with its nodes, storage, a database, queues and their logs. */
export const awsSample: readonly Template[] = [
  of("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, enableDnsSupport: true, tags }),
  of("aws:ec2/subnet:Subnet", {
    vpcId: unknownText,
    cidrBlock: "10.0.1.0/24",
    availabilityZone: "eu-central-1a",
    mapPublicIpOnLaunch: false,
    tags,
  }),
  of("aws:ec2/securityGroup:SecurityGroup", {
    description: "Managed by Pulumi",
    vpcId: unknownText,
    ingress: [443, 8443, 9443].map((port) => ({
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrBlocks: ["10.0.0.0/8"],
      self: false,
    })),
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.0.0.0/8"], self: false }],
    revokeRulesOnDelete: false,
    tags,
  }),
  of("aws:ec2/routeTable:RouteTable", {
    vpcId: unknownText,
    routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: unknownText }],
    tags,
  }),
  of("aws:ec2/instance:Instance", {
    ami: "ami-0a1b2c3d4e5f60718",
    instanceType: "g5.xlarge",
    subnetId: unknownText,
    vpcSecurityGroupIds: [unknownText],
    rootBlockDevice: { encrypted: true, volumeSize: 100, volumeType: "gp3", deleteOnTermination: true },
    metadataOptions: { httpTokens: "required", httpEndpoint: "enabled" },
    userData: "#cloud-config\npackage_update: true\npackages: [nvidia-driver, containerd]\n",
    tags,
  }),
  of("aws:ebs/volume:Volume", {
    availabilityZone: "eu-central-1a",
    size: 200,
    type: "gp3",
    encrypted: true,
    kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1b2c",
    tags,
  }),
  of("aws:eks/cluster:Cluster", {
    roleArn: "arn:aws:iam::123456789012:role/cluster",
    version: "1.34",
    vpcConfig: {
      subnetIds: [unknownText, unknownText],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    encryptionConfig: { provider: { keyArn: unknownText }, resources: ["secrets"] },
    enabledClusterLogTypes: ["api", "audit", "authenticator"],
    tags,
  }),
  of("aws:eks/nodeGroup:NodeGroup", {
    clusterName: unknownText,
    nodeRoleArn: "arn:aws:iam::123456789012:role/node",
    subnetIds: [unknownText, unknownText],
    scalingConfig: { desiredSize: 2, maxSize: 4, minSize: 2 },
    instanceTypes: ["g5.xlarge"],
    labels: { pool: "gpu" },
    taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }],
    tags,
  }),
  of("aws:s3/bucket:Bucket", { bucket: "weights", forceDestroy: false, tags }),
  of("aws:s3/bucketPolicy:BucketPolicy", { bucket: unknownText, policy: readPolicy }),
  of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    bucket: unknownText,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  }),
  of("aws:rds/instance:Instance", {
    engine: "postgres",
    engineVersion: "16.4",
    instanceClass: "db.t4g.medium",
    allocatedStorage: 50,
    storageEncrypted: true,
    kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1b2c",
    dbSubnetGroupName: unknownText,
    username: "keeper",
    manageMasterUserPassword: true,
    backupRetentionPeriod: 7,
    multiAz: true,
    publiclyAccessible: false,
    tags,
  }),
  of("aws:kms/key:Key", { description: "weights", enableKeyRotation: true, multiRegion: false, tags }),
  of("aws:iam/role:Role", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
    }),
    maxSessionDuration: 3600,
    path: "/",
    tags,
  }),
  of("aws:iam/policy:Policy", { policy: readPolicy, path: "/" }),
  of("aws:cloudwatch/logGroup:LogGroup", {
    retentionInDays: 30,
    kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1b2c",
    tags,
  }),
  of("aws:sqs/queue:Queue", {
    sqsManagedSseEnabled: true,
    messageRetentionSeconds: 345600,
    visibilityTimeoutSeconds: 30,
    tags,
  }),
  of("aws:lambda/function:Function", {
    role: "arn:aws:iam::123456789012:role/embed",
    runtime: "nodejs22.x",
    handler: "index.handler",
    s3Bucket: "functions",
    s3Key: "embed.zip",
    timeout: 30,
    memorySize: 512,
    environment: { variables: { QUEUE: unknownText, LEVEL: "info" } },
    vpcConfig: { subnetIds: [unknownText], securityGroupIds: [unknownText] },
    tags,
  }),
];

function of(type: string, inputs: Template["inputs"]): Template {
  return { type, name: "assistant", inputs: withDefaults(inputs), provider };
}
