import type { CloudName } from "../../../infra/catalogue";

/** A driver of volumes. */
export interface StorageDriver {
  /** The cloud whose volumes it makes; absent for drivers of any. */
  readonly cloud?: CloudName;
  /** What its StorageClasses need so that volumes are encrypted; absent where they always are, or nobody can tell. */
  readonly encryption?: StorageEncryption;
}

/** A parameter that makes a driver encrypt. */
export interface StorageEncryption {
  readonly parameter: string;
  /** The value that it needs; absent where any text will do. */
  readonly value?: string;
}

const encrypted: StorageEncryption = { parameter: "encrypted", value: "true" };

/**
 * Volume drivers by name. Sources: the documentation of each driver. Hetzner, Scaleway, AWS, Longhorn and Ceph encrypt
 * when the class says so; Azure's and Google's disks and EFS are encrypted by the cloud or by their file system, which is judged itself.
 */
const drivers: ReadonlyMap<string, StorageDriver> = new Map<string, StorageDriver>([
  [
    "csi.hetzner.cloud",
    { cloud: "hetzner", encryption: { parameter: "csi.storage.k8s.io/node-publish-secret-name" } },
  ],
  ["csi.scaleway.com", { cloud: "scaleway", encryption: encrypted }],
  ["ebs.csi.aws.com", { cloud: "aws", encryption: encrypted }],
  ["ebs.csi.eks.amazonaws.com", { cloud: "aws", encryption: encrypted }],
  ["kubernetes.io/aws-ebs", { cloud: "aws", encryption: encrypted }],
  ["efs.csi.aws.com", { cloud: "aws" }],
  ["fsx.csi.aws.com", { cloud: "aws" }],
  ["s3.csi.aws.com", { cloud: "aws" }],
  ["disk.csi.azure.com", { cloud: "azure" }],
  ["file.csi.azure.com", { cloud: "azure" }],
  ["blob.csi.azure.com", { cloud: "azure" }],
  ["kubernetes.io/azure-disk", { cloud: "azure" }],
  ["kubernetes.io/azure-file", { cloud: "azure" }],
  ["pd.csi.storage.gke.io", { cloud: "gcp" }],
  ["filestore.csi.storage.gke.io", { cloud: "gcp" }],
  ["kubernetes.io/gce-pd", { cloud: "gcp" }],
  ["csi.exoscale.com", { cloud: "exoscale" }],
  ["storage.csi.upcloud.com", { cloud: "upcloud" }],
  ["cloud.ionos.com", { cloud: "ionos" }],
  ["block-storage.csi.stackit.cloud", { cloud: "stackit" }],
  ["driver.longhorn.io", { encryption: encrypted }],
  ["rbd.csi.ceph.com", { encryption: encrypted }],
  ["rook-ceph.rbd.csi.ceph.com", { encryption: encrypted }],
]);

/** A driver by its name; undefined for one that is not known. */
export function storageDriver(name: string): StorageDriver | undefined {
  return drivers.get(name);
}

/** Labels of nodes that name a place, with the cloud where the label says it. */
export const placeLabels: ReadonlyMap<string, CloudName | undefined> = new Map<string, CloudName | undefined>(
  [
    ["topology.kubernetes.io/region", undefined],
    ["topology.kubernetes.io/zone", undefined],
    ["failure-domain.beta.kubernetes.io/region", undefined],
    ["failure-domain.beta.kubernetes.io/zone", undefined],
    ["topology.ebs.csi.aws.com/zone", "aws"],
    ["topology.efs.csi.aws.com/zone", "aws"],
    ["topology.disk.csi.azure.com/zone", "azure"],
    ["topology.gke.io/zone", "gcp"],
    ["csi.hetzner.cloud/location", "hetzner"],
    ["topology.csi.scaleway.com/zone", "scaleway"],
    ["topology.csi.exoscale.com/zone", "exoscale"],
  ],
);
