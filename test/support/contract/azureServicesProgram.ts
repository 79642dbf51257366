import { unknown, type Inputs } from "../../../policies/values";
import type { Program } from "./program";

/** Managed services of Azure around a platform, as users write them. */
export const azureServicesProgram: Program = (location) => {
  const place: Inputs = { location, resourceGroupName: unknown };
  return [
    [
      "azure-native:apimanagement:ApiManagementService",
      {
        ...place,
        publisherEmail: "a@example.de",
        publisherName: "A",
        sku: { name: "Developer", capacity: 1 },
      },
    ],
    [
      "azure-native:app:ContainerApp",
      {
        ...place,
        managedEnvironmentId: unknown,
        template: { containers: [{ name: "c", image: "registry.example.de/a:1" }] },
      },
    ],
    [
      "azure-native:applicationinsights:Component",
      {
        ...place,
        kind: "web",
        applicationType: "web",
        ingestionMode: "LogAnalytics",
        workspaceResourceId: unknown,
      },
    ],
    ["azure-native:automation:AutomationAccount", { ...place, sku: { name: "Basic" } }],
    [
      "azure-native:compute:DiskEncryptionSet",
      {
        ...place,
        activeKey: { keyUrl: "https://ours.vault.azure.net/keys/k/1", sourceVault: { id: unknown } },
        identity: { type: "SystemAssigned" },
      },
    ],
    [
      "azure-native:compute:VirtualMachineScaleSet",
      {
        ...place,
        sku: { name: "Standard_D2s_v5", capacity: 2 },
        virtualMachineProfile: { securityProfile: { encryptionAtHost: true } },
      },
    ],
    [
      "azure-native:containerinstance:ContainerGroup",
      { ...place, osType: "Linux", containers: [{ name: "c", image: "registry.example.de/a:1" }] },
    ],
    ["azure-native:containerservice:Fleet", { ...place }],
    [
      "azure-native:cosmosdb:DatabaseAccount",
      {
        ...place,
        databaseAccountOfferType: "Standard",
        locations: [{ locationName: location, failoverPriority: 0 }],
        backupPolicy: { type: "Continuous" },
      },
    ],
    [
      "azure-native:databricks:Workspace",
      {
        ...place,
        managedResourceGroupId: unknown,
        sku: { name: "premium" },
        parameters: { storageAccountSkuName: { value: "Standard_ZRS" } },
      },
    ],
    ["azure-native:datafactory:Factory", { ...place }],
    [
      "azure-native:dbformysql:Server",
      { ...place, version: "8.0.21", sku: { name: "Standard_D2ds_v4", tier: "GeneralPurpose" } },
    ],
    ["azure-native:eventgrid:Topic", { ...place }],
    [
      "azure-native:eventhub:Namespace",
      { ...place, sku: { name: "Standard", tier: "Standard", capacity: 1 } },
    ],
    [
      "azure-native:keyvault:ManagedHsm",
      {
        ...place,
        properties: { tenantId: "t", initialAdminObjectIds: ["o"] },
        sku: { family: "B", name: "Standard_B1" },
      },
    ],
    ["azure-native:logic:Workflow", { ...place, definition: {} }],
    [
      "azure-native:machinelearningservices:Workspace",
      { ...place, storageAccount: unknown, keyVault: unknown, identity: { type: "SystemAssigned" } },
    ],
    [
      "azure-native:monitor:ActionGroup",
      {
        ...place,
        groupShortName: "ops",
        enabled: true,
        emailReceivers: [{ name: "ops", emailAddress: "ops@example.de" }],
      },
    ],
    ["azure-native:monitor:DataCollectionRule", { ...place, dataFlows: [] }],
    ["azure-native:netapp:Account", { ...place }],
    [
      "azure-native:network:ApplicationGateway",
      { ...place, sku: { name: "WAF_v2", tier: "WAF_v2", capacity: 2 } },
    ],
    ["azure-native:network:ApplicationSecurityGroup", { ...place }],
    ["azure-native:network:AzureFirewall", { ...place, sku: { name: "AZFW_VNet", tier: "Premium" } }],
    [
      "azure-native:network:BastionHost",
      {
        ...place,
        ipConfigurations: [{ name: "i", subnet: { id: unknown }, publicIPAddress: { id: unknown } }],
      },
    ],
    ["azure-native:network:DdosProtectionPlan", { ...place }],
    [
      "azure-native:network:VirtualNetworkGateway",
      { ...place, gatewayType: "Vpn", vpnType: "RouteBased", sku: { name: "VpnGw2", tier: "VpnGw2" } },
    ],
    [
      "azure-native:operationsmanagement:Solution",
      { ...place, properties: { workspaceResourceId: unknown } },
    ],
    ["azure-native:portal:Dashboard", { ...place }],
    [
      "azure-native:search:Service",
      { ...place, sku: { name: "standard" }, replicaCount: 1, partitionCount: 1 },
    ],
    [
      "azure-native:servicebus:Namespace",
      { ...place, sku: { name: "Premium", tier: "Premium", capacity: 1 } },
    ],
    ["azure-native:signalrservice:SignalR", { ...place, sku: { name: "Standard_S1", capacity: 1 } }],
    [
      "azure-native:sql:ManagedInstance",
      { ...place, sku: { name: "GP_Gen5" }, requestedBackupStorageRedundancy: "Zone" },
    ],
    [
      "azure-native:storage:StorageAccount",
      {
        ...place,
        kind: "BlockBlobStorage",
        sku: { name: "Premium_LRS" },
        encryption: {
          keySource: "Microsoft.Keyvault",
          keyVaultProperties: { keyName: "k", keyVaultUri: "https://ours.vault.azure.net" },
        },
      },
    ],
    [
      "azure-native:web:WebApp",
      { ...place, serverFarmId: unknown, siteConfig: { linuxFxVersion: "NODE|22-lts" } },
    ],
  ];
};
