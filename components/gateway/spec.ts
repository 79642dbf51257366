import type { ModelPath } from "../../infra/engines";
import type { AddressRules } from "./addresses";
import type { TokenIssuer } from "./issuers";

/** Where one replica of an inference server listens. */
export interface GatewayEndpoint {
  /** An IP address: the gateway asks no DNS. */
  readonly address: string;
  readonly port: number;
}

/**
 * Quotas of clients and models, with their largest values; without one there is no limit. For requests it is far above what
 * a gateway can serve, for tokens what the quota service can count.
 */
export const maxQuotas = {
  requestsPerMinute: 1_000_000,
  tokensPerMinute: 0xffff_ffff,
  tokensPerDay: 0xffff_ffff,
} as const;

/** The name of a quota. */
export type QuotaName = keyof typeof maxQuotas;

export const quotaNames: readonly QuotaName[] = ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"];

/** The quotas of a client or a model. */
export type Quotas = Readonly<Partial<Record<QuotaName, number | undefined>>>;

/** A model as the gateway offers it. Its quotas hold for all clients together. */
export interface GatewayModel extends Quotas {
  /** The name that clients ask for. */
  readonly name: string;
  /** Other names for the same model. */
  readonly aliases: readonly string[];
  /** The API paths, below `/v1/`, that its engine serves. */
  readonly paths: readonly ModelPath[];
  /**
   * Its replicas. A request goes to the one that has answered the same client's requests with the same opening, or where
   * that has more to do than the others, and for embeddings, to the one with the fewest requests under way.
   */
  readonly endpoints: readonly GatewayEndpoint[];
  /**
   * Members that a streaming request gets so that its engine tells the usage, as JSON without braces, for example
   * `"stream_options":{"include_usage":true}`; streams are left as they are when absent.
   */
  readonly streamUsage?: string | undefined;
  /** Whether its engine takes a salt for its prefix cache, `cache_salt`: each client gets its own. @default false */
  readonly saltedCache?: boolean | undefined;
}

/** A caller of the gateway. Its quotas hold for all models together. */
export interface GatewayClient extends Quotas {
  /** Lower case letters, digits and dashes; it stands in the access log. */
  readonly name: string;
  /** The secret that it sends as `Authorization: Bearer …`; none where only its tokens name it. */
  readonly key?: string | undefined;
  /** Other secrets that it may send instead, until they are taken away: a key that is being replaced. @default none */
  readonly olderKeys?: readonly string[] | undefined;
  /** What its tokens say it is, in the claim that their issuer tells clients by. @default its tokens are not taken */
  readonly subject?: string | undefined;
  /** The issuer of its tokens; needed where there are several. */
  readonly issuer?: string | undefined;
  /** The names of the models it may use, aliases of them included; all models when absent. */
  readonly models?: readonly string[] | undefined;
  /** The blocks of addresses from which its requests are taken. @default all of the gateway's */
  readonly allowedAddresses?: readonly string[] | undefined;
}

/** What a request is answered while the quota service cannot be asked: 503, or as if there were no quotas. */
export type OnQuotaFailure = "refuse" | "allow";

/** The service that counts for all replicas of a gateway together. */
export interface QuotaCounting {
  readonly endpoint: GatewayEndpoint;
  readonly onFailure: OnQuotaFailure;
  /** Whether it counts requests as well; each replica counts them for itself otherwise. Tokens are always counted there. */
  readonly sharesRequests: boolean;
}

/** Limits of time, in seconds; there is none for a whole answer, since a stream may be long. */
export interface GatewayTimeouts {
  /** To connect to a replica. */
  readonly connect: number;
  /** For a client to send the headers of a request. */
  readonly requestHeaders: number;
  /** For a client to send a whole request. */
  readonly request: number;
  /** Without any byte in either direction: to the first token, and between two tokens. */
  readonly idle: number;
  /** For a client's connection to stay open without a request. */
  readonly connectionIdle: number;
}

/** Ports of a gateway's pod. */
export interface GatewayPorts {
  /** Where clients connect. */
  readonly public: number;
  /** Where the kubelet asks for readiness and tells the pod to drain; nothing else can be reached there. */
  readonly probe: number;
  /** Where Prometheus asks for metrics. */
  readonly metrics: number;
  /** Envoy's admin interface, on the pod's own loopback. */
  readonly admin: number;
}

/** Everything that decides what a gateway does. */
export interface GatewaySpec extends AddressRules {
  readonly ports: GatewayPorts;
  /** The address that the public and the probe port are bound to. */
  readonly bindAddress: string;
  /** The folder in which Envoy finds the rendered files. */
  readonly folder: string;
  readonly models: readonly GatewayModel[];
  readonly clients: readonly GatewayClient[];
  /** Origins, such as `https://app.example.de`, whose browser pages may call the gateway. */
  readonly allowedOrigins: readonly string[];
  /** The largest request body, in bytes. */
  readonly maxRequestBytes: number;
  readonly timeouts: GatewayTimeouts;
  /** The folder in which Envoy finds its certificate and the key; with one, clients are spoken to in TLS only. @default none */
  readonly certificateFolder?: string | undefined;
  /** Needed where there are quotas of tokens. */
  readonly quotas?: QuotaCounting | undefined;
  /** Whose tokens name clients. @default none */
  readonly issuers?: readonly TokenIssuer[] | undefined;
}

/** What holds unless something else is asked for. */
export const gatewayDefaults = {
  ports: { public: 8080, probe: 8081, metrics: 9090, admin: 9901 },
  bindAddress: "0.0.0.0",
  folder: "/etc/domicile/gateway",
  allowedOrigins: [],
  maxRequestBytes: 16 * 1024 * 1024,
  // `idle` has to cover the prompt of a long document on a busy engine: nothing is sent until its first token.
  timeouts: { connect: 2, requestHeaders: 15, request: 60, idle: 600, connectionIdle: 300 },
} as const satisfies Omit<GatewaySpec, "models" | "clients">;
