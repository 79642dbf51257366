import { unknown, type Inputs } from "../../../policies/values";
import type { Program } from "./program";

/** A platform on Azure, as users write it. */
export const azureProgram: Program = (location) => {
  const place: Inputs = { location, resourceGroupName: "rg" };
  return [
    ["azure-native:resources:ResourceGroup", { location, resourceGroupName: "rg" }],
    [
      "azure-native:storage:StorageAccount",
      {
        ...place,
        accountName: "models",
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        allowBlobPublicAccess: false,
        minimumTlsVersion: "TLS1_2",
        allowCrossTenantReplication: false,
      },
    ],
    ["azure-native:network:VirtualNetwork", { ...place, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }],
    ["azure-native:network:NetworkSecurityGroup", { ...place, securityRules: [] }],
    [
      "azure-native:network:PublicIPAddress",
      {
        ...place,
        publicIPAllocationMethod: "Static",
        sku: { name: "Standard", tier: "Regional" },
        zones: ["1"],
      },
    ],
    ["azure-native:network:NatGateway", { ...place, sku: { name: "Standard" } }],
    ["azure-native:network:RouteTable", { ...place }],
    [
      "azure-native:network:PrivateEndpoint",
      {
        ...place,
        subnet: { id: unknown },
        privateLinkServiceConnections: [{ name: "p", privateLinkServiceId: unknown, groupIds: ["blob"] }],
      },
    ],
    [
      "azure-native:network:NetworkInterface",
      { ...place, ipConfigurations: [{ name: "i", subnet: { id: unknown } }] },
    ],
    ["azure-native:network:LoadBalancer", { ...place, sku: { name: "Standard" } }],
    [
      "azure-native:containerservice:ManagedCluster",
      {
        ...place,
        resourceName: "aks",
        dnsPrefix: "aks",
        identity: { type: "SystemAssigned" },
        agentPoolProfiles: [
          { name: "sys", count: 3, vmSize: "Standard_D4s_v5", mode: "System", vnetSubnetID: unknown },
        ],
        networkProfile: { networkPlugin: "azure" },
      },
    ],
    [
      "azure-native:compute:VirtualMachine",
      {
        ...place,
        hardwareProfile: { vmSize: "Standard_NC4as_T4_v3" },
        networkProfile: { networkInterfaces: [{ id: unknown }] },
        securityProfile: { encryptionAtHost: true },
        storageProfile: {
          osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: "Premium_LRS" } },
        },
      },
    ],
    [
      "azure-native:compute:Disk",
      { ...place, creationData: { createOption: "Empty" }, diskSizeGB: 10, sku: { name: "Premium_LRS" } },
    ],
    ["azure-native:managedidentity:UserAssignedIdentity", { ...place }],
    [
      "azure-native:operationalinsights:Workspace",
      { ...place, sku: { name: "PerGB2018" }, retentionInDays: 30 },
    ],
    [
      "azure-native:containerregistry:Registry",
      { ...place, registryName: "r", sku: { name: "Premium" }, adminUserEnabled: false },
    ],
    [
      "azure-native:cognitiveservices:Account",
      { ...place, kind: "OpenAI", sku: { name: "S0" }, properties: { customSubDomainName: "x" } },
    ],
    [
      "azure-native:dbforpostgresql:Server",
      {
        ...place,
        version: "16",
        sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
        storage: { storageSizeGB: 128 },
        backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
      },
    ],
    ["azure-native:sql:Server", { ...place, administratorLogin: "a", administratorLoginPassword: unknown }],
    [
      "azure-native:sql:Database",
      { ...place, serverName: unknown, sku: { name: "S0" }, requestedBackupStorageRedundancy: "Local" },
    ],
    [
      "azure-native:redis:Redis",
      { ...place, sku: { name: "Standard", family: "C", capacity: 1 }, enableNonSslPort: false },
    ],
    [
      "azure-native:web:AppServicePlan",
      { ...place, kind: "Linux", sku: { name: "P1v3", tier: "PremiumV3" } },
    ],
    ["azure-native:web:WebApp", { ...place, serverFarmId: unknown, httpsOnly: true }],
    ["azure-native:app:ManagedEnvironment", { ...place }],
    [
      "azure-native:keyvault:Vault",
      {
        ...place,
        vaultName: "v",
        properties: { tenantId: "t", sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
      },
    ],
  ];
};
