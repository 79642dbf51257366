import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import { type Case, cluster, frankfurt, hardened, paris, table } from "../../support/contract/cases";

describe("hardening is advisory, and mandatory with hardening: true", () => {
  const pod = (more: Inputs, container: Inputs = {}): Inputs => ({
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "registry.example.de/a:1", ...container }], ...more },
  });
  const cases: readonly (readonly [string, Inputs, Inputs, string])[] = [
    ["kubernetes:core/v1:Pod", pod({ hostNetwork: true }), cluster, "hostNetwork"],
    ["kubernetes:core/v1:Pod", pod({ hostNetwork: unknown }), cluster, "hostNetwork"],
    [
      "kubernetes:core/v1:Service",
      { metadata: { name: "s" }, spec: { type: "LoadBalancer", ports: [{ port: 80 }] } },
      cluster,
      "LoadBalancer",
    ],
    [
      "kubernetes:core/v1:Service",
      { metadata: { name: "s" }, spec: { type: "NodePort", ports: [{ port: 80 }] } },
      cluster,
      "NodePort",
    ],
    [
      "kubernetes:core/v1:Pod",
      pod({}, { image: "registry.example.de/vllm/vllm-openai:v1" }),
      cluster,
      "VLLM",
    ],
    [
      "aws:ebs/volume:Volume",
      { region: "eu-central-1", availabilityZone: "eu-central-1a", size: 1 },
      frankfurt,
      "encrypted",
    ],
    [
      "aws:ebs/volume:Volume",
      { region: "eu-central-1", availabilityZone: "eu-central-1a", size: 1, encrypted: false },
      frankfurt,
      "encrypted",
    ],
    [
      "aws:rds/instance:Instance",
      { region: "eu-central-1", engine: "postgres" },
      frankfurt,
      "storageEncrypted",
    ],
    [
      "aws:rds/cluster:Cluster",
      { region: "eu-central-1", engine: "aurora-postgresql" },
      frankfurt,
      "storageEncrypted",
    ],
    ["aws:efs/fileSystem:FileSystem", { region: "eu-central-1" }, frankfurt, "encrypted"],
    [
      "scaleway:databases/instance:Instance",
      { region: "fr-par", nodeType: "n", backupSameRegion: true },
      paris,
      "encryptionAtRest",
    ],
  ];
  const franco = "jurisdiction: [DE, FR]\noperators: any\n";
  table(
    franco,
    cases.map(([type, inputs, provider, fragment]): Case => [type, inputs, provider, hardened(fragment)]),
  );
  table(
    `${franco}hardening: true\n`,
    cases.map(([type, inputs, provider, fragment]): Case => [type, inputs, provider, hardened(fragment)]),
  );
});
