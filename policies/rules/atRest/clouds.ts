import { switchedOn, type Requirements } from "./requirement";

/**
 * Azure types. Its storage is always encrypted, but for the caches and temporary disks of machines, which are when the
 * host encrypts, and for what can be switched off. Source: the API reference of each type.
 */
const azureRequirements: Requirements = {
  "azure-native:compute:VirtualMachine": [switchedOn("securityProfile.encryptionAtHost")],
  "azure-native:compute:VirtualMachineScaleSet": [
    switchedOn("virtualMachineProfile.securityProfile.encryptionAtHost"),
  ],
  "azure-native:containerservice:ManagedCluster": [
    switchedOn("enableEncryptionAtHost", { each: "agentPoolProfiles" }),
  ],
  "azure-native:containerservice:AgentPool": [switchedOn("enableEncryptionAtHost")],
  "azure-native:servicefabric:NodeType": [switchedOn("enableEncryptionAtHost")],
  "azure-native:redhatopenshift:OpenShiftCluster": [
    { path: "encryptionAtHost", values: ["Enabled"], each: "masterProfile" },
    { path: "encryptionAtHost", values: ["Enabled"], each: "workerProfiles" },
  ],
  "azure-native:storage:StorageAccount": [
    switchedOn("encryption.services.blob.enabled", { absent: "encrypted" }),
    switchedOn("encryption.services.file.enabled", { absent: "encrypted" }),
  ],
  "azure-native:sql:TransparentDataEncryption": [{ path: "state", values: ["Enabled"] }],
  "azure-native:synapse:SqlPoolTransparentDataEncryption": [{ path: "status", values: ["Enabled"] }],
  "azure-native:kusto:Cluster": [switchedOn("enableDiskEncryption")],
  "azure-native:datalakestore:Account": [
    { path: "encryptionState", values: ["Enabled"], absent: "encrypted" },
  ],
};

/** Scaleway types. Its block volumes have no input for it. Source: the provider's documentation. */
const scalewayRequirements: Requirements = {
  "scaleway:databases/instance:Instance": [switchedOn("encryptionAtRest")],
  "scaleway:index/databaseInstance:DatabaseInstance": [switchedOn("encryptionAtRest")],
};

/** OVH types: types of volumes that end in `-luks` are encrypted. Source: the provider's documentation. */
const ovhRequirements: Requirements = {
  "ovh:CloudProject/volume:Volume": [switchedOn("encryption.encrypted", { orMatches: ["type", /-luks$/] })],
  "ovh:index/cloudStorageBlockVolume:CloudStorageBlockVolume": [switchedOn("encryption.enabled")],
  "ovh:CloudProject/storage:Storage": [{ path: "encryption.sseAlgorithm", values: ["AES256"] }],
};

/**
 * What is needed of other clouds than AWS. Hetzner's volumes and those of OpenStack have no input that tells whether
 * they are encrypted: the StorageClass and the type of volume decide.
 */
export const cloudRequirements: Requirements = {
  ...azureRequirements,
  ...scalewayRequirements,
  ...ovhRequirements,
};
