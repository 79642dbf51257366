/** A property that looks like a leak and is not in the tables of leaks, with the reason. */
export interface NotLeak {
  readonly type: string;
  readonly path: string;
  /** `placement`: that rule judges the property, or denies the type. `nobody`: nothing leaves by it. */
  readonly judgedBy: "placement" | "nobody";
  readonly reason: string;
}

type Properties = readonly (readonly [type: string, path: string])[];

function judgedByPlacement(reason: string, properties: Properties): readonly NotLeak[] {
  return properties.map(([type, path]) => ({ type, path, judgedBy: "placement", reason }));
}

function harmless(type: string, path: string, reason: string): NotLeak {
  return { type, path, judgedBy: "nobody", reason };
}

/** What was examined and found to be no leak, or to be judged already: so that nobody examines it twice. */
export const notLeaks: readonly NotLeak[] = [
  ...judgedByPlacement("the resource's own place", [
    ["aws:ssmincidents/replicationSet:ReplicationSet", "regions"],
    ["aws:notifications/notificationHub:NotificationHub", "notificationHubRegion"],
    ["azure-native:containerregistry:Replication", "location"],
    ["azure-native:appconfiguration:Replica", "location"],
    ["azure-native:signalrservice:SignalRReplica", "location"],
    ["azure-native:app:ManagedEnvironment", "location"],
    ["azure-native:resources:ResourceGroup", "location"],
    ["azure-native:storage:StorageAccount", "extendedLocation"],
    ["hcloud:index/server:Server", "location"],
    ["hcloud:index/server:Server", "datacenter"],
    ["hcloud:index/primaryIp:PrimaryIp", "location"],
    ["hcloud:index/primaryIp:PrimaryIp", "datacenter"],
    ["hcloud:index/volume:Volume", "location"],
    ["hcloud:index/floatingIp:FloatingIp", "homeLocation"],
    ["hcloud:index/loadBalancer:LoadBalancer", "location"],
    ["hcloud:index/loadBalancer:LoadBalancer", "networkZone"],
    ["hcloud:index/networkSubnet:NetworkSubnet", "networkZone"],
    ["hcloud:index/storageBox:StorageBox", "location"],
  ]),
  ...judgedByPlacement("the type is worldwide, and so denied unless excepted", [
    ["aws:ecrpublic/repository:Repository", "repositoryName"],
    ["aws:cloudfront/distribution:Distribution", "priceClass"],
    ["aws:cloudfront/distribution:Distribution", "origins.originShield.originShieldRegion"],
    ["aws:globalaccelerator/endpointGroup:EndpointGroup", "endpointGroupRegion"],
    ["aws:route53/healthCheck:HealthCheck", "regions"],
    ["aws:route53/queryLog:QueryLog", "cloudwatchLogGroupArn"],
    ["aws:networkmanager/coreNetwork:CoreNetwork", "basePolicyRegions"],
    ["aws:lightsail/distribution:Distribution", "origin.regionName"],
    ["azure-native:communication:CommunicationService", "dataLocation"],
    ["azure-native:cdn:Profile", "sku.name"],
    ["azure-native:frontdoor:FrontDoor", "location"],
    ["azure-native:trafficmanager:Profile", "endpoints.endpointLocation"],
    ["azure-native:dns:Zone", "location"],
    ["azure-native:web:StaticSite", "location"],
    ["hcloud:index/zone:Zone", "primaryNameservers"],
  ]),
  ...judgedByPlacement("the type is opaque, and so denied unless excepted", [
    ["aws:cloudformation/stackSetInstance:StackSetInstance", "stackSetInstanceRegion"],
    ["aws:cloudformation/stackInstances:StackInstances", "regions"],
    ["aws:cloudformation/stack:Stack", "templateBody"],
    ["aws:cloudcontrol/resource:Resource", "desiredState"],
    ["aws:servicecatalog/provisionedProduct:ProvisionedProduct", "productId"],
    ["azure-native:resources:Deployment", "properties.template"],
    ["azure-native:resources:DeploymentAtSubscriptionScope", "properties.template"],
    ["azure-native:resources:Resource", "resourceProviderNamespace"],
  ]),
  harmless(
    "aws:s3/bucketLogging:BucketLogging",
    "targetBucket",
    "Amazon S3 takes only a bucket of the same region",
  ),
  harmless(
    "aws:s3/inventory:Inventory",
    "destination.bucket.bucketArn",
    "Amazon S3 takes only a bucket of the same region",
  ),
  harmless(
    "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration",
    "loggingConfig.s3Config.bucketName",
    "Amazon Bedrock takes only a bucket of the same account and region",
  ),
  harmless(
    "aws:cloudtrail/trail:Trail",
    "isMultiRegionTrail",
    "records of other regions come into a bucket that is judged itself; none leaves",
  ),
  harmless(
    "aws:cloudtrail/eventDataStore:EventDataStore",
    "multiRegionEnabled",
    "records of other regions come into a store that is judged itself; none leaves",
  ),
  harmless(
    "aws:cfg/configurationAggregator:ConfigurationAggregator",
    "accountAggregationSource.allRegions",
    "records of other regions come into an aggregator that is judged itself; none leaves",
  ),
  harmless(
    "aws:organizations/account:Account",
    "name",
    "an account holds nothing: resources in it are judged themselves",
  ),
  harmless(
    "aws:grafana/workspace:Workspace",
    "dataSources",
    "services that the workspace reads from; nothing is sent",
  ),
  harmless(
    "azure-native:storage:StorageAccount",
    "allowedCopyScope",
    "it only narrows from where copies may be made",
  ),
  harmless(
    "azure-native:cosmosdb:DatabaseAccount",
    "enableMultipleWriteLocations",
    "writes go to 'locations', which are judged",
  ),
  harmless(
    "azure-native:containerregistry:Registry",
    "sku.name",
    "it permits replications, which are judged themselves",
  ),
  harmless(
    "azure-native:containerregistry:Registry",
    "dataEndpointEnabled",
    "an address of the same registry",
  ),
  harmless(
    "azure-native:operationalinsights:DataExport",
    "resourceId",
    "Azure Monitor takes only a target in the workspace's region",
  ),
  harmless(
    "azure-native:monitor:DiagnosticSetting",
    "eventHubAuthorizationRuleId",
    "Azure Monitor takes only a namespace in the resource's region",
  ),
  harmless(
    "azure-native:applicationinsights:Component",
    "ingestionMode",
    "where it lies is told by 'location', or by its workspace, which is judged itself",
  ),
  harmless(
    "azure-native:containerservice:Fleet",
    "hubProfile",
    "the hub lies in the fleet's location; what it hands to members is judged by member",
  ),
  harmless(
    "hcloud:index/snapshot:Snapshot",
    "serverId",
    "Hetzner names no location for images; the server is judged",
  ),
  harmless(
    "hcloud:index/server:Server",
    "backups",
    "Hetzner names no location for images; the server is judged",
  ),
  harmless("hcloud:index/server:Server", "image", "what a server starts from comes in; nothing is sent"),
];
