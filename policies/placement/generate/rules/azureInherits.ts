import { inherits, type Judgement } from "../rule";

/** Types of Azure that belong to a resource which they name by id, not by resource group and name. */
export const azureInherits: readonly Judgement[] = [
  {
    services: ["kubernetesruntime"],
    types: [
      "alertsmanagement:Issue",
      "awsconnector:Ec2Instance",
      "awsconnector:EksCluster",
      "azurestackhci:GuestAgent",
      "azurestackhci:HciEdgeDevice",
      "azurestackhci:HciEdgeDeviceJob",
      "azurestackhci:VirtualMachineInstance",
      "connectedvmwarevsphere:VMInstanceGuestAgent",
      "connectedvmwarevsphere:VirtualMachineInstance",
      "containerservice:DeploymentSafeguard",
      "edge:ConfigurationReference",
      "edge:SchemaReference",
      "hybridconnectivity:Endpoint",
      "hybridconnectivity:ServiceConfiguration",
      "hybridconnectivity:SolutionConfiguration",
      "loadtestservice:LoadTestMapping",
      "loadtestservice:LoadTestProfileMapping",
      "monitor:DataCollectionRuleAssociation",
      "monitor:DiagnosticSetting",
      "scvmm:VMInstanceGuestAgent",
      "scvmm:VirtualMachineInstance",
      "servicelinker:Linker",
      "servicelinker:LinkerDryrun",
    ],
    placement: inherits("the resource in 'resourceUri'"),
  },
  {
    types: ["hybridcontainerservice:ClusterInstanceHybridIdentityMetadatum"],
    placement: inherits("the cluster in 'connectedClusterResourceUri'"),
  },
  {
    types: ["customproviders:Association", "eventgrid:EventSubscription"],
    placement: inherits("the resource in 'scope'"),
  },
  {
    types: [
      "security:AdvancedThreatProtection",
      "security:Assessment",
      "security:DefenderForStorage",
      "security:DeviceSecurityGroup",
      "security:SqlVulnerabilityAssessmentBaselineRule",
    ],
    placement: inherits("the resource in 'resourceId'"),
  },
  {
    // Their resource group is called `groupName` or `resourceGroup`.
    types: ["datamigration:File", "datamigration:ServiceTask", "datamigration:Task"],
    placement: inherits("the service named by 'serviceName'"),
  },
  {
    types: ["fluidrelay:FluidRelayPrivateEndpointConnection"],
    placement: inherits("the server named by 'fluidRelayServerName'"),
  },
];
