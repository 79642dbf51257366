import { arn, documented, forEach, location } from "../rows";

/** Work that a resource gives to another region. */
export const awsRemoteWork = [
  ...documented("AWS CodePipeline User Guide, cross-Region actions", [
    location("aws:codepipeline/pipeline:Pipeline", "artifactStores.region", "artefacts copied to"),
    location("aws:codepipeline/pipeline:Pipeline", "stages.actions.region", "runs in"),
    ...forEach(["beforeEntry", "onFailure", "onSuccess"], (moment) => [
      location("aws:codepipeline/pipeline:Pipeline", `stages.${moment}.condition.rules.region`, "runs in"),
    ]),
  ]),
  ...documented("Amazon Cognito Developer Guide, SMS and email settings", [
    location("aws:cognito/userPool:UserPool", "smsConfiguration.snsRegion", "messages sent through"),
    arn("aws:cognito/userPool:UserPool", "emailConfiguration.sourceArn", "mail sent through"),
  ]),
  ...documented("AWS AppSync API Reference, data sources and authorisation", [
    ...forEach(
      [
        "dynamodbConfig.region",
        "elasticsearchConfig.region",
        "opensearchserviceConfig.region",
        "relationalDatabaseConfig.httpEndpointConfig.region",
        "httpConfig.authorizationConfig.awsIamConfig.signingRegion",
      ],
      (path) => [location("aws:appsync/dataSource:DataSource", path, "requests sent to")],
    ),
    location("aws:appsync/graphQLApi:GraphQLApi", "userPoolConfig.awsRegion", "users are known in"),
    location(
      "aws:appsync/graphQLApi:GraphQLApi",
      "additionalAuthenticationProviders.userPoolConfig.awsRegion",
      "users are known in",
    ),
    location(
      "aws:appsync/api:Api",
      "eventConfig.authProviders.cognitoConfig.awsRegion",
      "users are known in",
    ),
  ]),
  ...documented(
    "AWS Glue Developer Guide, resource links, and Amazon Data Firehose, record format conversion",
    [
      location("aws:glue/catalogDatabase:CatalogDatabase", "targetDatabase.region", "read from"),
      location("aws:glue/catalogTable:CatalogTable", "targetTable.region", "read from"),
      location(
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        "extendedS3Configuration.dataFormatConversionConfiguration.schemaConfiguration.region",
        "schemas read from",
      ),
    ],
  ),
  ...documented("Amazon Bedrock AgentCore Developer Guide, gateway targets", [
    location(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "credentialProviderConfiguration.callerIamCredentials.region",
      "requests sent to",
    ),
    location(
      "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
      "credentialProviderConfiguration.gatewayIamRole.region",
      "requests sent to",
    ),
  ]),
  ...documented("Amazon Connect Administrator Guide, bots, and Amazon EKS User Guide, capabilities", [
    location("aws:connect/botAssociation:BotAssociation", "lexBot.lexRegion", "calls are answered in"),
    location("aws:eks/capability:Capability", "configuration.argoCd.awsIdc.idcRegion", "users are known in"),
  ]),
  ...documented("AWS Budgets, budget actions", [
    location("aws:budgets/budgetAction:BudgetAction", "definition.ssmActionDefinition.region", "runs in"),
  ]),
];
