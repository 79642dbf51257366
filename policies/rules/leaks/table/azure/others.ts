import { address, documented, forEach, identifier, location, mode, presence, registry } from "../rows";

/** Deployments of models. */
export const azureInference = [
  ...documented("Azure OpenAI in Microsoft Foundry Models, deployment types", [
    mode(
      "azure-native:cognitiveservices:Deployment",
      "sku.name",
      "prompts may be processed outside its location",
      ["Standard", "ProvisionedManaged"],
      { ifAbsent: "leak" },
    ),
  ]),
];

const settings = [
  "azure-native:monitor:DiagnosticSetting",
  "azure-native:monitor:SubscriptionDiagnosticSetting",
  "azure-native:monitor:ManagementGroupDiagnosticSetting",
];

/** Logs and metrics. */
export const azureTelemetry = [
  ...documented("Azure Monitor, diagnostic settings: a workspace may be in any region", [
    ...forEach(settings, (type) => [
      identifier(type, "workspaceId", "logs sent to"),
      presence(type, "marketplacePartnerId", "logs are sent to another company's service"),
    ]),
    location("azure-native:monitor:ActionGroup", "itsmReceivers.region", "alerts sent to"),
  ]),
  ...documented("Azure Application Insights, continuous export and availability tests", [
    location(
      "azure-native:applicationinsights:ExportConfiguration",
      "destinationStorageLocationId",
      "telemetry exported to",
    ),
    location("azure-native:applicationinsights:WebTest", "locations.location", "probed from"),
  ]),
  ...documented("Azure Network Watcher, traffic analytics, and Azure Firewall, policy analytics", [
    location(
      "azure-native:network:FlowLog",
      "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceRegion",
      "flow logs sent to",
    ),
    ...forEach(
      ["azure-native:network:FirewallPolicy", "azure-native:network:FirewallPolicyDraft"],
      (type) => [location(type, "insights.logAnalyticsResources.workspaces.region", "logs sent to")],
    ),
  ]),
];

/** Networks that reach other locations. */
export const azureNetwork = [
  ...documented("Azure Virtual Network, global virtual network peering", [
    identifier(
      "azure-native:network:VirtualNetworkPeering",
      "remoteVirtualNetwork.id",
      "joined to the network",
    ),
    identifier(
      "azure-native:network:VirtualNetwork",
      "virtualNetworkPeerings.remoteVirtualNetwork.id",
      "joined to the network",
    ),
    identifier(
      "azure-native:network:HubVirtualNetworkConnection",
      "remoteVirtualNetwork.id",
      "joined to the network",
    ),
  ]),
  ...documented("Azure Load Balancer, global load balancers", [
    ...forEach(
      [
        "azure-native:network:LoadBalancer",
        "azure-native:network:PublicIPAddress",
        "azure-native:network:PublicIPPrefix",
      ],
      (type) => [mode(type, "sku.tier", "traffic enters worldwide", ["Regional"])],
    ),
  ]),
  ...documented("Azure Private Link, shared and managed private endpoints", [
    ...forEach(
      ["azure-native:dashboard:ManagedPrivateEndpoint", "azure-native:kusto:ManagedPrivateEndpoint"],
      (type) => [location(type, "privateLinkResourceRegion", "reads from")],
    ),
    location("azure-native:search:SharedPrivateLinkResource", "properties.resourceRegion", "reads from"),
  ]),
];

const subscriptions = [
  "azure-native:eventgrid:EventSubscription",
  "azure-native:eventgrid:DomainEventSubscription",
  "azure-native:eventgrid:DomainTopicEventSubscription",
  "azure-native:eventgrid:PartnerTopicEventSubscription",
  "azure-native:eventgrid:SystemTopicEventSubscription",
  "azure-native:eventgrid:TopicEventSubscription",
];

/** Addresses outside that data is sent to, and registries that images come from. */
export const azureAddresses = [
  ...documented("Azure Monitor, action groups and autoscale notifications", [
    ...forEach(["azure-native:monitor:ActionGroup", "azure-native:monitor:TenantActionGroup"], (type) => [
      address(type, "webhookReceivers.serviceUri", "alerts sent to"),
    ]),
    address("azure-native:monitor:AutoscaleSetting", "notifications.webhooks.serviceUri", "notices sent to"),
  ]),
  ...documented("Azure Event Grid, webhook event delivery", [
    ...forEach(subscriptions, (type) => [
      address(type, "destination.endpointUrl", "events sent to"),
      address(type, "deliveryWithResourceIdentity.destination.endpointUrl", "events sent to"),
    ]),
    address(
      "azure-native:eventgrid:NamespaceTopicEventSubscription",
      "deliveryConfiguration.push.destination.endpointUrl",
      "events sent to",
    ),
  ]),
  ...documented("Azure Container Registry, webhooks and artifact cache", [
    address("azure-native:containerregistry:Webhook", "serviceUri", "events sent to"),
    registry("azure-native:containerregistry:CacheRule", "sourceRepository", "images come from"),
  ]),
];
