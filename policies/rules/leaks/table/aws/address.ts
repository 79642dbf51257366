import { address, arn, documented, forEach, mode, presence, registry } from "../rows";

const isTarget = { when: { path: "endpointType", notIn: ["source"] } };
const isQueue = { when: { path: "protocol", in: ["sqs", "lambda", "firehose"] } };
const isAddress = { when: { path: "protocol", in: ["http", "https", "email", "email-json"] } };

/** Addresses outside that data is sent to, and registries that images come from. */
export const awsAddresses = [
  ...documented("Amazon EventBridge User Guide, API destinations and connections", [
    address("aws:cloudwatch/eventApiDestination:EventApiDestination", "invocationEndpoint", "events sent to"),
    address(
      "aws:cloudwatch/eventConnection:EventConnection",
      "authParameters.oauth.authorizationEndpoint",
      "credentials sent to",
    ),
  ]),
  ...documented("Amazon Data Firehose Developer Guide, destinations", [
    address(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "httpEndpointConfiguration.url",
      "sent to",
    ),
    address(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "splunkConfiguration.hecEndpoint",
      "sent to",
    ),
    address(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "snowflakeConfiguration.accountUrl",
      "sent to",
    ),
    arn(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "icebergConfiguration.catalogArn",
      "sent to",
    ),
  ]),
  ...documented("Amazon SNS Developer Guide, event destinations", [
    mode(
      "aws:sns/topicSubscription:TopicSubscription",
      "protocol",
      "messages are carried by telephone networks or by the makers of phones",
      ["sqs", "lambda", "firehose", "http", "https", "email", "email-json"],
    ),
    arn("aws:sns/topicSubscription:TopicSubscription", "endpoint", "messages sent to", isQueue),
    address("aws:sns/topicSubscription:TopicSubscription", "endpoint", "messages sent to", isAddress),
  ]),
  ...documented("AWS AppSync Developer Guide, HTTP data sources", [
    address("aws:appsync/dataSource:DataSource", "httpConfig.endpoint", "requests sent to"),
  ]),
  ...documented("AWS Database Migration Service User Guide, targets", [
    // Mostly the address of a database of the same program, which the update knows.
    address("aws:dms/endpoint:Endpoint", "serverName", "copied to", { ...isTarget, unknown: "advisory" }),
    address("aws:dms/endpoint:Endpoint", "redisSettings.serverName", "copied to", {
      ...isTarget,
      unknown: "advisory",
    }),
    address("aws:dms/endpoint:Endpoint", "elasticsearchSettings.endpointUri", "copied to", {
      ...isTarget,
      unknown: "advisory",
    }),
  ]),
  ...documented("AWS DataSync User Guide, locations in other clouds and on premises", [
    address("aws:datasync/locationAzureBlob:LocationAzureBlob", "containerUrl", "copied from or to"),
    ...forEach(
      [
        "aws:datasync/locationObjectStorage:LocationObjectStorage",
        "aws:datasync/locationSmb:LocationSmb",
        "aws:datasync/nfsLocation:NfsLocation",
      ],
      (type) => [address(type, "serverHostname", "copied from or to")],
    ),
    address("aws:datasync/locationHdfs:LocationHdfs", "nameNodes.hostname", "copied from or to"),
  ]),
  ...documented("AWS IoT Core Developer Guide, rule actions", [
    address("aws:iot/topicRule:TopicRule", "https.url", "messages sent to"),
    address("aws:iot/topicRule:TopicRule", "errorAction.http.url", "messages sent to"),
  ]),
  ...documented(
    "AWS Transfer Family User Guide, connectors, and Amazon SES Developer Guide, Mail Manager relays",
    [
      address("aws:transfer/connector:Connector", "url", "files sent to"),
      address("aws:mailmanager/relay:Relay", "serverName", "mail sent to"),
    ],
  ),
  ...documented("AWS Elemental MediaLive User Guide, destinations", [
    address("aws:medialive/channel:Channel", "destinations.settings.url", "streamed to"),
  ]),
  ...documented("Amazon EMR Serverless User Guide, monitoring", [
    address(
      "aws:emrserverless/application:Application",
      "monitoringConfiguration.prometheusMonitoringConfiguration.remoteWriteUrl",
      "metrics sent to",
    ),
  ]),
  ...documented("Amazon Security Lake User Guide, subscribers, and Amazon Pinpoint Developer Guide, hooks", [
    address(
      "aws:securitylake/subscriberNotification:SubscriberNotification",
      "configuration.httpsNotificationConfiguration.endpoint",
      "notices sent to",
    ),
    address("aws:pinpoint/app:App", "campaignHook.webUrl", "profiles sent to"),
  ]),
  ...documented("Amazon Bedrock AgentCore Developer Guide, gateway targets and tools", [
    address(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "targetConfiguration.inference.provider.endpoint",
      "prompts sent to",
    ),
    address(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "targetConfiguration.http.passthrough.endpoint",
      "requests sent to",
    ),
    address(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "targetConfiguration.mcp.mcpServer.endpoint",
      "requests sent to",
    ),
    presence(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "targetConfiguration.inference.connector",
      "prompts are sent to a provider that nobody can tell",
    ),
    address(
      "aws:bedrock/agentcoreHarness:AgentcoreHarness",
      "tools.config.remoteMcp.url",
      "requests sent to",
    ),
  ]),
  ...documented("Amazon Bedrock User Guide, vector stores of third parties", [
    address(
      "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase",
      "storageConfiguration.mongoDbAtlasConfiguration.endpoint",
      "documents stored at",
    ),
    address(
      "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase",
      "storageConfiguration.redisEnterpriseCloudConfiguration.endpoint",
      "documents stored at",
    ),
    address(
      "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase",
      "storageConfiguration.pineconeConfiguration.connectionString",
      "documents stored at",
    ),
  ]),
  ...documented("Amazon AppFlow User Guide, supported applications", [
    mode(
      "aws:appflow/flow:Flow",
      "destinationFlowConfigs.connectorType",
      "copied to another company's service",
      ["S3", "Redshift", "EventBridge", "CustomerProfiles", "LookoutMetrics"],
    ),
  ]),
  ...documented("Amazon ECR User Guide, pull through cache rules", [
    registry("aws:ecr/pullThroughCacheRule:PullThroughCacheRule", "upstreamRegistryUrl", "images come from"),
  ]),
];
