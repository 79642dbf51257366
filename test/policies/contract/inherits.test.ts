import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import {
  azurePublic,
  blocked,
  clean,
  frankfurt,
  germanAnyone,
  ovhEurope,
  table,
  virginia,
} from "../../support/contract/cases";

describe("inherits types are judged by provider and operator", () => {
  table(germanAnyone, [
    [
      "aws:eks/nodeGroup:NodeGroup",
      {
        clusterName: "c",
        nodeRoleArn: "arn:aws:iam::1:role/r",
        subnetIds: [unknown],
        scalingConfig: { desiredSize: 1, maxSize: 1, minSize: 1 },
      },
      frankfurt,
      clean,
    ],
    [
      "azure-native:storage:BlobContainer",
      { accountName: unknown, resourceGroupName: "rg" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:network:Subnet",
      { virtualNetworkName: "v", addressPrefix: "10.0.0.0/24" },
      azurePublic,
      clean,
    ],
    [
      "azure-native:containerservice:AgentPool",
      { resourceName: "c", count: 1, vmSize: "Standard_D2s_v5" },
      azurePublic,
      clean,
    ],
    ["azure-native:keyvault:Secret", { vaultName: "v", properties: { value: unknown } }, azurePublic, clean],
    ["ovh:CloudProject/kubeNodePool:KubeNodePool", { kubeId: unknown, flavorName: "b3-8" }, ovhEurope, clean],
    [
      "azure-native:storage:BlobContainer",
      { accountName: "a" },
      { environment: "china" },
      blocked("china", "DE"),
    ],
    [
      "azure-native:network:Subnet",
      { virtualNetworkName: "v" },
      { ...azurePublic, location: "westus" },
      blocked("westus (US)", "DE"),
      "by provider",
    ],
    [
      "azure-native:storage:BlobContainer",
      { accountName: "a" },
      { ...azurePublic, location: unknown },
      blocked("location", "DE"),
    ],
    [
      "azure-native:storage:BlobContainer",
      { accountName: "a" },
      { ...azurePublic, location: ["germanywestcentral"] },
      blocked("location", "DE"),
    ],
    [
      "azure-native:storage:BlobContainer",
      { accountName: "a" },
      { ...azurePublic, location: "Germany West Central" },
      clean,
    ],
    [
      "aws:ec2/volumeAttachment:VolumeAttachment",
      { instanceId: "i", volumeId: "v", deviceName: "/dev/sdf" },
      virginia,
      blocked("us-east-1", "DE"),
    ],
    [
      "ovh:CloudProject/kubeNodePool:KubeNodePool",
      { kubeId: "k" },
      { endpoint: "ovh-us" },
      blocked("ovh-us", "DE"),
    ],
  ]);
});
