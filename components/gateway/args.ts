import type * as pulumi from "@pulumi/pulumi";
import type { ModelPath } from "../../infra/engines";
import type { GatewayService } from "./manifests";
import type { GatewayResources } from "./pod";
import { gatewayDefaults, type GatewayEndpoint, type GatewaySpec } from "./spec";

/** A model behind a gateway. */
export interface GatewayModelArgs {
  /** The name that clients ask for. */
  name: string;
  /** Other names for it. @default none */
  aliases?: string[];
  /** The API paths, below `/v1/`, that its engine serves. */
  paths: ModelPath[];
  /** The IP addresses and ports of its replicas. */
  endpoints: pulumi.Input<GatewayEndpoint[]>;
  /**
   * Members that a request for a stream gets so that its engine tells what it has used, as JSON without its braces; a
   * caller who did not ask does not see it. @default none: nothing is known of what streams use
   */
  streamUsage?: string | undefined;
  /** Whether its engine takes a salt for its prefix cache, `cache_salt`: each client gets its own. @default false */
  saltedCache?: boolean | undefined;
  /** Requests that all clients together may send it in a minute. @default no limit */
  requestsPerMinute?: number | undefined;
}

/** A caller of a gateway. */
export interface GatewayClientArgs {
  /** Lower case letters, digits and dashes; it stands in the access log. */
  name: string;
  /** What it sends as `Authorization: Bearer …`: 16 to 256 visible ASCII characters. Treated as a secret. */
  key: pulumi.Input<string>;
  /** The models it may use, by name; their aliases are included. @default all */
  models?: string[] | undefined;
  /** Requests that it may send in a minute. @default no limit */
  requestsPerMinute?: number | undefined;
}

/** What a `Gateway` is made from. */
export interface GatewayArgs {
  /** The namespace to run in. */
  namespace: pulumi.Input<string>;
  models: GatewayModelArgs[];
  clients: GatewayClientArgs[];
  /** Envoy's container image. */
  image: string;
  /** @default 2 */
  replicas?: number;
  /** The pods' port for clients. @default 8080 */
  port?: number;
  /** @default a ClusterIP */
  service?: GatewayService;
  /** Origins whose browser pages may call the gateway. @default none */
  allowedOrigins?: string[];
  /** The largest request body, in bytes. @default 16 MiB */
  maxRequestBytes?: number;
  /** How long a pod that is to end goes on with running answers, in seconds. @default 600 */
  drainSeconds?: number;
  /** @default 100m CPU and 128Mi, at most 2Gi: reading 16 MiB of JSON may take 1.4 GiB for a moment */
  resources?: GatewayResources;
}

/** What is known of a gateway before its endpoints and keys are. */
export type GatewayPlan = Pick<GatewayArgs, "port" | "allowedOrigins" | "maxRequestBytes"> & {
  models: Omit<GatewayModelArgs, "endpoints">[];
  clients: Omit<GatewayClientArgs, "key">[];
};

/** The whole specification: `plan` with each model's endpoints and each client's key, in its order. */
export function gatewaySpec(
  plan: GatewayPlan,
  endpoints: readonly (readonly GatewayEndpoint[])[],
  keys: readonly string[],
): GatewaySpec {
  const { port = gatewayDefaults.ports.public, allowedOrigins = [] } = plan;
  return {
    ...gatewayDefaults,
    ports: { ...gatewayDefaults.ports, public: port },
    allowedOrigins,
    maxRequestBytes: plan.maxRequestBytes ?? gatewayDefaults.maxRequestBytes,
    models: plan.models.map(({ aliases = [], ...model }, index) => ({
      ...model,
      aliases,
      endpoints: endpoints[index] ?? [],
    })),
    clients: plan.clients.map((client, index) => ({ ...client, key: keys[index] ?? "" })),
  };
}

/** `plan` with made-up endpoints and keys: what is wrong with it is wrong with any. */
export function placeholderSpec(plan: GatewayPlan): GatewaySpec {
  const endpoints = plan.models.map(() => [{ address: "127.0.0.1", port: 1 }]);
  return gatewaySpec(
    plan,
    endpoints,
    plan.clients.map((_, index) => `placeholder-key-${index}`),
  );
}
