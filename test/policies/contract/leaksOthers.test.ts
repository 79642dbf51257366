import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import { blocked, clean, ovhEurope, paris, table } from "../../support/contract/cases";
import { arn, fine, leak } from "../../support/contract/leaks";

describe("leaks", () => {
  describe("a target inside the approval is fine", () => {
    table("jurisdiction: [DE, FR]\noperators: any\nendpoints: [hooks.example.com]\n", [
      fine("dynamodb/table:Table", {
        hashKey: "k",
        serverSideEncryption: { enabled: true },
        replicas: [{ regionName: "eu-west-3" }],
      }),
      fine("secretsmanager/secret:Secret", { replicas: [{ region: "eu-west-3" }] }),
      fine("ec2/vpcPeeringConnection:VpcPeeringConnection", {
        vpcId: "v",
        peerVpcId: "w",
        peerRegion: "eu-west-3",
      }),
      fine("rds/snapshotCopy:SnapshotCopy", { destinationRegion: "eu-west-3" }),
      fine("backup/plan:Plan", {
        rules: [{ copyActions: [{ destinationVaultArn: arn("backup", "eu-west-3", "backup-vault:v") }] }],
      }),
      fine("cloudwatch/eventApiDestination:EventApiDestination", {
        invocationEndpoint: "https://hooks.example.com/x",
        httpMethod: "POST",
      }),
      fine("sns/topicSubscription:TopicSubscription", {
        topic: "t",
        protocol: "https",
        endpoint: "https://hooks.example.com/x",
      }),
      leak(
        "sns/topicSubscription:TopicSubscription",
        { topic: "t", protocol: "https", endpoint: "https://hooks.example.com.evil.example/x" },
        "evil.example",
      ),
      leak(
        "sns/topicSubscription:TopicSubscription",
        { topic: "t", protocol: "https", endpoint: "https://hooks.example.com@evil.example/x" },
        "evil.example",
      ),
      leak(
        "s3/bucketReplicationConfig:BucketReplicationConfig",
        { rules: [{ destination: { bucket: "arn:aws:s3:::backup" } }] },
        "arn:aws:s3:::backup",
      ),
    ]);
  });

  describe("scaleway and ovh", () => {
    table("jurisdiction: [FR]\noperators: any\n", [
      [
        "scaleway:databases/instance:Instance",
        {
          region: "fr-par",
          nodeType: "n",
          engine: "PostgreSQL-16",
          backupSameRegion: true,
          encryptionAtRest: true,
        },
        paris,
        clean,
      ],
      [
        "scaleway:databases/instance:Instance",
        {
          region: "fr-par",
          nodeType: "n",
          engine: "PostgreSQL-16",
          disableBackup: true,
          encryptionAtRest: true,
        },
        paris,
        clean,
      ],
      [
        "scaleway:databases/instance:Instance",
        { region: "fr-par", nodeType: "n", backupSameRegion: false, encryptionAtRest: true },
        paris,
        blocked("backupSameRegion", "FR"),
      ],
      [
        "ovh:CloudProject/storage:Storage",
        { regionName: "GRA", serviceName: "s", encryption: { sseAlgorithm: "AES256" } },
        ovhEurope,
        clean,
      ],
      [
        "ovh:CloudProject/storage:Storage",
        {
          regionName: "GRA",
          serviceName: "s",
          encryption: { sseAlgorithm: "AES256" },
          replication: { rules: [{ id: "r", status: "enabled", destination: { name: "b", region: "BHS" } }] },
        },
        ovhEurope,
        blocked("BHS", "FR"),
      ],
      [
        "ovh:CloudProject/storage:Storage",
        {
          regionName: "GRA",
          serviceName: "s",
          encryption: { sseAlgorithm: "AES256" },
          replication: { rules: [{ id: "r", status: "enabled", destination: { name: "b", region: "SBG" } }] },
        },
        ovhEurope,
        clean,
      ],
      [
        "ovh:CloudProject/database:Database",
        {
          serviceName: "s",
          engine: "postgresql",
          version: "16",
          plan: "business",
          flavor: "db1-4",
          nodes: [{ region: "GRA" }, { region: "GRA" }],
        },
        ovhEurope,
        clean,
      ],
      [
        "ovh:CloudProject/database:Database",
        { serviceName: "s", engine: "postgresql", nodes: [{ region: "GRA" }, { region: "BHS" }] },
        ovhEurope,
        blocked("BHS (CA)", "FR"),
      ],
      [
        "ovh:CloudProject/database:Database",
        { serviceName: "s", engine: "postgresql", nodes: [] },
        ovhEurope,
        blocked("nodes", "FR"),
      ],
      [
        "ovh:CloudProject/database:Database",
        { serviceName: "s", engine: "postgresql", nodes: [{ region: unknown }] },
        ovhEurope,
        blocked("region", "FR"),
      ],
      [
        "ovh:CloudProject/database:Database",
        { serviceName: "s", nodes: [{ region: "GRA" }], backupRegions: ["BHS"] },
        ovhEurope,
        blocked("BHS", "FR"),
      ],
    ]);
  });
});
