import { opaque, type Judgement } from "../rule";

/** Types of Azure whose inputs do not show what they make. */
export const azureOpaque: readonly Judgement[] = [
  {
    types: [
      "resources:Deployment",
      "resources:DeploymentAtManagementGroupScope",
      "resources:DeploymentAtScope",
      "resources:DeploymentAtSubscriptionScope",
      "resources:DeploymentAtTenantScope",
      "resources:DeploymentStackAtManagementGroup",
      "resources:DeploymentStackAtResourceGroup",
      "resources:DeploymentStackAtSubscription",
      "resources:DeploymentStacksWhatIfResultsAtManagementGroup",
      "resources:DeploymentStacksWhatIfResultsAtResourceGroup",
      "resources:DeploymentStacksWhatIfResultsAtSubscription",
    ],
    placement: opaque("an ARM deployment: its template makes the resources"),
  },
  {
    types: ["resources:TemplateSpec", "resources:TemplateSpecVersion"],
    placement: opaque("an ARM template"),
  },
  { types: ["resources:Resource"], placement: opaque("makes a resource of any type from a text") },
  {
    types: ["resources:AzureCliScript", "resources:AzurePowerShellScript"],
    placement: opaque("runs a script, which may make anything anywhere"),
  },
  { services: ["blueprint"], placement: opaque("a blueprint: its ARM templates make the resources") },
  {
    types: ["solutions:Application", "solutions:ApplicationDefinition"],
    placement: opaque("a managed application: its publisher's template makes the resources"),
  },
  { types: ["hybridnetwork:VendorSkus"], placement: opaque("a vendor's managed application template") },
  {
    types: [
      "policyinsights:RemediationAtManagementGroup",
      "policyinsights:RemediationAtResource",
      "policyinsights:RemediationAtResourceGroup",
      "policyinsights:RemediationAtSubscription",
    ],
    placement: opaque("runs the deployments of a policy"),
  },
  {
    types: [
      "kubernetesconfiguration:Extension",
      "kubernetesconfiguration:FluxConfiguration",
      "kubernetesconfiguration:SourceControlConfiguration",
    ],
    placement: opaque("applies a chart or a repository to a cluster"),
  },
  {
    types: ["saas:SaasSubscriptionLevel", "professionalservice:ProfessionalServiceSubscriptionLevel"],
    placement: opaque("a vendor's service: where it runs cannot be seen"),
  },
  {
    types: ["cognitiveservices:RaiExternalSafetyProvider"],
    placement: opaque("hands prompts to a service at an address of its own"),
  },
];
