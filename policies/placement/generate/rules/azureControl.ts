import { control, placed, type Judgement } from "../rule";

/** Types of Azure that hold no customer data: rights, policies, billing and settings of subscriptions and tenants. */
export const azureControl: readonly Judgement[] = [
  { services: ["authorization"], placement: control("rights, locks and policies") },
  {
    types: ["authorization:ResourceManagementPrivateLink"],
    placement: placed(["location"], { provider: ["location"] }),
  },
  { services: ["managedservices"], placement: control("rights of another tenant, like role assignments") },
  { services: ["privatedns"], placement: control("private DNS") },
  {
    services: ["management", "managementpartner", "relationships", "subscription", "quota", "features"],
    types: ["resources:TagAtScope", "azurestack:CustomerSubscription", "managedops:ManagedOp"],
    placement: control("the order of subscriptions and groups"),
  },
  {
    services: [
      "addons",
      "billing",
      "billingbenefits",
      "billingtrust",
      "consumption",
      "costmanagement",
      "education",
      "marketplace",
      "softwareplan",
    ],
    placement: control("billing and purchases"),
  },
  {
    types: ["advisor:Assessment", "advisor:Suppression"],
    placement: control("advice on resources that are judged themselves"),
  },
  {
    types: [
      "policyinsights:AttestationAtResource",
      "policyinsights:AttestationAtResourceGroup",
      "policyinsights:AttestationAtSubscription",
    ],
    placement: control("whether a policy is met"),
  },
  {
    types: [
      "azureresiliencemanagement:Drill",
      "azureresiliencemanagement:GoalAssignment",
      "azureresiliencemanagement:GoalTemplate",
      "azureresiliencemanagement:RecoveryPlan",
      "monitor:Sli",
    ],
    placement: control("goals and plans for resources that are judged themselves"),
  },
  { types: ["mission:Approval"], placement: control("an approval of a change") },
  {
    types: ["edge:SitesByServiceGroup", "edge:SitesBySubscription"],
    placement: control("the name and the address of a site"),
  },
  {
    types: ["hybridnetwork:Vendor", "hybridnetwork:VendorSkuPreview"],
    placement: control("a vendor's entry in a catalogue"),
  },
  { types: ["peering:PeerAsn"], placement: control("the number of a network") },
  {
    types: [
      "network:ManagementGroupNetworkManagerConnection",
      "network:SubscriptionNetworkManagerConnection",
    ],
    placement: control("lets a network manager administer networks"),
  },
  {
    // Their targets are what leaks: rules of their own judge those.
    types: [
      "aadiam:DiagnosticSetting",
      "monitor:ManagementGroupDiagnosticSetting",
      "monitor:SubscriptionDiagnosticSetting",
    ],
    placement: control("names where logs go and keeps none"),
  },
  {
    // Azure gives these the location `global`.
    types: [
      "alertsmanagement:ActionRuleByName",
      "alertsmanagement:AlertProcessingRuleByName",
      "alertsmanagement:SmartDetectorAlertRule",
      "monitor:ActivityLogAlert",
      "monitor:MetricAlert",
    ],
    placement: control("a rule over metrics and logs that are kept elsewhere"),
  },
  { types: ["monitor:PrivateLinkScope"], placement: control("lists what is reached over private links") },
  { types: ["graphservices:Account"], placement: control("billing of an application's calls") },
  { types: ["resourcegraph:GraphQuery"], placement: control("the text of a query over resources") },
  {
    types: ["cognitiveservices:SubscriptionRaiPolicy"],
    placement: control("the settings of a content filter"),
  },
  {
    types: ["portal:TenantConfiguration", "portalservices:CopilotSetting"],
    placement: control("settings of the portal"),
  },
  {
    types: ["portal:UserSettings"],
    placement: control("settings of a Cloud Shell", ["properties.preferredLocation"]),
  },
  {
    types: [
      "security:AlertsSuppressionRule",
      "security:Application",
      "security:AssessmentMetadataInSubscription",
      "security:AssessmentsMetadataSubscription",
      "security:AzureServersSetting",
      "security:CustomRecommendation",
      "security:GovernanceAssignment",
      "security:GovernanceRule",
      "security:Pricing",
      "security:SecurityContact",
      "security:SecurityOperator",
      "security:SecurityStandard",
      "security:StandardAssignment",
      "security:WorkspaceSetting",
    ],
    placement: control("settings and standards of Defender for Cloud"),
  },
];
