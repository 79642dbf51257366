import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import {
  account,
  azurePublic,
  blocked,
  bucket,
  clean,
  cluster,
  eks,
  frankfurt,
  germanAnyone,
  hetzner,
  inCluster,
  server,
  table,
} from "../../support/contract/cases";

describe("an unknown value in an unrelated property never blocks, and one rule's unknown never ends the others", () => {
  table(germanAnyone, [
    [
      bucket,
      { region: "eu-central-1", bucket: unknown, tags: unknown, forceDestroy: unknown },
      frankfurt,
      clean,
    ],
    [
      bucket,
      { region: "us-east-1", bucket: unknown, tags: unknown, replicationConfiguration: unknown },
      frankfurt,
      blocked("us-east-1 (US)"),
    ],
    [bucket, { region: unknown, accelerationStatus: "Enabled" }, frankfurt, blocked("accelerationStatus")],
    [
      server,
      {
        location: "fsn1",
        name: unknown,
        userData: unknown,
        labels: unknown,
        image: unknown,
        serverType: unknown,
      },
      hetzner,
      clean,
    ],
    [server, { location: "fsn1" }, { token: unknown }, clean],
    [
      "hcloud:index/server:Server",
      { location: unknown, datacenter: "ash-dc1" },
      hetzner,
      blocked("datacenter"),
    ],
    [
      account,
      {
        location: "germanywestcentral",
        resourceGroupName: unknown,
        accountName: unknown,
        tags: unknown,
        sku: { name: "Standard_LRS" },
      },
      azurePublic,
      clean,
    ],
    [
      "aws:lambda/function:Function",
      { region: "eu-central-1", role: unknown, s3Bucket: unknown, vpcConfig: unknown, environment: unknown },
      frankfurt,
      clean,
    ],
    ["kubernetes:core/v1:ConfigMap", { metadata: unknown, data: unknown }, cluster, clean],
    [
      "kubernetes:core/v1:Secret",
      { metadata: { name: "s", namespace: unknown }, stringData: unknown },
      cluster,
      clean,
    ],
    [
      "aws:dynamodb/table:Table",
      { region: "us-east-1", replicas: [{ regionName: unknown }, { regionName: "us-west-2" }] },
      frankfurt,
      blocked("us-west-2"),
    ],
    [
      "kubernetes:core/v1:Pod",
      { spec: { hostNetwork: unknown, containers: [{ name: "c", image: unknown }] } },
      inCluster(eks("us-east-1")),
      blocked("us-east-1"),
    ],
  ]);
});
