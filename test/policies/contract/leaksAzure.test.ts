import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import {
  account,
  azurePublic,
  blocked,
  type Case,
  clean,
  germanAnyone,
  table,
} from "../../support/contract/cases";

describe("leaks", () => {
  describe("azure-native", () => {
    const at = (location: string, inputs: Inputs = {}): Inputs => ({
      location,
      resourceGroupName: "rg",
      ...inputs,
    });
    const sku = (name: Inputs[string]): Inputs => ({ kind: "StorageV2", sku: { name } });
    const azureLeak = (type: string, inputs: Inputs, ...fragments: string[]): Case => [
      `azure-native:${type}`,
      at("germanywestcentral", inputs),
      azurePublic,
      blocked(...fragments, "DE"),
    ];
    const azureFine = (type: string, inputs: Inputs): Case => [
      `azure-native:${type}`,
      at("germanywestcentral", inputs),
      azurePublic,
      clean,
    ];
    describe("in Germany, whose pair is German", () => {
      table(germanAnyone, [
        ...[
          "Standard_LRS",
          "Standard_ZRS",
          "Standard_GRS",
          "Standard_RAGRS",
          "Standard_GZRS",
          "Standard_RAGZRS",
          "Premium_LRS",
          "Premium_ZRS",
          "StandardV2_LRS",
          "StandardV2_ZRS",
          "StandardV2_GRS",
          "StandardV2_GZRS",
          "PremiumV2_LRS",
          "PremiumV2_ZRS",
        ].map((name): Case => azureFine("storage:StorageAccount", sku(name))),
        azureLeak("storage:StorageAccount", sku(unknown), "sku"),
        azureLeak("storage:StorageAccount", { kind: "StorageV2", sku: unknown }, "sku"),
        azureLeak("storage:StorageAccount", sku(""), "sku"),
        azureLeak("storage:StorageAccount", sku(5), "sku"),
        azureLeak("storage:StorageAccount", sku("Standard_WORLD"), "Standard_WORLD"),
        azureLeak(
          "cosmosdb:DatabaseAccount",
          {
            databaseAccountOfferType: "Standard",
            locations: [
              { locationName: "Germany West Central", failoverPriority: 0 },
              { locationName: "West US", failoverPriority: 1 },
            ],
          },
          "West US",
        ),
        azureLeak(
          "cosmosdb:DatabaseAccount",
          { databaseAccountOfferType: "Standard", locations: [{ locationName: unknown }] },
          "locationName",
        ),
        azureFine("cosmosdb:DatabaseAccount", {
          databaseAccountOfferType: "Standard",
          locations: [{ locationName: "Germany West Central", failoverPriority: 0, isZoneRedundant: false }],
        }),
        ...[
          "GlobalStandard",
          "GlobalProvisionedManaged",
          "GlobalBatch",
          "DataZoneStandard",
          "DataZoneProvisionedManaged",
          "DataZoneBatch",
          "DeveloperTier",
          "globalstandard",
          "SomethingNew",
        ].map((name): Case => [
          "azure-native:cognitiveservices:Deployment",
          { accountName: "a", resourceGroupName: "rg", sku: { name, capacity: 1 } },
          azurePublic,
          blocked(name, "DE"),
        ]),
        [
          "azure-native:cognitiveservices:Deployment",
          { accountName: "a", sku: { name: unknown } },
          azurePublic,
          blocked("sku", "DE"),
        ],
        [
          "azure-native:cognitiveservices:Deployment",
          { accountName: "a", sku: { name: "Standard", capacity: 1 } },
          azurePublic,
          clean,
        ],
        [
          "azure-native:cognitiveservices:Deployment",
          { accountName: "a", sku: { name: "ProvisionedManaged", capacity: 1 } },
          azurePublic,
          clean,
        ],
        [
          "azure-native:containerregistry:Replication",
          { location: "westus", registryName: "r" },
          azurePublic,
          blocked("westus (US)", "DE"),
        ],
        [
          "azure-native:redis:LinkedServer",
          { name: "a", linkedRedisCacheLocation: "West US" },
          azurePublic,
          blocked("West US", "DE"),
        ],
        azureLeak("machinelearningservices:Registry", { regionDetails: [{ location: "westus" }] }, "westus"),
        azureLeak(
          "apimanagement:ApiManagementService",
          {
            publisherEmail: "a@b.c",
            sku: { name: "Premium", capacity: 1 },
            additionalLocations: [{ location: "West US", sku: { name: "Premium", capacity: 1 } }],
          },
          "West US",
        ),
        azureLeak(
          "servicebus:Namespace",
          {
            geoDataReplication: {
              locations: [{ locationName: "germanywestcentral" }, { locationName: "westus" }],
            },
          },
          "westus",
        ),
        azureLeak(
          "compute:GalleryImageVersion",
          { publishingProfile: { targetRegions: [{ name: "West US", regionalReplicaCount: 1 }] } },
          "West US",
        ),
        azureLeak(
          "netapp:CapacityPoolVolume",
          { dataProtection: { replication: { remoteVolumeRegion: "westus", remoteVolumeResourceId: "/x" } } },
          "westus",
        ),
        azureLeak("network:LoadBalancer", { sku: { name: "Standard", tier: "Global" } }, "Global"),
        azureFine("network:LoadBalancer", { sku: { name: "Standard", tier: "Regional" } }),
        azureLeak("network:PublicIPAddress", { sku: { name: "Standard", tier: "Global" } }, "Global"),
        azureFine("network:PublicIPAddress", {
          publicIPAllocationMethod: "Static",
          sku: { name: "Standard" },
        }),
        azureLeak(
          "dataprotection:BackupVault",
          {
            properties: {
              storageSettings: [{ datastoreType: "VaultStore", type: "LocallyRedundant" }],
              replicatedRegions: ["westus"],
            },
          },
          "westus",
        ),
        [
          "azure-native:datafactory:IntegrationRuntime",
          {
            factoryName: "f",
            properties: { type: "Managed", computeProperties: { location: "AutoResolve" } },
          },
          azurePublic,
          blocked("AutoResolve", "DE"),
        ],
        [
          "azure-native:datafactory:IntegrationRuntime",
          { factoryName: "f", properties: { type: "Managed", computeProperties: { location: "West US" } } },
          azurePublic,
          blocked("West US", "DE"),
        ],
        azureLeak("communication:CommunicationService", {
          location: "global",
          dataLocation: "United States",
        }),
      ]);
    });
    describe("geo-redundant SKUs by the pair's country", () => {
      table("jurisdiction: [NL]\noperators: any\n", [
        ...[
          "Standard_LRS",
          "Standard_ZRS",
          "Premium_LRS",
          "Premium_ZRS",
          "StandardV2_LRS",
          "StandardV2_ZRS",
          "PremiumV2_LRS",
          "PremiumV2_ZRS",
        ].map((name): Case => [account, at("West Europe", sku(name)), azurePublic, clean]),
        ...[
          "Standard_GRS",
          "Standard_RAGRS",
          "Standard_GZRS",
          "Standard_RAGZRS",
          "StandardV2_GRS",
          "StandardV2_GZRS",
        ].map((name): Case => [
          account,
          at("West Europe", sku(name)),
          azurePublic,
          blocked(name, "IE", "NL"),
        ]),
        [account, at("westeurope", sku("standard_grs")), azurePublic, blocked("standard_grs")],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s", requestedBackupStorageRedundancy: "Geo" }),
          azurePublic,
          blocked("Geo", "NL"),
        ],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s" }),
          azurePublic,
          blocked("requestedBackupStorageRedundancy", "NL"),
          "the default",
        ],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s", requestedBackupStorageRedundancy: "Local" }),
          azurePublic,
          clean,
        ],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s", requestedBackupStorageRedundancy: "Zone" }),
          azurePublic,
          clean,
        ],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s", requestedBackupStorageRedundancy: unknown }),
          azurePublic,
          blocked("requestedBackupStorageRedundancy"),
        ],
        [
          "azure-native:dbforpostgresql:Server",
          at("westeurope", { backup: { geoRedundantBackup: "Enabled" } }),
          azurePublic,
          blocked("geoRedundantBackup", "NL"),
        ],
        [
          "azure-native:dbforpostgresql:Server",
          at("westeurope", { backup: { geoRedundantBackup: "Disabled" } }),
          azurePublic,
          clean,
        ],
        ["azure-native:dbforpostgresql:Server", at("westeurope"), azurePublic, clean],
        [
          "azure-native:dbformysql:Server",
          at("westeurope", { backup: { geoRedundantBackup: "Enabled" } }),
          azurePublic,
          blocked("geoRedundantBackup", "NL"),
        ],
        [
          "azure-native:recoveryservices:Vault",
          at("westeurope", { sku: { name: "Standard" }, properties: {} }),
          azurePublic,
          blocked("NL"),
          "the default",
        ],
        [
          "azure-native:recoveryservices:Vault",
          at("westeurope", {
            sku: { name: "Standard" },
            properties: { redundancySettings: { standardTierStorageRedundancy: "GeoRedundant" } },
          }),
          azurePublic,
          blocked("GeoRedundant", "NL"),
        ],
        [
          "azure-native:recoveryservices:Vault",
          at("westeurope", {
            sku: { name: "Standard" },
            properties: {
              redundancySettings: {
                standardTierStorageRedundancy: "LocallyRedundant",
                crossRegionRestore: "Disabled",
              },
            },
          }),
          azurePublic,
          clean,
        ],
        [
          "azure-native:dataprotection:BackupVault",
          at("westeurope", {
            properties: { storageSettings: [{ datastoreType: "VaultStore", type: "GeoRedundant" }] },
          }),
          azurePublic,
          blocked("GeoRedundant", "NL"),
        ],
        [
          "azure-native:dataprotection:BackupVault",
          at("westeurope", {
            properties: { storageSettings: [{ datastoreType: "VaultStore", type: "ZoneRedundant" }] },
          }),
          azurePublic,
          clean,
        ],
        [
          "azure-native:cosmosdb:DatabaseAccount",
          at("westeurope", {
            databaseAccountOfferType: "Standard",
            locations: [{ locationName: "West Europe" }],
            backupPolicy: { type: "Periodic", periodicModeProperties: { backupStorageRedundancy: "Geo" } },
          }),
          azurePublic,
          blocked("Geo", "NL"),
        ],
        [
          "azure-native:cosmosdb:DatabaseAccount",
          at("westeurope", {
            databaseAccountOfferType: "Standard",
            locations: [{ locationName: "West Europe" }],
            backupPolicy: { type: "Periodic", periodicModeProperties: { backupStorageRedundancy: "Local" } },
          }),
          azurePublic,
          clean,
        ],
      ]);
      table("jurisdiction: [NL, IE]\noperators: any\n", [
        [account, at("westeurope", sku("Standard_RAGRS")), azurePublic, clean],
        [account, at("northeurope", sku("Standard_GZRS")), azurePublic, clean],
        [
          "azure-native:sql:Database",
          at("westeurope", { serverName: "s", requestedBackupStorageRedundancy: "Geo" }),
          azurePublic,
          clean,
        ],
      ]);
      table("jurisdiction: [BR]\noperators: any\n", [
        [account, at("brazilsouth", sku("Standard_GRS")), azurePublic, blocked("US", "BR")],
        [account, at("brazilsouth", sku("Standard_LRS")), azurePublic, clean],
      ]);
      table("jurisdiction: [PL]\noperators: any\n", [
        [
          account,
          at("polandcentral", sku("Standard_GRS")),
          azurePublic,
          blocked("Standard_GRS", "PL"),
          "no pair is known",
        ],
      ]);
    });
  });
});
