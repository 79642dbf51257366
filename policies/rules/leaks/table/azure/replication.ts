import { documented, forEach, identifier, location, mode, presence } from "../rows";

const galleries: readonly (readonly [type: string, profile: string])[] = [
  ["azure-native:compute:GalleryImageVersion", "publishingProfile."],
  ["azure-native:compute:GalleryApplicationVersion", "publishingProfile."],
  ["azure-native:compute:GalleryScriptVersion", "properties.publishingProfile."],
];

/** Replicas, copies and secondaries in locations that the resource names, or that its identifiers hide. */
export const azureReplication = [
  ...documented("Azure Storage, object replication for block blobs", [
    identifier("azure-native:storage:ObjectReplicationPolicy", "destinationAccount", "replicated to"),
    mode(
      "azure-native:storage:StorageAccount",
      "allowCrossTenantReplication",
      "can be replicated to accounts of other tenants",
      [false],
    ),
  ]),
  ...documented("Azure Cosmos DB, distribute data globally", [
    location("azure-native:cosmosdb:DatabaseAccount", "locations.locationName", "replicated to"),
    location(
      "azure-native:cosmosdb:DatabaseAccount",
      "restoreParameters.sourceBackupLocation",
      "restored from",
    ),
    location("azure-native:cosmosdb:CassandraDataCenter", "properties.dataCenterLocation", "stored in"),
    location("azure-native:cosmosdb:Fleetspace", "dataRegions", "stored in"),
    location(
      "azure-native:mongocluster:MongoCluster",
      "properties.replicaParameters.sourceLocation",
      "replicated from",
    ),
  ]),
  ...documented("Azure Key Vault Managed HSM, multi-region replication", [
    location("azure-native:keyvault:ManagedHsm", "properties.regions.name", "replicated to"),
  ]),
  ...documented("Azure Backup, cross-region copies, and Azure Site Recovery", [
    location("azure-native:dataprotection:BackupVault", "properties.replicatedRegions", "replicated to"),
    location(
      "azure-native:recoveryservices:ReplicationFabric",
      "properties.customDetails.location",
      "replicated from or to",
    ),
    location(
      "azure-native:recoveryservices:ReplicationProtectionContainerMapping",
      "properties.providerSpecificInput.targetLocation",
      "replicated to",
    ),
    location(
      "azure-native:recoveryservices:ReplicationProtectionCluster",
      "properties.providerSpecificDetails.recoveryFabricLocation",
      "replicated to",
    ),
    location("azure-native:migrate:MoveCollection", "properties.targetRegion", "moved to"),
    location("azure-native:migrate:MoveCollection", "properties.moveRegion", "moved to"),
  ]),
  ...documented("Azure SQL, active geo-replication and failover groups", [
    mode("azure-native:sql:Database", "secondaryType", "replicated from a server that nobody can place", [
      "Named",
    ]),
    mode(
      "azure-native:sql:Database",
      "createMode",
      "replicated from a server that nobody can place",
      [
        "Default",
        "Copy",
        "PointInTimeRestore",
        "Restore",
        "Recovery",
        "RestoreExternalBackup",
        "RestoreLongTermRetentionBackup",
      ],
      { when: { path: "secondaryType", isAbsent: true } },
    ),
    identifier("azure-native:sql:FailoverGroup", "partnerServers.id", "replicated to"),
    location("azure-native:sql:InstanceFailoverGroup", "partnerRegions.location", "replicated to"),
  ]),
  ...documented("Azure Database for PostgreSQL and MySQL, read replicas and geo-restore", [
    ...forEach(["azure-native:dbforpostgresql:Server", "azure-native:dbformysql:Server"], (type) => [
      // Everything but a replica and a geo-restore stays in the location of its source.
      identifier(type, "sourceServerResourceId", "replicated or restored from", {
        when: {
          path: "createMode",
          notIn: ["Default", "Create", "Update", "PointInTimeRestore", "ReviveDropped"],
        },
      }),
    ]),
    ...forEach(
      [
        "azure-native:dbforpostgresql:SingleServer",
        "azure-native:dbformysql:SingleServer",
        "azure-native:dbformariadb:Server",
      ],
      (type) => [
        identifier(type, "properties.sourceServerId", "replicated or restored from", {
          when: { path: "properties.createMode", notIn: ["Default", "PointInTimeRestore"] },
        }),
      ],
    ),
    location("azure-native:dbforpostgresql:ServerGroupCluster", "sourceLocation", "replicated from"),
  ]),
  ...documented("Azure Cache for Redis and Azure Managed Redis, geo-replication", [
    ...forEach(["azure-native:redis:LinkedServer", "azure-native:redis:RedisLinkedServer"], (type) => [
      location(type, "linkedRedisCacheLocation", "replicated with"),
    ]),
    presence(
      "azure-native:redisenterprise:Database",
      "geoReplication",
      "replicated within a group whose locations nobody can tell",
    ),
  ]),
  ...documented("Azure Event Hubs and Azure Service Bus, geo-disaster recovery and geo-replication", [
    ...forEach(["eventhub", "servicebus"], (service) => [
      identifier(`azure-native:${service}:DisasterRecoveryConfig`, "partnerNamespace", "replicated to"),
    ]),
    location(
      "azure-native:servicebus:Namespace",
      "geoDataReplication.locations.locationName",
      "replicated to",
    ),
  ]),
  ...documented("Azure API Management, multi-region deployment", [
    location(
      "azure-native:apimanagement:ApiManagementService",
      "additionalLocations.location",
      "requests served in",
    ),
  ]),
  ...documented("Azure Machine Learning, registries and compute", [
    location("azure-native:machinelearningservices:Registry", "regionDetails.location", "replicated to"),
    location("azure-native:machinelearningservices:Compute", "properties.computeLocation", "runs in"),
  ]),
  ...documented("Azure AI services, multi-region settings", [
    location(
      "azure-native:cognitiveservices:Account",
      "properties.locations.regions.name",
      "requests served in",
    ),
    location("azure-native:maps:Account", "properties.locations.locationName", "requests served in"),
  ]),
  ...documented("Azure Compute Gallery, replication, and Azure VM Image Builder, distribution", [
    ...galleries.map(([type, profile]) => location(type, `${profile}targetRegions.name`, "replicated to")),
    ...galleries.map(([type, profile]) =>
      presence(
        type,
        `${profile}targetExtendedLocations`,
        "replicated to an edge zone, whose country is not told",
      ),
    ),
    location(
      "azure-native:compute:GalleryInVMAccessControlProfileVersion",
      "targetLocations.name",
      "replicated to",
    ),
    location(
      "azure-native:virtualmachineimages:VirtualMachineImageTemplate",
      "distribute.replicationRegions",
      "images copied to",
    ),
    location(
      "azure-native:virtualmachineimages:VirtualMachineImageTemplate",
      "distribute.targetRegions.name",
      "images copied to",
    ),
    location(
      "azure-native:virtualmachineimages:VirtualMachineImageTemplate",
      "distribute.location",
      "images copied to",
    ),
  ]),
  ...documented("Azure managed disks, copy an incremental snapshot to a new region", [
    identifier("azure-native:compute:Snapshot", "creationData.sourceResourceId", "copied from", {
      when: { path: "creationData.createOption", in: ["CopyStart"] },
    }),
  ]),
  ...documented("Azure NetApp Files, cross-region replication", [
    location(
      "azure-native:netapp:CapacityPoolVolume",
      "dataProtection.replication.remoteVolumeRegion",
      "replicated from or to",
    ),
    identifier(
      "azure-native:netapp:CapacityPoolVolume",
      "dataProtection.replication.remoteVolumeResourceId",
      "replicated from or to",
      { when: { path: "dataProtection.replication.remoteVolumeRegion", isAbsent: true } },
    ),
    location(
      "azure-native:netapp:VolumeGroup",
      "volumes.dataProtection.replication.remoteVolumeRegion",
      "replicated from or to",
    ),
  ]),
  ...documented("Microsoft Entra Domain Services, replica sets", [
    location("azure-native:aad:DomainService", "replicaSets.location", "the directory is replicated to"),
  ]),
  ...documented("Azure Compute Fleet, Azure Kubernetes Fleet Manager, Dev Center and Lab Services", [
    location(
      "azure-native:azurefleet:Fleet",
      "additionalLocationsProfile.locationProfiles.location",
      "machines run in",
    ),
    identifier("azure-native:containerservice:FleetMember", "clusterResourceId", "workloads handed to"),
    location("azure-native:devcenter:Pool", "managedVirtualNetworkRegions", "machines run in"),
    location("azure-native:labservices:LabPlan", "allowedRegions", "machines run in"),
  ]),
  ...documented("Azure App Service, app cloning, and Azure Data Share, subscriptions", [
    ...forEach(["azure-native:web:WebApp", "azure-native:web:WebAppSlot"], (type) => [
      location(type, "cloningInfo.sourceWebAppLocation", "copied from"),
    ]),
    location("azure-native:datashare:ShareSubscription", "sourceShareLocation", "copied from"),
  ]),
  ...documented("Azure Data Factory and Azure Synapse Analytics, integration runtimes", [
    // Without a location, Azure resolves one for each run.
    ...forEach(["datafactory", "synapse"], (service) => [
      location(
        `azure-native:${service}:IntegrationRuntime`,
        "properties.computeProperties.location",
        "runs in",
        {
          ifAbsent: "AutoResolve",
          when: { path: "properties.type", notIn: ["SelfHosted"] },
        },
      ),
    ]),
  ]),
  ...documented("Azure IoT Hub Device Provisioning Service, linked hubs", [
    location(
      "azure-native:deviceprovisioningservices:IotDpsResource",
      "properties.iotHubs.location",
      "devices handed to",
    ),
  ]),
];
