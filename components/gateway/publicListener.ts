import { accessLog } from "./accessLog";
import { callerAddress, clientAddressFilter, gatewayAddressFilters } from "./addresses";
import { keyFilterName } from "./clientKeys";
import { duration, extension } from "./json";
import { localReplyMappers } from "./localReplies";
import { clientHeader, keepOpening, keepState, nobody, readModel } from "./metadata";
import { metrics } from "./metrics";
import { requestQuotaFilter } from "./quotas";
import { routesName } from "./routes";
import { scriptFilter } from "./scriptFilter";
import { sharedQuotaFilters } from "./sharedQuotaFilter";
import type { GatewaySpec } from "./spec";
import { tlsOfListener } from "./tls";
import { watchedFile } from "./watchedFile";
import { tokenFilters, tokenReplies } from "./tokens";

/** The name of the public connection manager in Envoy's statistics. */
export const publicStats = "gateway";

/** The listener that clients connect to; it has no keys and no routes, which come from their own file. */
export function publicListener(spec: GatewaySpec) {
  return {
    name: "public",
    address: { socket_address: { address: spec.bindAddress, port_value: spec.ports.public } },
    // What a connection may hold of an answer that its client is slow to read.
    per_connection_buffer_limit_bytes: 256 * 1024,
    filter_chains: [{ filters: [connectionManager(spec)], ...tlsOfListener(spec) }],
  };
}

function connectionManager(spec: GatewaySpec) {
  const { timeouts } = spec;
  return extension(
    "envoy.filters.network.http_connection_manager",
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: publicStats,
      codec_type: "AUTO",
      server_name: "domicile",
      rds: {
        route_config_name: routesName,
        config_source: watchedFile(spec.folder, "routes.json"),
      },
      http_filters: httpFilters(spec),
      access_log: [accessLog, ...metrics],
      local_reply_config: { mappers: [...tokenReplies(spec), ...localReplyMappers] },
      early_header_mutation_extensions: [ownHeadersOnly],
      always_set_request_id_in_response: true,
      ...callerAddress(spec),
      normalize_path: true,
      merge_slashes: true,
      // An encoded slash is part of a model's name in /v1/models/{id}; on every other path it makes an unknown path.
      path_with_escaped_slashes_action: "KEEP_UNCHANGED",
      common_http_protocol_options: {
        idle_timeout: duration(timeouts.connectionIdle),
        headers_with_underscores_action: "DROP_HEADER",
      },
      http2_protocol_options: {
        max_concurrent_streams: 100,
        initial_stream_window_size: 65_536,
        initial_connection_window_size: 1_048_576,
      },
      request_headers_timeout: duration(timeouts.requestHeaders),
      request_timeout: duration(timeouts.request),
      stream_idle_timeout: duration(timeouts.idle),
    },
  );
}

/**
 * Takes off what a caller must not say: who it is, and how Envoy should treat it. Nobody is a client until the key
 * filter names one; without any value of the header there would be no virtual host, and no keys to compare with.
 */
const ownHeadersOnly = extension(
  "envoy.http.early_header_mutation.header_mutation",
  "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
  {
    mutations: [
      { remove_on_match: { key_matcher: { prefix: "x-envoy-" } } },
      { remove_on_match: { key_matcher: { prefix: "x-domicile-" } } },
      { remove: "x-request-id" },
      { remove: "x-forwarded-proto" },
      {
        append: {
          header: { key: clientHeader, value: nobody },
          append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
        },
      },
    ],
  },
);

/**
 * In the order in which a request passes them: who comes from elsewhere is refused, a preflight is answered, the key or token
 * is checked and taken away, the body is awaited up to its limit, its model is read, its client's addresses are compared,
 * its client's and its model's quotas are asked for, and only then the route is looked up for good.
 */
function httpFilters(spec: GatewaySpec) {
  const { maxRequestBytes, quotas } = spec;
  const filters = "envoy.extensions.filters.http";
  return [
    ...gatewayAddressFilters(spec),
    extension("envoy.filters.http.cors", `${filters}.cors.v3.Cors`),
    ...tokenFilters(spec),
    extension(keyFilterName, `${filters}.api_key_auth.v3.ApiKeyAuth`, {
      key_sources: [{ header: "authorization" }],
      forwarding: { header: clientHeader, hide_credentials: true },
    }),
    extension("envoy.filters.http.buffer", `${filters}.buffer.v3.Buffer`, {
      max_request_bytes: maxRequestBytes,
    }),
    readModel,
    keepState,
    clientAddressFilter,
    scriptFilter,
    keepOpening,
    // Those that use up nothing come first, so that a request that they refuse has used up nothing of others'.
    ...(quotas === undefined ? [] : sharedQuotaFilters(quotas)),
    requestQuotaFilter,
    extension("envoy.filters.http.router", `${filters}.router.v3.Router`, { suppress_envoy_headers: true }),
  ];
}

/** An address of the pod itself. */
export function loopback(port: number) {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
