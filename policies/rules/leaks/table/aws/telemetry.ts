import { arn, documented, forEach, location, mode } from "../rows";

const oneRegion = ["SPECIFIED_REGIONS", "NO_REGIONS"];
const specified = { when: { path: "linkingMode", in: ["SPECIFIED_REGIONS"] } };
const linked = { when: { path: "regionLinkingMode", in: ["SPECIFIED_REGIONS"] } };

/** Logs, metrics, events and findings. */
export const awsTelemetry = [
  ...documented("Amazon EventBridge User Guide, targets, and Amazon EventBridge Pipes and Scheduler", [
    arn("aws:cloudwatch/eventTarget:EventTarget", "arn", "events sent to"),
    arn("aws:pipes/pipe:Pipe", "target", "events sent to"),
    // The universal targets of the scheduler have no region: they are called in its own.
    arn("aws:scheduler/schedule:Schedule", "target.arn", "sent to", { placeless: "own" }),
  ]),
  ...documented("Amazon CloudWatch and CloudWatch Logs user guides, metric streams and subscriptions", [
    arn("aws:cloudwatch/metricStream:MetricStream", "firehoseArn", "metrics sent to"),
    arn("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "destinationArn", "logs sent to"),
    arn("aws:cloudwatch/logDestination:LogDestination", "targetArn", "logs sent to"),
    // A bucket that AWS services deliver logs to lies in their region.
    arn(
      "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
      "deliveryDestinationConfiguration.destinationResourceArn",
      "logs sent to",
      { placeless: "own" },
    ),
    arn("aws:oam/link:Link", "sinkIdentifier", "metrics, logs and traces shared with"),
    location(
      "aws:observabilityadmin/centralizationRuleForOrganization:CentralizationRuleForOrganization",
      "rule.destination.region",
      "logs collected in",
    ),
    location(
      "aws:observabilityadmin/centralizationRuleForOrganization:CentralizationRuleForOrganization",
      "rule.destination.destinationLogsConfiguration.backupConfiguration.region",
      "logs copied to",
    ),
    location(
      "aws:observabilityadmin/centralizationRuleForOrganization:CentralizationRuleForOrganization",
      "rule.destination.destinationMetricsConfiguration.backupConfiguration.region",
      "metrics copied to",
    ),
    ...forEach(
      [
        "aws:observabilityadmin/telemetryRule:TelemetryRule",
        "aws:observabilityadmin/telemetryRuleForOrganization:TelemetryRuleForOrganization",
      ],
      (type) => [
        location(type, "rule.regions", "telemetry collected in"),
        mode(type, "rule.allRegions", "telemetry collected in every region", [false]),
      ],
    ),
    location(
      "aws:observabilityadmin/telemetryEvaluationForOrganization:TelemetryEvaluationForOrganization",
      "regions",
      "telemetry evaluated in",
    ),
    mode(
      "aws:observabilityadmin/telemetryEvaluationForOrganization:TelemetryEvaluationForOrganization",
      "allRegions",
      "telemetry evaluated in every region",
      [false],
    ),
    location("aws:networkflowmonitor/scope:Scope", "targets.region", "flows watched in"),
  ]),
  ...documented("Amazon Managed Service for Prometheus User Guide, managed collectors", [
    arn("aws:amp/scraper:Scraper", "destination.amp.workspaceArn", "metrics sent to"),
  ]),
  ...documented("Amazon S3 User Guide, S3 Storage Lens exports", [
    arn(
      "aws:s3control/storageLensConfiguration:StorageLensConfiguration",
      "storageLensConfiguration.dataExport.s3BucketDestination.arn",
      "metrics of all regions exported to",
    ),
  ]),
  ...documented("AWS Security Hub User Guide, cross-Region aggregation replicates both ways", [
    mode(
      "aws:securityhub/findingAggregator:FindingAggregator",
      "linkingMode",
      "findings are exchanged with regions that are not named",
      oneRegion,
    ),
    location(
      "aws:securityhub/findingAggregator:FindingAggregator",
      "specifiedRegions",
      "findings are exchanged with",
      specified,
    ),
    mode(
      "aws:securityhub/aggregatorV2:AggregatorV2",
      "regionLinkingMode",
      "findings are exchanged with regions that are not named",
      oneRegion,
    ),
    location(
      "aws:securityhub/aggregatorV2:AggregatorV2",
      "linkedRegions",
      "findings are exchanged with",
      linked,
    ),
  ]),
  ...documented("Amazon Security Lake User Guide, Regions and rollup Regions", [
    location("aws:securitylake/dataLake:DataLake", "configuration.region", "logs collected in"),
    location(
      "aws:securitylake/dataLake:DataLake",
      "configuration.replicationConfiguration.regions",
      "logs copied to",
    ),
    location("aws:securitylake/awsLogSource:AwsLogSource", "source.regions", "logs collected in"),
  ]),
  ...documented("AWS Systems Manager User Guide, resource data sync and association output", [
    location("aws:ssm/resourceDataSync:ResourceDataSync", "s3Destination.region", "inventory sent to"),
    location("aws:ssm/association:Association", "outputLocation.s3Region", "output sent to"),
  ]),
  ...documented("Amazon VPC User Guide, flow logs, and Route 53 Resolver query logging", [
    // A bucket is told by name alone, as in a trail.
    arn("aws:ec2/flowLog:FlowLog", "logDestination", "flow logs sent to", { placeless: "own" }),
    arn("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn", "queries logged to", {
      placeless: "own",
    }),
    arn(
      "aws:vpclattice/accessLogSubscription:AccessLogSubscription",
      "destinationArn",
      "requests logged to",
      {
        placeless: "own",
      },
    ),
  ]),
  ...documented("Amazon Pinpoint Developer Guide, event streams", [
    arn("aws:pinpoint/eventStream:EventStream", "destinationStreamArn", "events sent to"),
  ]),
];
