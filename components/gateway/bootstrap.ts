import { localCluster, noEndpoints } from "./clusters";
import { issuerClusters } from "./issuerKeys";
import { metricsListener } from "./metricsListener";
import { probeListener } from "./probeListener";
import { adminCluster, probeCluster } from "./probeScripts";
import { loopback, publicListener } from "./publicListener";
import type { GatewaySpec } from "./spec";
import { watchedFile } from "./watchedFile";

/**
 * How large a pattern may be, in RE2's instructions. Envoy's own limit is 100, which a model's name of 20 characters may exceed
 * in all its spellings, and then it refuses all routes; the longest name of nothing but special characters has about 800.
 */
const maxPattern = 4096;

/** What Envoy starts with; it has no secrets. */
export function bootstrap(spec: GatewaySpec) {
  const { ports, folder } = spec;
  return {
    node: { id: "gateway", cluster: "domicile" },
    admin: { address: loopback(ports.admin) },
    dynamic_resources: { cds_config: watchedFile(folder, "clusters.json") },
    static_resources: {
      listeners: [publicListener(spec), probeListener(spec), metricsListener(spec)],
      clusters: [
        localCluster(adminCluster, ports.admin),
        localCluster(probeCluster, ports.probe),
        noEndpoints(),
        ...issuerClusters(spec),
      ],
    },
    layered_runtime: {
      layers: [{ name: "gateway", static_layer: { "re2.max_program_size.error_level": maxPattern } }],
    },
    overload_manager: {
      resource_monitors: [
        {
          name: "envoy.resource_monitors.global_downstream_max_connections",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
            max_active_downstream_connections: 20_000,
          },
        },
      ],
    },
  };
}
