import { extension, typed, type Json } from "./json";
import { clientState, metadataNamespace, noteOf, scriptName } from "./metadata";

/** Names of what is counted begin with it; in Prometheus' form, with `envoy_domicile_`. */
export const metricsPrefix = "domicile";

const client = { name: "client", value_format: `%FILTER_STATE(${clientState}:PLAIN)%` };
/** The model that was asked, by its own name: what a caller says is no ground for one more counter. */
const model = { name: "model", value_format: `%METADATA(ROUTE:${scriptName}:model)%` };
const code = { name: "code", value_format: "%RESPONSE_CODE%" };

/** What is counted of requests that the engine told the usage of. */
const whenUsageIsTold = {
  metadata_filter: {
    matcher: {
      filter: metadataNamespace,
      path: [{ key: "usage" }, { key: "prompt" }],
      value: { present_match: true },
    },
    match_if_key_not_found: false,
  },
};

/** What is measured of requests that an engine was asked. */
const whenAsked = {
  extension_filter: extension(
    "envoy.access_loggers.extension_filters.cel",
    "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
    { expression: "has(upstream.address)" },
  ),
};

/**
 * Counts what clients use of models: requests by their status, and tokens as the engines tell them; and measures the time to
 * the first byte and to the last one. Nothing of a request's content is in it.
 */
export const metrics = [
  logger({ counters: [{ stat: { name: "requests", tags: [client, model, code] }, value_fixed: 1 }] }),
  logger(
    {
      counters: [
        { stat: { name: "prompt_tokens", tags: [client, model] }, value_format: noteOf("usage:prompt") },
        {
          stat: { name: "completion_tokens", tags: [client, model] },
          value_format: noteOf("usage:completion"),
        },
      ],
    },
    whenUsageIsTold,
  ),
  logger(
    {
      histograms: [
        milliseconds("first_byte_milliseconds", "%RESPONSE_DURATION%"),
        milliseconds("duration_milliseconds", "%DURATION%"),
      ],
    },
    whenAsked,
  ),
];

/** An access logger that counts, for requests that pass `filter`. @default filter all */
function logger(stats: Readonly<Record<string, Json>>, filter?: Readonly<Record<string, Json>>) {
  return {
    name: "envoy.access_loggers.stats",
    typed_config: typed("envoy.extensions.access_loggers.stats.v3.Config", {
      stats_scope: { prefix: metricsPrefix },
      ...stats,
    }),
    ...(filter === undefined ? {} : { filter }),
  };
}

function milliseconds(name: string, value_format: string) {
  return { stat: { name, tags: [model] }, unit: "Milliseconds", value_format };
}
