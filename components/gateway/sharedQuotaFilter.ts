import { lbEndpoint } from "./clusters";
import { duration, extension, typed } from "./json";
import { clientNote, fromRoute, metadataNamespace, noteOf, usedNote } from "./metadata";
import { quotaDomain, type SharedQuota } from "./sharedQuotas";
import type { QuotaCounting } from "./spec";

/** A client's quotas have to allow a request before it uses up those of a model, which others share. */
const filterNames = { client: "quotas/client", model: "quotas/model" } as const;
const filterType = "envoy.extensions.filters.http.ratelimit.v3";

/** The name of the cluster that the quota service is in. */
const quotaCluster = "quota";

/** How long a request waits for the quota service, in seconds. It answers within a millisecond; a pause of it is no failure. */
const patience = 0.5;

/** Ask the quota service about requests whose route says so: about the client first, then about the model. */
export function sharedQuotaFilters({ onFailure }: QuotaCounting) {
  const settings = {
    domain: quotaDomain,
    timeout: duration(patience),
    failure_mode_deny: onFailure === "refuse",
    status_on_error: { code: "ServiceUnavailable" },
    enable_x_ratelimit_headers: "DRAFT_VERSION_03",
    // Its own header would tell no more than the status.
    disable_x_envoy_ratelimited_header: true,
    rate_limit_service: {
      grpc_service: { envoy_grpc: { cluster_name: quotaCluster } },
      transport_api_version: "V3",
    },
  };
  return [filterNames.client, filterNames.model].map((name) =>
    extension(name, `${filterType}.RateLimit`, settings),
  );
}

/** What is asked about the requests of a route whose clients and whose model have `quotas`; nothing where there are none. */
export function sharedQuotasOfRoute(quotas: readonly Pick<SharedQuota, "of" | "counts" | "per">[]) {
  const filters = (["client", "model"] as const).flatMap((of) => {
    const own = quotas.filter((quota) => quota.of === of);
    const distinct = new Map(own.map((quota) => [`${quota.counts} ${quota.per}`, quota]));
    if (distinct.size === 0) return [];
    const rate_limits = [...distinct.values()].flatMap(limitsOf);
    return [[filterNames[of], typed(`${filterType}.RateLimitPerRoute`, { rate_limits })] as const];
  });
  return filters.length === 0 ? {} : { typed_per_filter_config: Object.fromEntries(filters) };
}

function limitsOf({ of, counts, per }: Pick<SharedQuota, "of" | "counts" | "per">) {
  const actions = [holder[of], { generic_key: { descriptor_key: counts, descriptor_value: per } }];
  if (counts === "requests") return [{ actions }];
  return [
    // How many tokens a request will use is known at its end: before, it is asked whether any are left, which uses none.
    { actions, hits_addend: { number: 0 } },
    { actions, hits_addend: { format: noteOf(usedNote) }, apply_on_stream_done: true },
  ];
}

/** The client's header is gone when a stream ends; what is noted of it stays. */
const holder = {
  client: {
    metadata: {
      descriptor_key: "client",
      source: "DYNAMIC",
      metadata_key: { key: metadataNamespace, path: [{ key: clientNote }] },
    },
  },
  model: { metadata: { descriptor_key: "model", ...fromRoute("model") } },
};

/** The quota service. */
export function quotaServiceCluster({ endpoint }: QuotaCounting) {
  return typed("envoy.config.cluster.v3.Cluster", {
    name: quotaCluster,
    type: "STATIC",
    connect_timeout: duration(patience),
    load_assignment: {
      cluster_name: quotaCluster,
      endpoints: [{ lb_endpoints: [lbEndpoint(endpoint)] }],
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        {
          explicit_http_config: {
            // A service that vanished without a word is noticed, and connected to anew.
            http2_protocol_options: {
              connection_keepalive: { interval: duration(5), timeout: duration(2) },
            },
          },
        },
      ),
    },
  });
}
