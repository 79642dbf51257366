import { describe } from "vitest";
import {
  account,
  azurePublic,
  blocked,
  bucket,
  clean,
  cluster,
  frankfurt,
  german,
  hetzner,
  inCluster,
  kapsule,
  ovhEurope,
  paris,
  server,
  stackit,
  table,
} from "../../support/contract/cases";

describe("the operator axis covers every type of a cloud, IAM and the like included", () => {
  table(german, [
    [bucket, { region: "eu-central-1" }, frankfurt, blocked("US", "EU")],
    ["aws:iam/role:Role", { assumeRolePolicy: "{}" }, frankfurt, blocked("US", "EU")],
    ["aws:iam/policy:Policy", {}, frankfurt, blocked("US", "EU")],
    ["aws:eks/nodeGroup:NodeGroup", { clusterName: "c" }, frankfurt, blocked("US", "EU")],
    [
      bucket,
      { region: "eusc-de-east-1" },
      { region: "eusc-de-east-1" },
      blocked("US", "EU"),
      "an EU location under a US controller",
    ],
    ["aws:iam/role:Role", {}, { region: "eusc-de-east-1" }, blocked("US", "EU")],
    [
      "azure-native:authorization:RoleAssignment",
      { scope: "/subscriptions/1" },
      azurePublic,
      blocked("US", "EU"),
    ],
    ["azure-native:storage:BlobContainer", { accountName: "a" }, azurePublic, blocked("US", "EU")],
    [
      account,
      { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
      azurePublic,
      blocked("US", "EU"),
    ],
    [server, { location: "fsn1" }, hetzner, clean],
    ["hcloud:index/sshKey:SshKey", {}, hetzner, clean],
    ["scaleway:iam/application:Application", { name: "a" }, paris, clean],
    ["scaleway:iam/policy:Policy", { name: "a" }, paris, clean],
    ["ovh:CloudProject/user:User", { serviceName: "s" }, ovhEurope, clean],
    ["ovh:CloudProject/user:User", { serviceName: "s" }, { endpoint: "ovh-us" }, blocked("US", "EU")],
    ["ovh:CloudProject/user:User", { serviceName: "s" }, { endpoint: "ovh-us" }, blocked("ovh-us", "DE")],
    ["ovh:CloudProject/user:User", { serviceName: "s" }, { endpoint: "ovh-ca" }, blocked("ovh-ca")],
    ["openstack:compute/instance:Instance", { name: "n" }, stackit, clean],
    ["openstack:compute/keypair:Keypair", { name: "n" }, stackit, clean],
  ]);
  describe("operators by country", () => {
    table("jurisdiction: [EU]\noperators: [DE]\n", [
      [server, { location: "fsn1" }, hetzner, clean],
      ["scaleway:object/bucket:Bucket", { region: "fr-par" }, paris, blocked("FR", "DE")],
      ["ovh:CloudProject/kube:Kube", { region: "GRA9" }, ovhEurope, blocked("FR", "DE")],
      ["scaleway:iam/application:Application", {}, paris, blocked("FR", "DE")],
      ["aws:iam/user:User", {}, frankfurt, blocked("US", "DE")],
    ]);
    table("jurisdiction: [EU]\noperators: [US]\n", [
      [bucket, { region: "eu-central-1" }, frankfurt, clean],
      [bucket, { region: "eusc-de-east-1" }, { region: "eusc-de-east-1" }, clean],
      ["aws:iam/role:Role", {}, frankfurt, clean],
      [server, { location: "fsn1" }, hetzner, blocked("DE", "US")],
      ["hcloud:index/sshKey:SshKey", {}, hetzner, blocked("DE", "US")],
      ["kubernetes:core/v1:ConfigMap", {}, cluster, clean],
      ["kubernetes:core/v1:ConfigMap", {}, inCluster(kapsule("fr-par")), blocked("FR", "US")],
    ]);
    table("jurisdiction: [CN]\noperators: [US]\n", [
      [bucket, { region: "cn-north-1" }, { region: "cn-north-1" }, blocked("CN", "US")],
    ]);
  });
});
