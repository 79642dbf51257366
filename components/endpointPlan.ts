import { gatewayTraits, modelPaths } from "../infra/engines";
import type { GatewayPlan } from "./gateway/args";
import { sharedQuotas } from "./gateway/sharedQuotas";
import type { Quotas } from "./gateway/spec";
import type { ClientKeys, EndpointClient, EndpointModel, SovereignEndpointArgs } from "./sovereignEndpoint";

/** What of an endpoint its gateway is planned by. */
export type PlannedEndpoint = Pick<
  SovereignEndpointArgs,
  "clients" | "allowedOrigins" | "allowedAddresses" | "trustedProxies" | "issuers" | "quotas"
> & {
  readonly models: readonly Omit<EndpointModel, "source">[];
};

/** The gateway of an endpoint, as far as it is known before addresses and keys are. */
export function gatewayPlan(endpoint: PlannedEndpoint): GatewayPlan {
  const {
    models,
    clients,
    allowedOrigins = [],
    allowedAddresses,
    trustedProxies,
    issuers,
    quotas,
  } = endpoint;
  const counted = sharedQuotas({ clients, models }, quotas?.sharesRequests ?? false);
  return {
    models: models.map(plannedModel),
    clients: clients.map(plannedClient),
    allowedOrigins,
    allowedAddresses,
    trustedProxies,
    issuers,
    quotas: counted.length === 0 ? undefined : { ...quotas },
  };
}

/** A model as the gateway takes it, but for where it is. */
export function plannedModel(model: PlannedEndpoint["models"][number]): GatewayPlan["models"][number] {
  const { name, aliases = [], task = "generate", engine } = model;
  return { name, aliases, paths: [...modelPaths(task)], ...gatewayTraits[engine], ...quotasOf(model) };
}

/** A client as the gateway takes it, but for its keys. */
export function plannedClient(client: EndpointClient): GatewayPlan["clients"][number] {
  const { name, models, allowedAddresses, subject, issuer } = client;
  return { name, models, allowedAddresses, subject, issuer, ...quotasOf(client) };
}

/** The keys of a client, the one to use first: those that it brings, else `made`. */
export function keysOfClient(given: ClientKeys, client: string, made: readonly string[]): string[] {
  // A client may be called `constructor`, which every object has.
  const own = Object.hasOwn(given, client) ? given[client] : undefined;
  return own === undefined ? made.map((password) => `sk-${password}`) : [own].flat();
}

function quotasOf({ requestsPerMinute, tokensPerMinute, tokensPerDay }: Quotas): Quotas {
  return { requestsPerMinute, tokensPerMinute, tokensPerDay };
}
