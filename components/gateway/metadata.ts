import { extension } from "./json";
import type { GatewayModel } from "./spec";

/** The namespace of what filters find out about a request. */
export const metadataNamespace = "domicile";

/** Says what a filter has noted under `path`, keys parted by colons; at most `bytes` of it. @default bytes all */
export function noteOf(path: string, bytes?: number): string {
  return `%DYNAMIC_METADATA(${metadataNamespace}:${path})${bytes === undefined ? "" : `:${bytes}`}%`;
}

/** The header in which the key filter tells the client's name; a caller's own is taken off before. */
export const clientHeader = "x-domicile-client";

/** The value of `clientHeader` before a key was shown; no client can have this name. */
export const nobody = "-";

/** The request's model as a string that routes are looked up by; absent when the body has none. */
export const modelState = "domicile.model";

/** The client's name, for the access log: the header is gone by then. */
export const clientState = "domicile.client";

/** What the script notes where tokens are counted: the client's name, and the tokens used so far. */
export const clientNote = "client";
export const usedNote = "used";

/** The filter that runs the script of `script.ts`. It reads the metadata of routes that bear its name only. */
export const scriptName = "envoy.filters.http.lua";

/** What sets a model's routes apart from others of the same model. */
export interface RouteTraits {
  /** The name that its requests ask for: the model's own or an alias. */
  readonly asked: string;
  /** Whether the quota service counts its requests. */
  readonly isCounted: boolean;
}

/** Says in a route which model it leads to, by the model's own name; `asks` tells it from routes that lead to none. */
export function routeMetadata(model: GatewayModel, { asked, isCounted }: RouteTraits) {
  const { name, streamUsage, saltedCache = false } = model;
  const told = {
    model: name,
    asks: "model",
    ...(streamUsage === undefined ? {} : { stream: `,${streamUsage}` }),
    ...(saltedCache ? { salted: true } : {}),
    ...(isShared(model) ? { shared: true } : {}),
    ...(isCounted ? { counted: true } : {}),
    ...(asked === name ? {} : { alias: asked }),
  };
  return { filter_metadata: { [scriptName]: told } };
}

/** Whether a model's requests are shared among replicas that each keep what they have read of prompts. */
export function isShared({ endpoints, paths }: GatewayModel): boolean {
  return endpoints.length > 1 && paths.some((path) => path !== "embeddings");
}

/** Reads what `routeMetadata` says. */
export function fromRoute(key: "model" | "asks") {
  return { source: "ROUTE_ENTRY", metadata_key: { key: scriptName, path: [{ key }] } };
}

/** The opening of a conversation, which chooses among replicas; absent where there is no choice. */
export const openingState = "domicile.opening";

/** Says the asked model's name in an answer or in the access log; at most 256 bytes of it. */
export const askedModel = noteOf("model", 256);

/** Which content types are taken for JSON. */
export const jsonContentType = "(?i)application/json\\s*(;.*)?";

/**
 * Reads the top-level `model` of a JSON body, and what else of it the gateway has to know. The whole body is parsed, as
 * the engine will: the last of repeated keys counts, as in the engines, and nested ones do not. A body that is not JSON,
 * too deep (1,000 levels) or of another content type sets `fault`. Its memory is up to 90 times the body's size for an
 * array of short numbers.
 */
export const readModel = extension(
  "envoy.filters.http.json_to_metadata",
  "envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata",
  {
    request_rules: {
      allow_content_types_regex: { regex: jsonContentType },
      rules: [
        {
          selectors: [{ key: "model" }],
          on_present: { metadata_namespace: metadataNamespace, key: "model" },
          on_missing: { metadata_namespace: metadataNamespace, key: "fault", value: "missing" },
          on_error: { metadata_namespace: metadataNamespace, key: "fault", value: "error" },
        },
        noted("previousResponse", "previous_response_id"),
        noted("conversation", "conversation"),
        noted("stream", "stream"),
        noted("askedLast", "stream_options", "include_usage"),
        noted("askedEach", "stream_options", "continuous_usage_stats"),
      ],
    },
  },
);

/** Keeps the opening of the conversation for the choice of a replica. */
export const keepOpening = extension("opening", "envoy.extensions.filters.http.set_filter_state.v3.Config", {
  on_request_headers: [stateValue(openingState, noteOf("opening"), "envoy.hashable_string")],
});

/** Notes a member of the request's body under `key`, when it is there. */
function noted(key: string, ...path: string[]) {
  return {
    selectors: path.map((name) => ({ key: name })),
    on_present: { metadata_namespace: metadataNamespace, key },
  };
}

/** Keeps the client and the model for the routes and the access log. */
export const keepState = extension(
  "envoy.filters.http.set_filter_state",
  "envoy.extensions.filters.http.set_filter_state.v3.Config",
  {
    on_request_headers: [
      stateValue(clientState, `%REQ(${clientHeader})%`),
      stateValue(modelState, noteOf("model")),
    ],
  },
);

function stateValue(
  key: string,
  format: string,
  factory: "envoy.string" | "envoy.hashable_string" = "envoy.string",
) {
  return {
    object_key: key,
    factory_key: factory,
    format_string: { text_format_source: { inline_string: format }, omit_empty_values: true },
    skip_if_empty: true,
  };
}

/** Matches a request whose body could not be read as JSON. */
export const unreadableBody = {
  filter: metadataNamespace,
  path: [{ key: "fault" }],
  value: { string_match: { exact: "error" } },
};

/** Matches a request that refers to what an earlier one should have stored, by the member of that name. */
export function refersTo(member: "previousResponse" | "conversation") {
  return { filter: metadataNamespace, path: [{ key: member }], value: { present_match: true } };
}

/** Matches a request whose `model` is missing or no string. */
export const modelIsNoString = {
  filter: metadataNamespace,
  path: [{ key: "model" }],
  value: { string_match: { safe_regex: { regex: "(?s).+" } } },
  invert: true,
};
