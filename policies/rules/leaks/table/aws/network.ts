import { documented, forEach, location, mode, presence } from "../rows";

/** Data that enters at the edge, and networks that reach other regions. */
export const awsEdge = [
  ...documented("Amazon API Gateway Developer Guide, API endpoint types", [
    ...forEach(["aws:apigateway/restApi:RestApi", "aws:apigateway/domainName:DomainName"], (type) => [
      mode(
        type,
        "endpointConfiguration.types",
        "edge-optimised: requests enter through CloudFront, worldwide",
        ["REGIONAL", "PRIVATE"],
        { ifAbsent: "leak" },
      ),
    ]),
  ]),
  ...documented("Amazon S3 User Guide, Transfer Acceleration", [
    ...forEach(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"], (type) => [
      mode(type, "accelerationStatus", "objects enter at CloudFront's edge, worldwide", ["Suspended"]),
    ]),
    mode(
      "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration",
      "status",
      "objects enter at CloudFront's edge, worldwide",
      ["Suspended"],
    ),
  ]),
  ...documented("AWS WAF Developer Guide, scope", [
    ...forEach(
      [
        "aws:wafv2/webAcl:WebAcl",
        "aws:wafv2/ruleGroup:RuleGroup",
        "aws:wafv2/apiKey:ApiKey",
        "aws:wafv2/ipSet:IpSet",
        "aws:wafv2/regexPatternSet:RegexPatternSet",
      ],
      (type) => [mode(type, "scope", "works at CloudFront's edge and is kept in us-east-1", ["REGIONAL"])],
    ),
  ]),
  ...documented("Amazon Cognito Developer Guide, and AWS AppSync Developer Guide, custom domain names", [
    // A domain by prefix alone is one of the region.
    presence(
      "aws:cognito/userPoolDomain:UserPoolDomain",
      "certificateArn",
      "a custom domain: users sign in through CloudFront, worldwide,",
    ),
    presence(
      "aws:appsync/domainName:DomainName",
      "",
      "a custom domain: requests enter through CloudFront, worldwide",
    ),
  ]),
  ...documented("Amazon Route 53 Developer Guide, routing policies", [
    location("aws:route53/record:Record", "latencyRoutingPolicies.region", "clients are led to"),
    location("aws:route53/record:Record", "geoproximityRoutingPolicy.awsRegion", "clients are led to"),
    location(
      "aws:route53/recordsExclusive:RecordsExclusive",
      "resourceRecordSets.region",
      "clients are led to",
    ),
    location(
      "aws:route53/recordsExclusive:RecordsExclusive",
      "resourceRecordSets.geoproximityLocation.awsRegion",
      "clients are led to",
    ),
  ]),
];

/** Networks that reach other regions. */
export const awsNetwork = [
  ...documented("Amazon VPC Peering Guide and Amazon VPC Transit Gateways, inter-Region peering", [
    location("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peerRegion", "joined to a network in"),
    location(
      "aws:ec2transitgateway/peeringAttachment:PeeringAttachment",
      "peerRegion",
      "joined to a network in",
    ),
  ]),
  ...documented("AWS PrivateLink Guide, cross-Region access", [
    location("aws:ec2/vpcEndpoint:VpcEndpoint", "serviceRegion", "sends requests to"),
    location("aws:ec2/vpcEndpointService:VpcEndpointService", "supportedRegions", "takes requests from"),
  ]),
  ...documented("Amazon VPC IPAM, operating Regions", [
    ...forEach(
      ["aws:ec2/vpcIpam:VpcIpam", "aws:ec2/vpcIpamResourceDiscovery:VpcIpamResourceDiscovery"],
      (type) => [location(type, "operatingRegions.regionName", "watches addresses in")],
    ),
  ]),
  ...documented("AWS Direct Connect User Guide, locations", [
    ...forEach(
      [
        "aws:directconnect/connection:Connection",
        "aws:directconnect/linkAggregationGroup:LinkAggregationGroup",
      ],
      (type) => [location(type, "location", "traffic enters at")],
    ),
  ]),
  ...documented("Amazon OpenSearch Service Developer Guide, cross-cluster connections", [
    location(
      "aws:opensearch/outboundConnection:OutboundConnection",
      "remoteDomainInfo.region",
      "replicated from or searched in",
    ),
    location(
      "aws:opensearch/outboundConnection:OutboundConnection",
      "localDomainInfo.region",
      "searched from",
    ),
  ]),
];
