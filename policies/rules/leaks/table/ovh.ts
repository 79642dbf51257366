import type { Row } from "./rows";
import { documented, identifier, location } from "./rows";

const archive = { DEEP_ARCHIVE: "EU-WEST-PAR" };
const near = ["STANDARD", "STANDARD_IA", "GLACIER_IR"];
const lifecycle =
  "ovh:index/cloudProjectStorageObjectBucketLifecycleConfiguration:CloudProjectStorageObjectBucketLifecycleConfiguration";

function storageClass(path: string): Row {
  return { type: lifecycle, path, does: "stored in", judge: { kind: "class", places: archive, safe: near } };
}

/** Copies of objects in other regions of OVH. */
export const ovhReplication = [
  ...documented("OVHcloud, Object Storage: asynchronous replication across buckets", [
    location("ovh:CloudProject/storage:Storage", "replication.rules.destination.region", "replicated to"),
  ]),
];

/** Storage classes and backups of OVH that lie in another region. */
export const ovhGeoRedundancy = [
  ...documented("OVHcloud, Object Storage: Cold Archive is in EU-WEST-PAR alone", [
    storageClass("rules.transitions.storageClass"),
    storageClass("rules.noncurrentVersionTransitions.storageClass"),
  ]),
  ...documented("OVHcloud, Public Cloud Databases: automated backups, default location", [
    {
      type: "ovh:CloudProject/database:Database",
      path: "backupRegions",
      does: "backups copied to",
      judge: { kind: "offSite", own: "nodes.region" },
      when: {
        path: "engine",
        // They keep nothing that could be backed up.
        notIn: ["kafka", "kafkaConnect", "kafkaconnect", "kafkaMirrorMaker", "kafkamirrormaker", "grafana"],
      },
    },
  ]),
];

/** Logs of OVH's services. */
export const ovhTelemetry = [
  ...documented("OVHcloud, Logs Data Platform: forwarding logs of Public Cloud products to a stream", [
    ...[
      "ovh:index/cloudProjectKubeLogSubscription:CloudProjectKubeLogSubscription",
      "ovh:CloudProject/regionLoadBalancerLogSubscription:RegionLoadBalancerLogSubscription",
      "ovh:CloudProjectDatabase/logSubscription:LogSubscription",
    ].map((type) => identifier(type, "streamId", "logs sent to the stream")),
  ]),
];
