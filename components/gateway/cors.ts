import { typed } from "./json";

/** What browser pages of `origins` may do: send a key and what the OpenAI clients send, and read the answers. */
export function corsPolicy(origins: readonly string[]) {
  return typed("envoy.extensions.filters.http.cors.v3.CorsPolicy", {
    allow_origin_string_match: origins.map((exact) => ({ exact })),
    allow_methods: "GET, POST",
    allow_headers: [...requestHeaders, ...stainlessHeaders].join(", "),
    expose_headers: "x-request-id, retry-after",
    allow_credentials: false,
    max_age: "600",
    // A preflight from elsewhere is answered without any permission, which is what a browser goes by.
    forward_not_matching_preflights: false,
  });
}

const requestHeaders = [
  "authorization",
  "content-type",
  "idempotency-key",
  "openai-beta",
  "openai-organization",
  "openai-project",
  "x-request-id",
];

/** What the official OpenAI clients add to each request. */
const stainlessHeaders = [
  "arch",
  "async",
  "custom-poll-interval",
  "helper-method",
  "lang",
  "os",
  "package-version",
  "poll-helper",
  "read-timeout",
  "retry-count",
  "runtime",
  "runtime-version",
  "timeout",
].map((name) => `x-stainless-${name}`);
