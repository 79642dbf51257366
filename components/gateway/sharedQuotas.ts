import { quotaNames, type GatewaySpec, type QuotaName, type Quotas } from "./spec";

/** A quota that is counted for all replicas of a gateway together. */
export interface SharedQuota {
  readonly of: "client" | "model";
  /** The client's or the model's name. */
  readonly name: string;
  readonly counts: "requests" | "tokens";
  readonly per: "minute" | "day";
  readonly limit: number;
}

/** The name that Envoy and the quota service have for what is counted. */
export const quotaDomain = "domicile";

/** What each quota counts, and in which time. */
export const quotaKinds: Readonly<Record<QuotaName, Pick<SharedQuota, "counts" | "per">>> = {
  requestsPerMinute: { counts: "requests", per: "minute" },
  tokensPerMinute: { counts: "tokens", per: "minute" },
  tokensPerDay: { counts: "tokens", per: "day" },
};

/** Clients and models with their quotas. */
export interface QuotaHolders {
  readonly clients: readonly (Quotas & { readonly name: string })[];
  readonly models: readonly (Quotas & { readonly name: string })[];
}

/**
 * What the quota service counts.
 * @param sharesRequests whether requests are among it, or counted by each replica for itself
 */
export function sharedQuotas({ clients, models }: QuotaHolders, sharesRequests: boolean): SharedQuota[] {
  return [
    ...clients.flatMap((client) => quotasOf("client", client, sharesRequests)),
    ...models.flatMap((model) => quotasOf("model", model, sharesRequests)),
  ];
}

function quotasOf(
  of: SharedQuota["of"],
  holder: Quotas & { readonly name: string },
  sharesRequests: boolean,
): SharedQuota[] {
  return quotaNames.flatMap((quota) => {
    const [kind, limit] = [quotaKinds[quota], holder[quota]];
    const isShared = sharesRequests || kind.counts === "tokens";
    return limit === undefined || !isShared ? [] : [{ of, name: holder.name, ...kind, limit }];
  });
}

/** The shared quotas of a gateway; none where it has no quota service. */
export function quotasOfGateway(spec: Pick<GatewaySpec, "clients" | "models" | "quotas">): SharedQuota[] {
  return spec.quotas === undefined ? [] : sharedQuotas(spec, spec.quotas.sharesRequests);
}

/** The configuration of `envoyproxy/ratelimit` that counts `quotas`: JSON, which its YAML reader takes. */
export function quotaServiceConfiguration(quotas: readonly SharedQuota[]): string {
  const holders = [...new Set(quotas.map(holderOf))];
  const descriptors = holders.map((holder) => {
    const own = quotas.filter((quota) => holderOf(quota) === holder);
    return {
      key: own[0]?.of,
      value: own[0]?.name,
      descriptors: own.map(({ counts, per, limit }) => ({
        key: counts,
        value: per,
        rate_limit: { unit: per, requests_per_unit: limit },
      })),
    };
  });
  return JSON.stringify({ domain: quotaDomain, descriptors }, undefined, 2);
}

function holderOf({ of, name }: SharedQuota): string {
  return `${of} ${name}`;
}
