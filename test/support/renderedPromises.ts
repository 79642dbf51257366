import { isDeepStrictEqual } from "node:util";
import { keysOf } from "../../components/gateway/clientKeys";
import type { GatewayFiles } from "../../components/gateway/render";
import type { GatewayClient, GatewayModel, GatewaySpec, Quotas } from "../../components/gateway/spec";
import { resourcesOf } from "./envoyValidation";
import { at, listAt, memberOf, objectOf, objectsIn, parsed, textAt } from "./parsedJson";
import type { Parsed, ParsedObject } from "./parsedJson";

/** What rendered files owe to any specification, and these do not keep: a leak or an outage each. Empty when all is kept. */
export function brokenPromises(spec: GatewaySpec, files: GatewayFiles): string[] {
  const [routes = null] = resourcesOf(files["routes.json"]);
  return [
    ...spec.clients.flatMap((client) => ofClient(client, spec, routes)),
    ...ofKeys(spec, files, routes),
    ...ofClusters(spec, files, routes),
    ...ofRequestQuotas(spec, routes),
    ...ofRoutes(spec, routes),
  ];
}

/** Judges where `client` gets to: its models by all their names, and nothing else. */
function ofClient(client: GatewayClient, spec: GatewaySpec, routes: Parsed): string[] {
  const own = spec.models.filter(({ name }) => client.models?.includes(name) ?? true);
  const names = own.flatMap(namesOf);
  const who = `client '${client.name}'`;
  const [host = null, ...others] = hostsOf(routes).filter((one) =>
    listAt(one, "domains").includes(client.name),
  );
  if (host === null || others.length > 0) return [`${who} has ${others.length + 1} hosts or none`];
  const byName = objectsIn(host).find((object) => "exact_match_map" in object);
  const map = objectOf(at(byName, "exact_match_map", "map"));
  const list = routesIn(host).find((route) => memberOf(at(route, "match"), "path") === "/v1/models");
  const told = listAt(parsed(textAt(list, "direct_response", "body", "inline_string")), "data");
  return [
    ...unlike(`${who} can ask`, Object.keys(map).sort(), [...names].sort()),
    ...unlike(
      `${who} is told of`,
      told.map((card) => at(card, "id")),
      names,
    ),
    ...unlike(`${who} may send`, memberOf(host, "request_body_buffer_limit"), spec.maxRequestBytes),
    ...own.flatMap((model) =>
      namesOf(model).flatMap((name) => ofModel(client, model, spec, map[name] ?? null)),
    ),
  ];
}

/** Judges the routes by which `client` gets to `model` by one of its names. */
function ofModel(client: GatewayClient, model: GatewayModel, spec: GatewaySpec, routes: Parsed): string[] {
  const what = `client '${client.name}' by model '${model.name}'`;
  const asking = routesIn(routes).filter((route) => "route" in route);
  const counted = [
    ...(isCountedByService(client, spec) ? ["quotas/client"] : []),
    ...(isCountedByService(model, spec) ? ["quotas/model"] : []),
  ];
  return [
    ...unlike(
      `${what} reaches`,
      asking.map((route) => textAt(route, "match", "path")).sort(),
      model.paths.map((path) => `/v1/${path}`).sort(),
    ),
    ...asking.flatMap((route) => [
      ...unlike(`${what} asks`, textAt(route, "route", "cluster"), `model/${model.name}`),
      ...unlike(`${what} waits`, textAt(route, "route", "idle_timeout"), `${spec.timeouts.idle}s`),
      ...unlike(`${what} is counted`, membersOf(memberOf(route, "typed_per_filter_config")), counted),
    ]),
  ];
}

/** A key stands once, with its client, in the file of the routes, and nowhere else. */
function ofKeys(spec: GatewaySpec, files: GatewayFiles, routes: Parsed): string[] {
  const filter = at(routes, "typed_per_filter_config", "envoy.filters.http.api_key_auth");
  const given = spec.clients.flatMap((client) => keysOf(client).map((key) => ({ key, client: client.name })));
  return [
    ...unlike("the keys are", listAt(filter, "credentials"), given),
    ...given.flatMap(({ key, client }) => {
      const places = Object.entries(files).flatMap(([file, text]) =>
        Array.from({ length: text.split(key).length - 1 }, () => file),
      );
      return unlike(`a key of client '${client}' stands in`, places, ["routes.json"]);
    }),
  ];
}

/** Each cluster that is named is there, and each model's has its replicas, probes and bounds. */
function ofClusters(spec: GatewaySpec, files: GatewayFiles, routes: Parsed): string[] {
  const bootstrap = parsed(files["bootstrap.json"]);
  const clusters = [
    ...resourcesOf(files["clusters.json"]),
    ...listAt(bootstrap, "static_resources", "clusters"),
  ];
  const names = clusters.map((cluster) => textAt(cluster, "name"));
  const asked = [routes, at(bootstrap, "static_resources")].flatMap(objectsIn).flatMap((object) =>
    ["cluster", "cluster_name"].flatMap((key) => {
      const name = object[key];
      // The access log says by an operator which cluster was asked.
      return typeof name === "string" && !name.startsWith("%") ? [name] : [];
    }),
  );
  return [
    ...unlike("clusters are named once", names, [...new Set(names)]),
    ...unlike(
      "clusters are missing",
      [...new Set(asked)].filter((name) => !names.includes(name)),
      [],
    ),
    ...spec.models.flatMap(({ name, endpoints }) => {
      const cluster = clusters[names.indexOf(`model/${name}`)];
      const addresses = objectsIn(cluster ?? null).filter((object) => "socket_address" in object);
      const guards = ["health_checks", "outlier_detection", "circuit_breakers", "connect_timeout"];
      return [
        ...unlike(`model '${name}' has replicas`, addresses.length, endpoints.length),
        ...unlike(
          `model '${name}' lacks`,
          guards.filter((guard) => memberOf(cluster, guard) === undefined),
          [],
        ),
      ];
    }),
  ];
}

/** Requests are counted by the gateway itself, where no service does it: a bucket for each quota. */
function ofRequestQuotas(spec: GatewaySpec, routes: Parsed): string[] {
  const filter = memberOf(at(routes, "typed_per_filter_config"), "envoy.filters.http.local_ratelimit");
  const buckets = (filter === undefined ? [] : listAt(filter, "descriptors")).map((descriptor) => {
    const [, holder = null] = listAt(descriptor, "entries");
    const most = at(descriptor, "token_bucket", "max_tokens");
    return [
      textAt(holder, "key"),
      textAt(holder, "value"),
      most,
      at(descriptor, "token_bucket", "fill_interval"),
    ];
  });
  const holders = [
    ...spec.clients.map((client) => ["client", client] as const),
    ...spec.models.map((model) => ["model", model] as const),
  ];
  const quotas = holders.flatMap(([kind, { name, requestsPerMinute }]) =>
    requestsPerMinute === undefined ? [] : [[kind, name, requestsPerMinute, "60s"]],
  );
  return unlike("requests are counted", buckets, spec.quotas?.sharesRequests === true ? [] : quotas);
}

/** In no list of routes are two of the same match, and their number grows with names and groups of clients alone. */
function ofRoutes(spec: GatewaySpec, routes: Parsed): string[] {
  const lists = objectsIn(routes).flatMap((object) => ("routes" in object ? [listAt(object, "routes")] : []));
  const twice = lists.flatMap((list) => {
    const matches = list.map((route) => JSON.stringify(at(route, "match")));
    return matches.filter((match, index) => matches.indexOf(match) !== index);
  });
  const most = hostsOf(routes).reduce<number>((sum, host) => {
    const client = spec.clients.find(({ name }) => listAt(host, "domains").includes(name));
    const own = spec.models.filter(({ name }) => client?.models?.includes(name) ?? true);
    // Of each name, the API's paths, two refusals and its card; of each group, what is answered without a model.
    return sum + 7 * own.flatMap(namesOf).length + 13;
  }, 0);
  const count = lists.flat().length;
  return [
    ...unlike("routes of the same match are", twice, []),
    ...(count <= most ? [] : [`there are ${count} routes; expected: at most ${most}`]),
  ];
}

function namesOf({ name, aliases }: GatewayModel): string[] {
  return [name, ...aliases];
}

function hostsOf(routes: Parsed): readonly Parsed[] {
  return listAt(routes, "virtual_hosts");
}

function routesIn(value: Parsed): ParsedObject[] {
  return objectsIn(value).filter((object) => "match" in object);
}

function membersOf(value: Parsed | undefined): string[] {
  return value === undefined ? [] : Object.keys(objectOf(value));
}

/** Whether the quota service is asked about requests of this client or model. */
function isCountedByService(holder: Quotas, { quotas }: GatewaySpec): boolean {
  const { requestsPerMinute, tokensPerMinute, tokensPerDay } = holder;
  const requests = quotas?.sharesRequests === true ? requestsPerMinute : undefined;
  return (requests ?? tokensPerMinute ?? tokensPerDay) !== undefined;
}

function unlike(what: string, is: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(is, expected)) return [];
  return [`${what}: ${JSON.stringify(is)}; expected: ${JSON.stringify(expected)}`];
}
