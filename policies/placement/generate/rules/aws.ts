import { inherits, opaque, placed, type PackageRules } from "../rule";
import { awsControl } from "./awsControl";
import { awsWorldwide } from "./awsWorldwide";

/**
 * AWS. A type with `region` is placed by it, and by the provider's where it is absent: so it is since version 7 of the
 * SDK for 1,559 types. Where `region` is an older input of another meaning, and where there is none, it takes judgement.
 */
export const aws: PackageRules = {
  package: "aws",
  npm: "@pulumi/aws",
  places: ({ inputs }) => inputs.filter((name) => name === "region"),
  byDeclaration: ({ inputs }) =>
    inputs.includes("region") ? placed(["region"], { provider: ["region"] }) : undefined,
  judgements: [
    ...awsControl,
    ...awsWorldwide,
    {
      // `region` is the deprecated name of `regions`, a list of blocks.
      types: ["ssmincidents/replicationSet:ReplicationSet"],
      placement: placed(["regions.name", "region.name"]),
    },
    {
      // Both name the region that may collect data of this one, which lies where the provider says.
      types: ["cfg/aggregateAuthorization:AggregateAuthorization"],
      placement: placed(["authorizedAwsRegion", "region"], { provider: ["region"] }),
    },
    {
      // Replicated to the regions it names; `region` is deprecated.
      types: ["arcregionswitch/plan:Plan"],
      placement: placed(["regions"], { also: ["primaryRegion", "region"] }),
    },
    {
      types: ["notifications/notificationHub:NotificationHub"],
      placement: placed(["notificationHubRegion"]),
    },
    { types: ["directconnect/hostedConnection:HostedConnection"], placement: inherits("the connection") },
    {
      // It says nothing of private or public: that is its zone's to say.
      types: ["route53/record:Record", "route53/recordsExclusive:RecordsExclusive"],
      placement: inherits("the hosted zone"),
    },
    {
      types: [
        "cloudwatch:EventRuleEventSubscription",
        "cloudwatch:LogGroupEventSubscription",
        "dynamodb:TableEventSubscription",
        "kinesis:StreamEventSubscription",
        "s3:BucketEventSubscription",
        "sns:TopicEventSubscription",
        "sqs:QueueEventSubscription",
      ],
      placement: inherits("its children: a component of the SDK"),
    },
    {
      types: [
        "cloudformation/stack:Stack",
        "cloudformation/stackInstances:StackInstances",
        "cloudformation/stackSet:StackSet",
        "cloudformation/stackSetInstance:StackSetInstance",
        "serverlessrepository/cloudFormationStack:CloudFormationStack",
        "servicecatalog/provisionedProduct:ProvisionedProduct",
      ],
      placement: opaque("a CloudFormation stack: its template makes the resources"),
    },
    {
      types: ["cloudcontrol/resource:Resource"],
      placement: opaque("Cloud Control: makes a resource of any type from a text"),
    },
  ],
};
