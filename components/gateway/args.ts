import type * as pulumi from "@pulumi/pulumi";
import type { ModelPath } from "../../infra/engines";
import type { GatewayTlsArgs } from "./certificate";
import type { TokenIssuer } from "./issuers";
import type { GatewayService } from "./manifests";
import type { GatewayResources } from "./pod";
import {
  gatewayDefaults,
  type GatewayEndpoint,
  type GatewaySpec,
  type OnQuotaFailure,
  type Quotas,
} from "./spec";

/** A model behind a gateway; its quotas hold for all clients together. */
export interface GatewayModelArgs extends Quotas {
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
}

/** A caller of a gateway; its quotas hold for all models together. */
export interface GatewayClientArgs extends Quotas {
  /** Lower case letters, digits and dashes; it stands in the access log. */
  name: string;
  /**
   * What it sends as `Authorization: Bearer …`: 16 to 256 visible ASCII characters. Treated as a secret.
   * @default none: only its tokens name it
   */
  key?: pulumi.Input<string | undefined>;
  /** Keys that are being replaced, and that it may send as well. Treated as secrets. @default none */
  olderKeys?: pulumi.Input<string[]> | undefined;
  /** What its tokens say it is, in the claim that their issuer tells clients by. @default its tokens are not taken */
  subject?: string | undefined;
  /** The issuer of its tokens. @default the only one; needed where there are several */
  issuer?: string | undefined;
  /** The models it may use, by name; their aliases are included. @default all */
  models?: string[] | undefined;
  /** The CIDR blocks from which its requests are taken. @default all of the gateway's */
  allowedAddresses?: string[] | undefined;
}

/** The quota service that a gateway asks. */
export interface GatewayQuotaArgs {
  /** Where it is. */
  endpoint: pulumi.Input<GatewayEndpoint>;
  /** What requests with a quota are answered while it cannot be asked. @default "refuse" */
  onFailure?: OnQuotaFailure | undefined;
  /** Whether it counts requests as well as tokens. @default false: each replica counts them for itself */
  sharesRequests?: boolean | undefined;
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
  /** The pods' port for clients; 8081, 9090 (metrics, for everyone whom network policies let in) and 9901 are taken. @default 8080 */
  port?: number;
  /** The certificate to speak TLS with, and nothing else. @default none: plain HTTP */
  tls?: GatewayTlsArgs | undefined;
  /** @default a ClusterIP */
  service?: GatewayService;
  /** Origins whose browser pages may call the gateway. @default none */
  allowedOrigins?: string[];
  /** The CIDR blocks from which requests are taken. @default any */
  allowedAddresses?: string[] | undefined;
  /** The CIDR blocks of load balancers that are believed what `X-Forwarded-For` says. @default none */
  trustedProxies?: string[] | undefined;
  /** The largest request body, in bytes. @default 16 MiB */
  maxRequestBytes?: number;
  /** How long a pod that is to end goes on with running answers, in seconds. @default 600 */
  drainSeconds?: number;
  /** @default 100m CPU and 128Mi, at most 2Gi: reading 16 MiB of JSON may take 1.4 GiB for a moment */
  resources?: GatewayResources;
  /** Needed where there are quotas of tokens. @default none */
  quotas?: GatewayQuotaArgs | undefined;
  /** Whose tokens name clients that have a `subject`. @default none: clients have keys only */
  issuers?: TokenIssuer[] | undefined;
}

/** What is known of a gateway before its endpoints and keys are. */
export type GatewayPlan = Pick<
  GatewayArgs,
  "port" | "tls" | "allowedOrigins" | "allowedAddresses" | "trustedProxies" | "maxRequestBytes" | "issuers"
> & {
  models: Omit<GatewayModelArgs, "endpoints">[];
  clients: Omit<GatewayClientArgs, "key" | "olderKeys">[];
  quotas?: Omit<GatewayQuotaArgs, "endpoint"> | undefined;
};

/** What is known of a gateway later than its plan. */
export interface GatewayFacts {
  /** The endpoints of each model, in the plan's order. */
  readonly endpoints: readonly (readonly GatewayEndpoint[])[];
  /** The keys of each client, in the plan's order; the first is its newest. One that only its tokens name has none. */
  readonly keys: readonly (readonly string[])[];
  /** Where the quota service is; looked at where the plan has one. */
  readonly quotaEndpoint: GatewayEndpoint | undefined;
}

/** Where the Secret with the certificate is mounted. */
const certificateFolder = "/etc/domicile/certificate";

/** The whole specification of a gateway. */
export function gatewaySpec(plan: GatewayPlan, facts: GatewayFacts): GatewaySpec {
  const { endpoints, keys, quotaEndpoint: endpoint } = facts;
  const { port = gatewayDefaults.ports.public, allowedOrigins = [] } = plan;
  return {
    ...gatewayDefaults,
    ports: { ...gatewayDefaults.ports, public: port },
    allowedOrigins,
    certificateFolder: plan.tls === undefined ? undefined : certificateFolder,
    allowedAddresses: plan.allowedAddresses,
    trustedProxies: plan.trustedProxies,
    maxRequestBytes: plan.maxRequestBytes ?? gatewayDefaults.maxRequestBytes,
    models: plan.models.map(({ aliases = [], ...model }, index) => ({
      ...model,
      aliases,
      endpoints: endpoints[index] ?? [],
    })),
    clients: plan.clients.map((client, index) => {
      const [key, ...olderKeys] = keys[index] ?? [];
      return { ...client, key, olderKeys };
    }),
    quotas:
      plan.quotas === undefined || endpoint === undefined
        ? undefined
        : {
            endpoint,
            onFailure: plan.quotas.onFailure ?? "refuse",
            sharesRequests: plan.quotas.sharesRequests ?? false,
          },
    issuers: plan.issuers,
  };
}

/** `plan` with made-up endpoints and keys: what is wrong with it is wrong with any. */
export function placeholderSpec(plan: GatewayPlan): GatewaySpec {
  const anywhere = { address: "127.0.0.1", port: 1 };
  return gatewaySpec(plan, {
    endpoints: plan.models.map(() => [anywhere]),
    keys: plan.clients.map((_, index) => [`placeholder-key-${index}`]),
    quotaEndpoint: anywhere,
  });
}
