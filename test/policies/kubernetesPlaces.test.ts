import { describe, expect, it } from "vitest";
import { loadBalancerLocation } from "../../policies/rules/kubernetes/loadBalancerLocation";
import { storageLocation } from "../../policies/rules/kubernetes/storageLocation";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

const german = approvalOf({ locations: { aws: ["eu-central-1"] } });
const rules = [storageLocation, loadBalancerLocation];

function judged(type: string, inputs: Inputs, approval = german): string[] {
  return saidOf(rules, resourceOf(`kubernetes:${type}`, inputs), approval);
}

function topology(provisioner: string, key: string, ...values: Value[]): string[] {
  const allowedTopologies = [{ matchLabelExpressions: [{ key, values }] }];
  return judged("storage.k8s.io/v1:StorageClass", { provisioner, allowedTopologies });
}

const at = "allowedTopologies[0].matchLabelExpressions[0].values[0]";
const zone = "topology.kubernetes.io/zone";

describe("storage locations", () => {
  it.each([
    ["ebs.csi.aws.com", zone, "eu-central-1a"],
    ["ebs.csi.aws.com", "topology.kubernetes.io/region", "eu-central-1"],
    ["ebs.csi.aws.com", "topology.ebs.csi.aws.com/zone", "eu-central-1b"],
    ["disk.csi.azure.com", "topology.disk.csi.azure.com/zone", "germanywestcentral-1"],
    ["disk.csi.azure.com", "topology.disk.csi.azure.com/zone", ""],
    ["pd.csi.storage.gke.io", "topology.gke.io/zone", "europe-west3-a"],
    ["csi.hetzner.cloud", "csi.hetzner.cloud/location", "fsn1"],
    ["csi.hetzner.cloud", zone, "nbg1-dc3"],
    ["rancher.io/local-path", zone, "fsn1-dc14"],
    ["rancher.io/local-path", zone, "rack-7"],
    ["rancher.io/local-path", "kubernetes.io/hostname", "us-east-1"],
    ["block-storage.csi.stackit.cloud", zone, "eu01-1"],
  ])("permits %s with %s %s", (provisioner, key, value) => {
    expect(topology(provisioner, key, value)).toEqual([]);
  });

  it.each<[string, string, Value, string]>([
    ["ebs.csi.aws.com", zone, "us-east-1a", "placed in us-east-1a (US)"],
    ["ebs.csi.aws.com", "topology.ebs.csi.aws.com/zone", "eu-west-2a", "placed in eu-west-2a (GB)"],
    ["ebs.csi.aws.com", zone, "eu-central-1-waw-1a", "placed in eu-central-1-waw-1a (PL)"],
    ["ebs.csi.aws.com", zone, "EU-central-1a", "placed in EU-central-1a (no location of aws that is known)"],
    ["ebs.csi.aws.com", zone, "mars-1a", "placed in mars-1a (no location of aws that is known)"],
  ])("refuses %s with %s %s", (provisioner, key, value, said) => {
    expect(topology(provisioner, key, value)).toEqual([
      `mandatory ${at}: ${said} by '${at}'; approved: DE (aws: eu-central-1) - name an approved location`,
    ]);
  });

  it.each([
    [
      "csi.hetzner.cloud",
      "csi.hetzner.cloud/location",
      "hel1",
      "placed in hel1 (FI)",
      "DE (hcloud: fsn1, nbg1)",
    ],
    [
      "csi.scaleway.com",
      "topology.csi.scaleway.com/zone",
      "fr-par-1",
      "placed in fr-par-1 (FR)",
      "DE (scaleway: none)",
    ],
    ["pd.csi.storage.gke.io", "topology.gke.io/zone", "us-central1-a", "placed in us-central1-a (US)", "DE"],
    ["rancher.io/local-path", zone, "us-east-1a", "placed in us-east-1a (US)", "DE"],
    ["rancher.io/local-path", "topology.kubernetes.io/region", "hel1", "placed in hel1 (FI)", "DE"],
    [
      "unknown.example.com",
      "csi.hetzner.cloud/location",
      "hel1",
      "placed in hel1 (FI)",
      "DE (hcloud: fsn1, nbg1)",
    ],
  ])("refuses %s with %s %s", (provisioner, key, value, said, approved) => {
    expect(topology(provisioner, key, value)).toEqual([
      `mandatory ${at}: ${said} by '${at}'; approved: ${approved} - name an approved location`,
    ]);
  });

  it("refuses values that cannot be known or are no names", () => {
    expect(topology("ebs.csi.aws.com", zone, unknown)).toEqual([
      `mandatory ${at}: '${at}' cannot be known yet; approved: DE (aws: eu-central-1) - write it as plain text`,
    ]);
    expect(topology("ebs.csi.aws.com", zone, "eu-central-1a", 7)).toEqual([
      `mandatory ${at.replace("values[0]", "values[1]")}: '${at.replace("values[0]", "values[1]")}' is 7, no location; approved: DE (aws: eu-central-1) - name a location`,
    ]);
    expect(
      judged("storage.k8s.io/v1:StorageClass", { provisioner: "x", allowedTopologies: unknown }),
    ).toEqual([
      "mandatory allowedTopologies: 'allowedTopologies' cannot be known yet; approved: DE - write it as plain text",
    ]);
  });

  it("keeps to the locations that an approval narrows to", () => {
    const narrowed = approvalOf({
      jurisdiction: ["EU"],
      locations: { hcloud: ["fsn1"], scaleway: ["fr-par-1"] },
    });
    const classOf = (key: string, value: string): Inputs => ({
      provisioner: "x",
      allowedTopologies: [{ matchLabelExpressions: [{ key, values: [value] }] }],
    });
    const judge = (key: string, value: string): number =>
      judged("storage.k8s.io/v1:StorageClass", classOf(key, value), narrowed).length;
    expect(judge("csi.hetzner.cloud/location", "fsn1")).toBe(0);
    expect(judge("csi.hetzner.cloud/location", "nbg1")).toBe(1);
    expect(judge("topology.csi.scaleway.com/zone", "fr-par-1")).toBe(0);
    expect(judge("topology.csi.scaleway.com/zone", "fr-par-2")).toBe(1);
  });

  it.each<[string, Inputs, string]>([
    [
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "kubernetes.io/aws-ebs", parameters: { zones: "eu-central-1a, us-east-1a" } },
      "mandatory parameters.zones: placed in us-east-1a (US) by 'parameters.zones'; approved: DE (aws: eu-central-1) - name an approved location",
    ],
    [
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "ebs.csi.aws.com", parameters: { kmsKeyId: "arn:aws:kms:us-east-1:1:key/x" } },
      "mandatory parameters.kmsKeyId: placed in us-east-1 (US) by 'parameters.kmsKeyId'; approved: DE (aws: eu-central-1) - name an approved location",
    ],
    [
      "storage.k8s.io/v1:StorageClass",
      {
        provisioner: "pd.csi.storage.gke.io",
        parameters: { "disk-encryption-kms-key": "projects/p/locations/us-east1/keyRings/r/cryptoKeys/k" },
      },
      "mandatory parameters.disk-encryption-kms-key: placed in us-east1 (US) by 'parameters.disk-encryption-kms-key'; approved: DE - name an approved location",
    ],
    [
      "snapshot.storage.k8s.io/v1:VolumeSnapshotClass",
      { driver: "pd.csi.storage.gke.io", parameters: { "storage-locations": "us" } },
      "mandatory parameters.storage-locations: placed in us (no location of gcp that is known) by 'parameters.storage-locations'; approved: DE - name an approved location",
    ],
    [
      "core/v1:PersistentVolume",
      { spec: { awsElasticBlockStore: { volumeID: "aws://us-east-1a/vol-1" } } },
      "mandatory spec.awsElasticBlockStore.volumeID: placed in us-east-1a (US) by 'spec.awsElasticBlockStore.volumeID'; approved: DE (aws: eu-central-1) - name an approved location",
    ],
    [
      "core/v1:PersistentVolume",
      { metadata: { labels: { [zone]: "us-east-1a" } }, spec: { csi: { driver: "ebs.csi.aws.com" } } },
      `mandatory metadata.labels.${zone}: placed in us-east-1a (US) by 'metadata.labels.${zone}'; approved: DE (aws: eu-central-1) - name an approved location`,
    ],
    [
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "ebs.csi.aws.com", parameters: unknown },
      "mandatory parameters: 'parameters' cannot be known yet; approved: DE (aws: eu-central-1) - write it as plain text",
    ],
  ])("refuses %s %j", (type, inputs, said) => {
    expect(judged(type, inputs)).toEqual([said]);
  });

  it("judges what a PersistentVolume needs of its node", () => {
    const volume = (operator: string): Inputs => ({
      spec: {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator, values: ["us-east-1a"] }] }],
          },
        },
      },
    });
    expect(judged("core/v1:PersistentVolume", volume("In"))).toHaveLength(1);
    expect(judged("core/v1:PersistentVolume", volume("NotIn"))).toEqual([]);
  });

  it.each<[Inputs, string[]]>([
    [{ skuName: "Standard_LRS" }, []],
    [{ skuname: "Premium_ZRS" }, []],
    [{ skuName: "Standard_GRS", location: "germanywestcentral" }, []],
    [
      { skuName: "Standard_GRS" },
      ["\"Standard_GRS\" by 'parameters.skuName' copies to a pair that cannot be told"],
    ],
    [
      { storageAccountType: "Standard_RAGZRS", location: "West Europe" },
      ["\"Standard_RAGZRS\" by 'parameters.storageAccountType' copies to northeurope (IE)"],
    ],
  ])("judges the redundancy of Azure's accounts %j", (parameters, said) => {
    const approval = approvalOf({
      jurisdiction: ["DE", "NL"],
      locations: { "azure-native": ["germanywestcentral", "westeurope"] },
    });
    expect(
      judged("storage.k8s.io/v1:StorageClass", { provisioner: "file.csi.azure.com", parameters }, approval),
    ).toEqual(
      said.map(
        (text) =>
          `mandatory ${text.split("'")[1] ?? ""}: ${text}; approved: DE, NL (azure-native: germanywestcentral, westeurope) - use LRS or ZRS`,
      ),
    );
  });
});

describe("load balancer locations", () => {
  const service = (annotations: Inputs): string[] =>
    judged("core/v1:Service", { metadata: { annotations }, spec: { type: "LoadBalancer" } });
  const key = "load-balancer.hetzner.cloud/location";
  const hetzner = "approved: DE (hcloud: fsn1, nbg1)";

  it.each<[Inputs, string[]]>([
    [{ [key]: "fsn1" }, []],
    [{ [key]: "fsn1", "load-balancer.hetzner.cloud/network-zone": "eu-central" }, []],
    [{ "service.beta.kubernetes.io/scw-loadbalancer-type": "LB-S" }, []],
    [
      { [key]: "hel1" },
      [
        `metadata.annotations.${key}: placed in hel1 (FI) by 'metadata.annotations.${key}'; ${hetzner} - name an approved location`,
      ],
    ],
    [
      { [key]: unknown },
      [
        `metadata.annotations.${key}: 'metadata.annotations.${key}' cannot be known yet; ${hetzner} - write it as plain text`,
      ],
    ],
    [
      { "load-balancer.hetzner.cloud/network-zone": "eu-central" },
      [
        `metadata.annotations.load-balancer.hetzner.cloud/network-zone: "eu-central" by 'metadata.annotations.load-balancer.hetzner.cloud/network-zone' is a zone of several locations; ${hetzner} - set ${key} instead`,
      ],
    ],
    [
      { "service.beta.kubernetes.io/scw-loadbalancer-zone": "fr-par-1" },
      [
        "metadata.annotations.service.beta.kubernetes.io/scw-loadbalancer-zone: placed in fr-par-1 (FR) by 'metadata.annotations.service.beta.kubernetes.io/scw-loadbalancer-zone'; approved: DE (scaleway: none) - name an approved location",
      ],
    ],
    [
      { "service.beta.kubernetes.io/scw-loadbalancer-id": "nl-ams-1/11111111" },
      [
        "metadata.annotations.service.beta.kubernetes.io/scw-loadbalancer-id: placed in nl-ams-1 (NL) by 'metadata.annotations.service.beta.kubernetes.io/scw-loadbalancer-id'; approved: DE (scaleway: none) - name an approved location",
      ],
    ],
  ])("%j", (annotations, said) => {
    expect(service(annotations)).toEqual(said.map((text) => `mandatory ${text}`));
  });

  it("refuses annotations of a load balancer that cannot be known yet, and no others", () => {
    const metadata: Inputs = { annotations: unknown };
    expect(judged("core/v1:Service", { metadata, spec: { type: "LoadBalancer" } })).toHaveLength(1);
    expect(judged("core/v1:Service", { metadata, spec: { type: "ClusterIP" } })).toEqual([]);
  });
});
