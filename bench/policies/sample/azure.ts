import { unknownText, type ProviderTemplate, type Template } from "./template";

const provider: ProviderTemplate = {
  type: "pulumi:providers:azure-native",
  name: "germany",
  inputs: {
    environment: "public",
    subscriptionId: "1b2c3d4e-0000-4000-8000-123456789012",
    version: "3.28.0",
  },
};

const place = { location: "germanywestcentral", resourceGroupName: "assistant" };
const tags = { app: "assistant", owner: "platform" };

const node = { vnetSubnetID: unknownText, enableEncryptionAtHost: true };

/** A platform on Azure: the network, a cluster, storage, a database and a vault. */
export const azureSample: readonly Template[] = [
  of("azure-native:resources:ResourceGroup", { ...place, tags }),
  of("azure-native:network:VirtualNetwork", {
    ...place,
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    subnets: [{ name: "nodes", addressPrefix: "10.0.1.0/24" }],
    tags,
  }),
  of("azure-native:network:NetworkSecurityGroup", {
    ...place,
    securityRules: [443, 8443].map((port) => ({
      name: `from-inside-${port}`,
      access: "Allow",
      direction: "Inbound",
      priority: port,
      protocol: "Tcp",
      sourceAddressPrefix: "10.0.0.0/8",
      sourcePortRange: "*",
      destinationAddressPrefix: "*",
      destinationPortRange: String(port),
    })),
    tags,
  }),
  of("azure-native:containerservice:ManagedCluster", {
    ...place,
    resourceName: "assistant",
    dnsPrefix: "assistant",
    identity: { type: "SystemAssigned" },
    agentPoolProfiles: [
      { name: "system", count: 3, vmSize: "Standard_D4s_v5", mode: "System", ...node },
      { name: "gpu", count: 2, vmSize: "Standard_NC4as_T4_v3", mode: "User", ...node },
    ],
    networkProfile: { networkPlugin: "azure", networkPolicy: "cilium" },
    tags,
  }),
  of("azure-native:storage:StorageAccount", {
    ...place,
    accountName: "weights",
    kind: "StorageV2",
    sku: { name: "Standard_ZRS" },
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    minimumTlsVersion: "TLS1_2",
    tags,
  }),
  of("azure-native:storage:BlobContainer", {
    resourceGroupName: "assistant",
    accountName: unknownText,
    containerName: "weights",
  }),
  of("azure-native:dbforpostgresql:Server", {
    ...place,
    version: "16",
    sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
    storage: { storageSizeGB: 128 },
    backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
    tags,
  }),
  of("azure-native:keyvault:Vault", {
    ...place,
    vaultName: "assistant",
    properties: {
      tenantId: "1b2c3d4e-0000-4000-8000-123456789012",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
    },
    tags,
  }),
  of("azure-native:operationalinsights:Workspace", {
    ...place,
    sku: { name: "PerGB2018" },
    retentionInDays: 30,
    tags,
  }),
];

function of(type: string, inputs: Template["inputs"]): Template {
  return { type, name: "assistant", inputs, provider };
}
