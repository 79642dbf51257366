import { duration, extension, typed } from "./json";
import { isShared } from "./metadata";
import type { GatewayEndpoint, GatewayModel, GatewayTimeouts } from "./spec";

/** Requests and connections that one model may have under way in one gateway: a bound for a runaway, no quota. */
const maxUnderWay = 10_000;

/** The name of a model's cluster. */
export function clusterName(model: string): string {
  return `model/${model}`;
}

/** The replicas of a model: how they are balanced over, watched and left out. */
export function modelCluster(model: GatewayModel, timeouts: GatewayTimeouts) {
  const { name, endpoints } = model;
  const limits = {
    max_connections: maxUnderWay,
    max_pending_requests: maxUnderWay,
    max_requests: maxUnderWay,
  };
  return typed("envoy.config.cluster.v3.Cluster", {
    name: clusterName(name),
    // Of a name with dots, Envoy takes what follows the first one for a part of each metric's own name.
    alt_stat_name: clusterName(name).replaceAll(".", "_"),
    type: "STATIC",
    connect_timeout: duration(timeouts.connect),
    load_assignment: {
      cluster_name: clusterName(name),
      endpoints: [{ lb_endpoints: endpoints.map(lbEndpoint) }],
    },
    load_balancing_policy: {
      policies: [{ typed_extension_config: isShared(model) ? byOpening : leastRequest }],
    },
    // Without this, Envoy sends to replicas known to be dead once few are left; a quick 503 is better.
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
    health_checks: [healthCheck],
    outlier_detection: outlierDetection,
    circuit_breakers: { thresholds: [{ ...limits, max_retries: 100 }] },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": engineProtocol,
    },
    // A node that vanishes sends no FIN; without probes a request would wait for the idle limit.
    upstream_connection_options: {
      tcp_keepalive: { keepalive_time: 30, keepalive_interval: 10, keepalive_probes: 3 },
    },
  });
}

/** The name of a cluster that nothing can be sent to. */
export const emptyCluster = "none";

/** The cluster without endpoints. */
export function noEndpoints() {
  return { name: emptyCluster, type: "STATIC", load_assignment: { cluster_name: emptyCluster } };
}

/** A cluster of one address in the gateway's own pod. */
export function localCluster(name: string, port: number) {
  return {
    name,
    type: "STATIC",
    connect_timeout: duration(1),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [lbEndpoint({ address: "127.0.0.1", port })] }],
    },
  };
}

/** An address of a cluster. */
export function lbEndpoint({ address, port }: GatewayEndpoint) {
  return { endpoint: { address: { socket_address: { address, port_value: port } } } };
}

/** How much more than the mean a replica may have under way before its conversations go on to the next, in percent. */
const loadBound = 125;

/**
 * Conversations with the same opening go to the same replica, which has read it before, as long as that one has no more
 * to do than the others: consistent hashing with bounded loads. A replica that comes or goes moves its share only.
 */
const byOpening = extension(
  "envoy.load_balancing_policies.ring_hash",
  "envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash",
  { consistent_hashing_lb_config: { hash_balance_factor: loadBound } },
);

/** All replicas are looked at, not two by chance: there are few, and each request is heavy. */
const leastRequest = extension(
  "envoy.load_balancing_policies.least_request",
  "envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest",
  { selection_method: "FULL_SCAN" },
);

/**
 * A busy engine may be slow to say that it is healthy, so only three failures count; a dead one is found by the
 * first request, which goes on to another replica. Connections are not kept: idle ones hold threads of llama.cpp.
 */
const healthCheck = {
  http_health_check: { path: "/health", host: "engine" },
  interval: duration(3),
  no_traffic_interval: duration(3),
  timeout: duration(5),
  unhealthy_threshold: 3,
  healthy_threshold: 1,
  reuse_connection: false,
};

/**
 * Only failures to reach a replica put it aside: an engine's 500 may be the fault of one request. Half of the
 * replicas stay in use in any case, so a single one is always tried.
 */
const outlierDetection = {
  split_external_local_origin_errors: true,
  consecutive_local_origin_failure: 2,
  enforcing_consecutive_local_origin_failure: 100,
  enforcing_local_origin_success_rate: 0,
  enforcing_consecutive_5xx: 0,
  enforcing_consecutive_gateway_failure: 0,
  enforcing_success_rate: 0,
  interval: duration(1),
  base_ejection_time: duration(3),
  max_ejection_time: duration(30),
  max_ejection_percent: 50,
};

/**
 * HTTP/1.1, which every engine speaks. Idle connections end before the engines' own limit (5 s in uvicorn and
 * cpp-httplib), so that no request meets one that is just being closed.
 */
const engineProtocol = typed("envoy.extensions.upstreams.http.v3.HttpProtocolOptions", {
  explicit_http_config: { http_protocol_options: {} },
  common_http_protocol_options: { idle_timeout: duration(4) },
});
