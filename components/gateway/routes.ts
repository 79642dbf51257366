import { clientAddresses } from "./addresses";
import { answer, faults, methodNotAllowed, modelCard } from "./answers";
import { keyFilterName, keysOf } from "./clientKeys";
import { emptyCluster } from "./clusters";
import { corsPolicy } from "./cors";
import { extension, typed, type Json } from "./json";
import { clientHeader, jsonContentType, modelIsNoString, modelState, unreadableBody } from "./metadata";
import { apiPaths, modelRoutes } from "./modelRoutes";
import { requestQuotas } from "./quotas";
import { quotasOfGateway, type SharedQuota } from "./sharedQuotas";
import type { GatewayClient, GatewayModel, GatewaySpec } from "./spec";
import { tokenRoutes } from "./tokens";

/** The name under which the listener asks for its routes. */
export const routesName = "gateway";

/** Headers of a caller that an engine has no use for: other credentials, and who and where the caller is. */
const withheldHeaders = [
  clientHeader,
  // Engines answer uncompressed, so that the usage can be read.
  "accept-encoding",
  "api-key",
  "cf-connecting-ip",
  "cookie",
  "forwarded",
  "openai-organization",
  "openai-project",
  "origin",
  "proxy-authorization",
  "referer",
  "te",
  "true-client-ip",
  "x-api-key",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-envoy-external-address",
  "x-envoy-internal",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-real-ip",
];

/** Headers of an engine that would speak for the gateway. */
const engineOnlyHeaders = [
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "keep-alive",
  "set-cookie",
];

/**
 * The routes, and the clients' keys. Clients that may use the same models share a virtual host, which is looked up
 * by the client's name and then by the model's name: neither search grows with their number.
 */
export function routeConfiguration(spec: GatewaySpec) {
  const kindsOf = sharedKinds(spec);
  const groups = accessGroups(spec, kindsOf);
  const hosts = groups.map((group, index) => accessHost(group, `access-${index}`, spec, kindsOf));
  return typed("envoy.config.route.v3.RouteConfiguration", {
    name: routesName,
    vhost_header: clientHeader,
    virtual_hosts: [openHost(spec), ...hosts],
    request_headers_to_remove: withheldHeaders,
    response_headers_to_remove: engineOnlyHeaders,
    max_direct_response_body_size_bytes: Math.max(4096, ...groups.map(listSize)),
    typed_per_filter_config: {
      [keyFilterName]: keyFilterRoute(spec.clients),
      ...requestQuotas(spec),
    },
  });
}

/** Models, and the clients that may use just these, from the same addresses, and have quotas of the same kinds. */
interface AccessGroup {
  readonly models: readonly GatewayModel[];
  readonly clients: string[];
  readonly addresses: readonly string[] | undefined;
  readonly quotas: readonly QuotaKind[];
}

type QuotaKind = Pick<SharedQuota, "of" | "counts" | "per">;

/** Tells of a client or a model, of which kinds its shared quotas are: those of one kind are asked for alike. */
type KindsOf = (of: SharedQuota["of"], name: string) => QuotaKind[];

function accessGroups({ models, clients }: GatewaySpec, kindsOf: KindsOf): AccessGroup[] {
  const groups = new Map<string, AccessGroup>();
  for (const client of clients) {
    const allowed = models.filter(({ name }) => client.models === undefined || client.models.includes(name));
    const own = kindsOf("client", client.name);
    const { allowedAddresses: addresses } = client;
    const key = JSON.stringify([allowed.map(({ name }) => name), own, addresses]);
    const group = groups.get(key) ?? { models: allowed, clients: [], addresses, quotas: own };
    group.clients.push(client.name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function sharedKinds(spec: GatewaySpec): KindsOf {
  const byHolder = Map.groupBy(quotasOfGateway(spec), ({ of, name }) => `${of} ${name}`);
  return (of, name) => (byHolder.get(`${of} ${name}`) ?? []).map(({ counts, per }) => ({ of, counts, per }));
}

/**
 * Where every request is until its key or token has named its client. The CORS filter looks here for what it allows,
 * and only in a route to a cluster; this one has no endpoints, since nothing goes on from here.
 */
function openHost(spec: GatewaySpec) {
  const nowhere = { route: { cluster: emptyCluster } };
  return {
    name: "open",
    domains: ["*"],
    routes: [...tokenRoutes(spec, nowhere), { match: { prefix: "/" }, ...nowhere }],
    typed_per_filter_config: { "envoy.filters.http.cors": corsPolicy(spec.allowedOrigins) },
  };
}

function accessHost(group: AccessGroup, name: string, spec: GatewaySpec, kindsOf: KindsOf) {
  const { models, clients, addresses } = group;
  return {
    name,
    domains: clients,
    ...clientAddresses(addresses),
    // The body is kept until an answer begins, in case that another replica has to be asked.
    request_body_buffer_limit: spec.maxRequestBytes,
    matcher: {
      matcher_list: {
        matchers: [{ predicate: asksAModel, on_match: { matcher: byModel(group, spec, kindsOf) } }],
      },
      on_no_match: routeList(otherRoutes(models)),
    },
  };
}

const asksAModel = {
  and_matcher: {
    predicate: [
      headerPredicate(":method", { exact: "POST" }),
      headerPredicate(":path", {
        safe_regex: { google_re2: {}, regex: `/v1/(${apiPaths.join("|")})(\\?.*)?` },
      }),
    ],
  },
};

function headerPredicate(header: string, value_match: Json) {
  const input = extension(header, "envoy.type.matcher.v3.HttpRequestHeaderMatchInput", {
    header_name: header,
  });
  return { single_predicate: { input, value_match } };
}

function byModel({ models, quotas }: AccessGroup, spec: GatewaySpec, kindsOf: KindsOf) {
  const named = models.flatMap((model) => {
    const counted = [...quotas, ...kindsOf("model", model.name)];
    return [model.name, ...model.aliases].map(
      (name) => [name, routeList(modelRoutes(model, name, spec, counted))] as const,
    );
  });
  const unknown = routeList([
    {
      match: {
        prefix: "/",
        headers: [
          {
            name: "content-type",
            string_match: { safe_regex: { regex: jsonContentType } },
            invert_match: true,
            treat_missing_header_as_empty: true,
          },
        ],
      },
      ...faults.contentType,
    },
    { match: { prefix: "/", dynamic_metadata: [unreadableBody] }, ...faults.unreadable },
    { match: { prefix: "/", dynamic_metadata: [modelIsNoString] }, ...faults.noModel },
    { match: { prefix: "/" }, ...faults.unknownModel },
  ]);
  if (named.length === 0) return { on_no_match: unknown };
  return {
    matcher_tree: {
      input: extension("model", "envoy.extensions.matching.common_inputs.network.v3.FilterStateInput", {
        key: modelState,
      }),
      exact_match_map: { map: Object.fromEntries(named) },
    },
    on_no_match: unknown,
  };
}

function otherRoutes(models: readonly GatewayModel[]) {
  const ids = models.flatMap(({ name, aliases }) => [name, ...aliases]);
  const get = [{ name: ":method", string_match: { exact: "GET" } }];
  return [
    { match: { path: "/v1/models", headers: get }, ...answer(200, modelList(models)) },
    ...ids.map((id) => ({ match: { ...modelPathMatch(id), headers: get }, ...answer(200, modelCard(id)) })),
    { match: { prefix: "/v1/models/", headers: get }, ...faults.unknownModelPath },
    { match: { path: "/v1/models" }, ...methodNotAllowed("GET") },
    { match: { prefix: "/v1/models/" }, ...methodNotAllowed("GET") },
    ...apiPaths.map((path) => ({ match: { path: `/v1/${path}` }, ...methodNotAllowed("POST") })),
    { match: { prefix: "/" }, ...faults.unknownPath },
  ];
}

/** Matches `/v1/models/{id}` with the id's special characters as they are or encoded: clients differ in that. */
function modelPathMatch(id: string) {
  if (encodeURIComponent(id) === id) return { path: `/v1/models/${id}` };
  const spelled = Array.from(id, (character) => {
    const encoded = encodeURIComponent(character);
    const plain = character.replace(".", "\\.");
    return encoded === character ? plain : `(${plain}|(?i:${encoded}))`;
  });
  return { safe_regex: { regex: `/v1/models/${spelled.join("")}` } };
}

function modelList(models: readonly GatewayModel[]) {
  return { object: "list", data: models.flatMap(({ name, aliases }) => [name, ...aliases]).map(modelCard) };
}

function listSize({ models }: AccessGroup): number {
  return Buffer.byteLength(JSON.stringify(modelList(models)));
}

function routeList(routes: readonly Json[]) {
  return { action: extension("routes", "envoy.config.route.v3.RouteList", { routes }) };
}

function keyFilterRoute(clients: readonly GatewayClient[]) {
  return typed("envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuthPerRoute", {
    credentials: clients.flatMap((client) => keysOf(client).map((key) => ({ key, client: client.name }))),
    forwarding: { header: clientHeader, hide_credentials: true },
  });
}
