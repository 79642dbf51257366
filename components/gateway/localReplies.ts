import { extension } from "./json";
import { openAiError, serverError, type OpenAiError } from "./openAiError";

/** An answer that Envoy makes by itself, and its shape for clients. */
export interface LocalReply {
  /** A CEL expression over the answer. */
  readonly when: string;
  readonly body: OpenAiError;
  readonly headers?: Readonly<Record<string, string>>;
}

const retrySoon = { "retry-after": "2" };

/** Says what is missing. */
export const noKey = {
  body: openAiError(
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    null,
  ),
  headers: { "www-authenticate": "Bearer" },
};

/** Says no more than that: what is wrong with it would help whoever guesses. */
export const wrongKey = {
  body: openAiError("Incorrect API key provided.", "invalid_api_key"),
  headers: { "www-authenticate": "Bearer" },
};

/** In this order; the first that fits counts. */
const replies: readonly LocalReply[] = [
  { when: 'response.code_details == "missing_api_key"', ...noKey },
  { when: "response.code == 401", ...wrongKey },
  { when: "response.code == 400", body: openAiError("The request is malformed.", "bad_request") },
  {
    // Whoever is refused by mistake is told which address counts, such as that of a load balancer in between.
    when: 'response.code_details.startsWith("rbac_access_denied")',
    body: openAiError(
      "Requests from %DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% are not allowed, or not for this client.",
      "address_not_allowed",
      { type: "permission_error" },
    ),
  },
  {
    when: "response.code == 403",
    body: openAiError("You are not allowed to do this.", "forbidden", { type: "permission_error" }),
  },
  { when: "response.code == 404", body: openAiError("Invalid URL.", "unknown_url") },
  {
    when: "response.code == 405",
    body: openAiError("This method is not allowed here.", "method_not_allowed"),
  },
  {
    when: "response.code == 408",
    body: openAiError("The request did not arrive in time.", "request_timeout"),
    headers: { connection: "close" },
  },
  {
    when: "response.code == 413",
    body: openAiError("The request's body is too large.", "request_too_large"),
  },
  {
    when: "response.code == 431",
    body: openAiError("The request's headers are too large.", "headers_too_large"),
  },
  {
    // The script says when to ask again: the quota's filter tells it only after this reply is made.
    when: 'response.code_details == "local_rate_limited"',
    body: openAiError(
      "Rate limit reached: this client or model has used up its requests per minute. Try again later.",
      "rate_limit_exceeded",
      { type: "requests" },
    ),
  },
  {
    when: 'response.code_details == "request_rate_limited"',
    body: openAiError(
      "Rate limit reached: this client or model has used up its tokens or requests. Try again later.",
      "rate_limit_exceeded",
      { type: "tokens" },
    ),
  },
  {
    when: "response.code == 429",
    body: openAiError("Rate limit reached. Try again later.", "rate_limit_exceeded", { type: "requests" }),
    headers: retrySoon,
  },
  {
    when: "response.code == 502",
    body: serverError("The engine gave an answer that could not be understood.", "bad_gateway"),
  },
  {
    when: 'response.code_details == "rate_limiter_error"',
    body: serverError("Quotas cannot be checked right now. Try again later.", "quotas_unavailable"),
    headers: retrySoon,
  },
  {
    when: "response.code == 503",
    body: serverError("The model is not available right now. Try again later.", "service_unavailable"),
    headers: retrySoon,
  },
  { when: "response.code == 504", body: serverError("The engine did not answer in time.", "engine_timeout") },
  { when: "response.code >= 500", body: serverError("The gateway had an error.", "internal_error") },
  { when: "response.code >= 400", body: openAiError("The request cannot be served.", "bad_request") },
];

/**
 * Gives the errors that Envoy makes by itself OpenAI's shape. What a route answers itself has it already, and an
 * engine's errors pass as they are.
 */
export const localReplyMappers = replies.map(mapper);

/** How Envoy is told of a reply. */
export function mapper({ when, body, headers = {} }: LocalReply) {
  return {
    filter: {
      extension_filter: extension(
        "envoy.access_loggers.extension_filters.cel",
        "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
        { expression: `response.code_details != "direct_response" && ${when}` },
      ),
    },
    body_format_override: {
      text_format_source: { inline_string: JSON.stringify(body) },
      content_type: "application/json",
    },
    headers_to_add: Object.entries(headers).map(([key, value]) => ({
      header: { key, value },
      append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
    })),
  };
}
