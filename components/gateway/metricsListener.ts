import { innerListener, routerFilter } from "./innerListener";
import { metricsPrefix } from "./metrics";
import { adminCluster } from "./probeScripts";
import { publicStats } from "./publicListener";
import type { GatewaySpec } from "./spec";

/** The path that Prometheus asks. */
export const metricsPath = "/metrics";

/** What is told: what clients use, and how the gateway, its models and its quota service are. */
const told = `^(${metricsPrefix}|http.${publicStats}|cluster.(model|quota)|server.(live|memory|uptime))`;

/** The listener for Prometheus. Of Envoy's admin interface, which answers it, nothing else can be reached here. */
export function metricsListener({ bindAddress, ports }: GatewaySpec) {
  // The whole path, query included: what a caller adds to it would become part of the question.
  const asked = [
    { name: ":method", string_match: { exact: "GET" } },
    { name: ":path", string_match: { exact: metricsPath } },
  ];
  const prefix_rewrite = `/stats/prometheus?usedonly&filter=${encodeURIComponent(told)}`;
  const routes = [
    { match: { path: metricsPath, headers: asked }, route: { cluster: adminCluster, prefix_rewrite } },
  ];
  return innerListener({
    name: "metrics",
    address: bindAddress,
    port: ports.metrics,
    routes,
    filters: [routerFilter],
    settings: { normalize_path: true },
  });
}
