import { duration, extension, typed } from "./json";
import { clientHeader, fromRoute } from "./metadata";
import type { GatewaySpec } from "./spec";

const filterName = "envoy.filters.http.local_ratelimit";
const filterType = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";

/** Seconds of a minute, in which a spent quota is whole again. */
const minute = 60;

/**
 * The place in the chain where requests are counted: after the client and the model are known. The quotas themselves
 * stand in the routes' file, so that a changed one drops no stream.
 */
export const requestQuotaFilter = extension(filterName, filterType, { stat_prefix: "quota" });

/**
 * Requests a minute by client and by model. Each is a bucket that holds a minute's requests and fills steadily: who
 * has used it up may ask again after a minute's share, which `retry-after` tells. None where the quota service counts them.
 */
export function requestQuotas({ clients, models, quotas }: GatewaySpec) {
  if (quotas?.sharesRequests === true) return {};
  const buckets = [
    ...clients.map(({ name, requestsPerMinute }) => bucket("client", name, requestsPerMinute)),
    ...models.map(({ name, requestsPerMinute }) => bucket("model", name, requestsPerMinute)),
  ].flat();
  if (buckets.length === 0) return {};
  return {
    [filterName]: typed(filterType, {
      stat_prefix: "quota",
      status: { code: "TooManyRequests" },
      filter_enabled: always,
      filter_enforced: always,
      token_bucket: unlimited,
      always_consume_default_token_bucket: false,
      descriptors: buckets,
      rate_limits: countedBy,
      enable_x_ratelimit_headers: "DRAFT_VERSION_03",
    }),
  };
}

/** Required, for requests that no bucket is for. */
const unlimited = { max_tokens: 0xffff_ffff, tokens_per_fill: 0xffff_ffff, fill_interval: duration(1) };

const always = { default_value: { numerator: 100 } };

/** Whether a request asks a model: lists of models and errors are not counted. */
const asksAModel = { metadata: { descriptor_key: "asks", ...fromRoute("asks") } };

/** What a request is counted under. The model is the one that the route leads to, whatever it was called. */
const countedBy = [
  { actions: [asksAModel, { request_headers: { header_name: clientHeader, descriptor_key: "client" } }] },
  { actions: [asksAModel, { metadata: { descriptor_key: "model", ...fromRoute("model") } }] },
];

function bucket(key: "client" | "model", value: string, perMinute: number | undefined) {
  if (perMinute === undefined) return [];
  const token_bucket = {
    max_tokens: perMinute,
    tokens_per_fill: perMinute,
    fill_interval: duration(minute),
  };
  return [
    {
      entries: [
        { key: "asks", value: "model" },
        { key, value },
      ],
      token_bucket,
    },
  ];
}
