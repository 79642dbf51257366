import { documented, forEach, mode, pair } from "../rows";

const copies = "copied to";
const backups = "backups copied to";

/** Copies that Azure makes to the pair of a location. */
export const azureGeoRedundancy = [
  ...documented("Azure Storage, data redundancy, and Azure Storage SKUs", [
    pair("azure-native:storage:StorageAccount", "sku.name", copies, {
      local: [
        "Standard_LRS",
        "Standard_ZRS",
        "Premium_LRS",
        "Premium_ZRS",
        "StandardV2_LRS",
        "StandardV2_ZRS",
        "PremiumV2_LRS",
        "PremiumV2_ZRS",
      ],
      geo: [
        "Standard_GRS",
        "Standard_RAGRS",
        "Standard_GZRS",
        "Standard_RAGZRS",
        "StandardV2_GRS",
        "StandardV2_GZRS",
      ],
    }),
    pair(
      "azure-native:machinelearningservices:Registry",
      "regionDetails.storageAccountDetails.systemCreatedStorageAccount.storageAccountType",
      copies,
      {
        local: ["Standard_LRS", "Standard_ZRS", "Premium_LRS", "Premium_ZRS"],
        geo: ["Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"],
        own: "regionDetails.location",
      },
    ),
    pair("azure-native:databricks:Workspace", "parameters.storageAccountSkuName.value", copies, {
      local: ["Standard_LRS", "Standard_ZRS", "Premium_LRS"],
      geo: ["Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"],
      ifAbsent: "geo",
      when: { path: "computeMode", notIn: ["Serverless"] },
    }),
  ]),
  ...documented("Azure Key Vault availability and redundancy", [
    pair("azure-native:keyvault:Vault", "", copies, {
      local: [],
      geo: [],
      ifAbsent: "geo",
      unpaired: ["brazilsouth", "westus3"],
    }),
  ]),
  ...documented("Azure Cosmos DB, online backup: periodic backups are geo-redundant by default", [
    pair(
      "azure-native:cosmosdb:DatabaseAccount",
      "backupPolicy.periodicModeProperties.backupStorageRedundancy",
      backups,
      {
        local: ["Local", "Zone"],
        geo: ["Geo"],
        ifAbsent: "geo",
        when: { path: "backupPolicy.type", notIn: ["Continuous"] },
      },
    ),
  ]),
  ...documented("Azure Backup, Recovery Services vaults: geo-redundant by default", [
    pair(
      "azure-native:recoveryservices:Vault",
      "properties.redundancySettings.standardTierStorageRedundancy",
      backups,
      { local: ["LocallyRedundant", "ZoneRedundant"], geo: ["GeoRedundant"], ifAbsent: "geo" },
    ),
    pair("azure-native:recoveryservices:Vault", "properties.redundancySettings.crossRegionRestore", backups, {
      local: ["Disabled"],
      geo: ["Enabled"],
    }),
  ]),
  ...documented("Azure Backup, Backup vaults", [
    pair("azure-native:dataprotection:BackupVault", "properties.storageSettings.type", backups, {
      local: ["LocallyRedundant", "ZoneRedundant"],
      geo: ["GeoRedundant"],
    }),
    pair(
      "azure-native:dataprotection:BackupVault",
      "properties.featureSettings.crossRegionRestoreSettings.state",
      backups,
      { local: ["Disabled", "NotSupported"], geo: ["Enabled"] },
    ),
  ]),
  ...documented(
    "Azure SQL Database and Azure SQL Managed Instance, automated backups: geo-redundant by default",
    [
      ...forEach(["azure-native:sql:Database", "azure-native:sql:ManagedInstance"], (type) => [
        pair(type, "requestedBackupStorageRedundancy", backups, {
          local: ["Local", "Zone"],
          geo: ["Geo", "GeoZone"],
          ifAbsent: "geo",
        }),
      ]),
      mode(
        "azure-native:sql:GeoBackupPolicy",
        "state",
        "backups are copied to the pair of a location that is not told",
        ["Disabled"],
      ),
    ],
  ),
  ...documented("Azure Synapse Analytics, dedicated SQL pools: geo-redundant by default", [
    pair("azure-native:synapse:SqlPool", "storageAccountType", backups, {
      local: ["LRS"],
      geo: ["GRS"],
      ifAbsent: "geo",
    }),
  ]),
  ...documented("Azure Database for PostgreSQL, MySQL and MariaDB, backup and restore", [
    ...forEach(["azure-native:dbforpostgresql:Server", "azure-native:dbformysql:Server"], (type) => [
      pair(type, "backup.geoRedundantBackup", backups, { local: ["Disabled"], geo: ["Enabled"] }),
    ]),
    ...forEach(
      [
        "azure-native:dbforpostgresql:SingleServer",
        "azure-native:dbformysql:SingleServer",
        "azure-native:dbformariadb:Server",
      ],
      (type) => [
        pair(type, "properties.storageProfile.geoRedundantBackup", backups, {
          local: ["Disabled"],
          geo: ["Enabled"],
        }),
      ],
    ),
    pair("azure-native:dbforpostgresql:ServerGroupCluster", "enableGeoBackup", backups, {
      local: [false],
      geo: [true],
    }),
  ]),
  ...documented("Azure Notification Hubs, high availability: the pair by default", [
    pair("azure-native:notificationhubs:Namespace", "replicationRegion", "metadata copied to", {
      local: ["None"],
      geo: ["Default"],
      ifAbsent: "geo",
      isLocation: true,
    }),
  ]),
];
