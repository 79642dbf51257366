import type { Row } from "./rows";
import { address, documented, forEach, location, mode, presence } from "./rows";

const places = { GLACIER: "fr-par" };
const safe = ["STANDARD", "ONEZONE_IA"];

function storageClass(type: string, path: string): Row {
  return { type, path, does: "stored in", judge: { kind: "class", places, safe } };
}

/** Storage classes and backups of Scaleway that lie in another region. */
export const scalewayGeoRedundancy = [
  ...documented("Scaleway, products availability: Glacier is in Paris alone", [
    storageClass("scaleway:object/bucket:Bucket", "lifecycleRules.transitions.storageClass"),
    storageClass("scaleway:object/bucket:Bucket", "lifecycleRules.noncurrentVersionTransitions.storageClass"),
    storageClass("scaleway:object/item:Item", "storageClass"),
  ]),
  ...documented("Scaleway, Managed Databases API: backup_same_region is false by default", [
    mode(
      "scaleway:databases/instance:Instance",
      "backupSameRegion",
      "backups are stored in another region",
      [true],
      { ifAbsent: "leak", isWithinCloud: true, when: { path: "disableBackup", notIn: [true] } },
    ),
  ]),
];

/** Work that resources of Scaleway give to another region, or to machines of another cloud. */
export const scalewayRemoteWork = [
  ...documented("Scaleway, Kubernetes Kosmos: pools of external nodes", [
    presence(
      "scaleway:kubernetes/pool:Pool",
      "",
      "machines of any place and operator join the cluster as external nodes",
      {
        when: { path: "nodeType", in: ["external"] },
      },
    ),
  ]),
  ...documented("Scaleway, IoT Hub routes, and triggers of functions and containers", [
    location("scaleway:iot/route:Route", "s3.bucketRegion", "messages stored in"),
    ...forEach(["scaleway:functions/trigger:Trigger", "scaleway:containers/trigger:Trigger"], (type) => [
      location(type, "sqs.region", "messages read from"),
      location(type, "nats.region", "messages read from"),
    ]),
  ]),
];

/** Addresses outside that resources of Scaleway send data to. */
export const scalewayAddresses = [
  ...documented("Scaleway, Cockpit data exporters", [
    address("scaleway:observability/exporter:Exporter", "otlpDestination.endpoint", "telemetry sent to"),
    address("scaleway:observability/exporter:Exporter", "datadogDestination.endpoint", "telemetry sent to"),
    presence(
      "scaleway:observability/exporter:Exporter",
      "datadogDestination",
      "telemetry is sent to Datadog in the US, the default of its endpoint,",
      { when: { path: "datadogDestination.endpoint", isAbsent: true } },
    ),
  ]),
  ...documented("Scaleway, Topics and Events subscriptions, and IoT Hub routes", [
    // The other protocols name a queue or a function of the same region.
    address("scaleway:mnq/snsTopicSubscription:SnsTopicSubscription", "endpoint", "messages sent to", {
      when: { path: "protocol", notIn: ["sqs", "lambda"] },
    }),
    address("scaleway:iot/route:Route", "rest.uri", "messages sent to"),
    // Mostly a database of the same program, which the update knows.
    address("scaleway:iot/route:Route", "database.host", "messages stored at", { unknown: "advisory" }),
  ]),
];
