import { isIP } from "node:net";
import { lbEndpoint } from "./clusters";
import {
  areFetched,
  defaultRefreshSeconds,
  hostAndPort,
  type FetchedKeys,
  type TokenIssuer,
} from "./issuers";
import { duration, typed } from "./json";
import type { GatewaySpec } from "./spec";

/** How far clocks may be apart, in seconds: a token is taken that much before and after its time. */
const clockSkew = 60;

/** How long the issuer may take to give its keys, in seconds. */
const patience = 2;

/** After how many seconds keys are asked for again that could not be fetched. */
const retryAfter = 5;

/** Seconds before the end of the cache's time at which Envoy fetches keys again. */
const envoyFetchesBefore = 5;

/**
 * How tokens of an issuer are verified. Those that never expire are refused. Verified tokens are not remembered: a key that
 * was taken away would go on in them.
 */
export function issuerProvider({ issuer, audiences, keys }: TokenIssuer, index: number) {
  return {
    issuer,
    audiences,
    require_expiration: true,
    clock_skew_seconds: clockSkew,
    ...(areFetched(keys)
      ? { remote_jwks: fetched(keys, index) }
      : { local_jwks: { inline_string: keys.jwks } }),
  };
}

/**
 * Keys are fetched beside requests; those that are known hold until newer ones are, so that an issuer that is down harms nobody
 * whose token it has signed before. As long as none are known, a request with a token waits for them, and is refused.
 */
function fetched({ uri, refreshSeconds = defaultRefreshSeconds }: FetchedKeys, index: number) {
  return {
    http_uri: { uri, cluster: clusterOf(index), timeout: duration(patience) },
    cache_duration: duration(refreshSeconds + envoyFetchesBefore),
    // Clients with keys need not wait for the issuer.
    async_fetch: { fast_listener: true, failed_refetch_duration: duration(retryAfter) },
    retry_policy: { num_retries: 1 },
  };
}

function clusterOf(index: number): string {
  return `issuer/${index}`;
}

/** The hosts that keys are fetched from. */
export function issuerClusters({ issuers = [] }: GatewaySpec) {
  return issuers.flatMap(({ keys }, index) =>
    areFetched(keys) ? [issuerCluster(keys, clusterOf(index))] : [],
  );
}

function issuerCluster({ uri, addresses, ca }: FetchedKeys, name: string) {
  const { host, port } = hostAndPort(uri);
  const isName = isIP(host) === 0;
  const transport = typed("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
    ...(isName ? { sni: host } : {}),
    common_tls_context: {
      tls_params: { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" },
      validation_context: {
        trusted_ca: { inline_string: ca },
        match_typed_subject_alt_names: [
          { san_type: isName ? "DNS" : "IP_ADDRESS", matcher: { exact: host } },
        ],
      },
    },
  });
  return {
    name,
    type: "STATIC",
    connect_timeout: duration(patience),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: addresses.map((address) => lbEndpoint({ address, port })) }],
    },
    transport_socket: { name: "envoy.transport_sockets.tls", typed_config: transport },
  };
}
