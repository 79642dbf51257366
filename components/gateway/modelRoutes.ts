import type { ModelPath } from "../../infra/engines";
import { faults, pathNotServed } from "./answers";
import { clusterName } from "./clusters";
import { duration } from "./json";
import { isShared, openingState, refersTo, routeMetadata } from "./metadata";
import { sharedQuotasOfRoute } from "./sharedQuotaFilter";
import type { SharedQuota } from "./sharedQuotas";
import type { GatewayModel, GatewaySpec } from "./spec";

/** The API paths below `/v1/` that ask a model. */
export const apiPaths: readonly ModelPath[] = ["chat/completions", "completions", "responses", "embeddings"];

/**
 * The routes of requests that name `model` by `asked`, its own name or an alias: one for each API path.
 * @param quotas what the quota service counts of the model and of the clients that come this way
 */
export function modelRoutes(
  model: GatewayModel,
  asked: string,
  { timeouts }: GatewaySpec,
  quotas: readonly Pick<SharedQuota, "of" | "counts" | "per">[],
) {
  const traits = { asked, isCounted: quotas.length > 0 };
  const served = apiPaths.map((path) => ({
    match: { path: `/v1/${path}` },
    ...(model.paths.includes(path)
      ? {
          metadata: routeMetadata(model, traits),
          ...sharedQuotasOfRoute(quotas),
          route: {
            cluster: clusterName(model.name),
            timeout: "0s",
            idle_timeout: duration(timeouts.idle),
            retry_policy,
            ...(isShared(model) ? { hash_policy } : {}),
          },
        }
      : pathNotServed(model, path)),
  }));
  return model.paths.includes("responses") ? [...storedAnswers, ...served] : served;
}

/** Nothing is stored, neither here nor by the engines: who refers to it is told so. */
const storedAnswers = (["previousResponse", "conversation"] as const).map((member) => ({
  match: { path: "/v1/responses", dynamic_metadata: [refersTo(member)] },
  ...faults[member],
}));

/** Where there is no opening, the replica is chosen by chance. */
const hash_policy = [{ filter_state: { key: openingState } }];

/**
 * Another replica is asked when one could not be reached or went away before it answered anything; what an engine
 * did answer, an error included, is the answer. Two more tries bound the harm of a request that ends engines.
 */
const retry_policy = {
  retry_on: "connect-failure,refused-stream,reset",
  num_retries: 2,
  retry_back_off: { base_interval: "0.025s", max_interval: "0.25s" },
  retry_host_predicate: [
    {
      name: "envoy.retry_host_predicates.previous_hosts",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
      },
    },
  ],
  host_selection_retry_max_attempts: 5,
};
