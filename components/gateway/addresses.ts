import { blockMistake, cidrRange, isEverywhere, overlap } from "../../infra/addressBlocks";
import { extension, typed } from "./json";
import type { GatewayClient, GatewaySpec } from "./spec";

/** From where requests may come, in blocks of addresses. */
export interface AddressRules {
  /** The blocks from which requests are taken. @default any */
  readonly allowedAddresses?: readonly string[] | undefined;
  /**
   * The blocks of the load balancers that are believed what they tell in `X-Forwarded-For`: the last address there that is
   * none of theirs counts as the caller's. Of everyone else the address of the connection counts. @default none
   */
  readonly trustedProxies?: readonly string[] | undefined;
}

const filterType = "envoy.extensions.filters.http.rbac.v3";

/** The filters that compare a caller's address, one with the gateway's list and one with its client's. */
const gatewayFilter = "addresses/gateway";
const clientFilter = "addresses/client";

/** Comes first, and refuses who is not on the gateway's list. It stands in the listener, so no path leads past it. */
export function gatewayAddressFilters({ allowedAddresses }: AddressRules) {
  if (allowedAddresses === undefined) return [];
  return [extension(gatewayFilter, `${filterType}.RBAC`, { rules: only(allowedAddresses) })];
}

/** The place in the chain where a client's list is compared: after the client is known. The lists stand in the routes' file. */
export const clientAddressFilter = extension(clientFilter, `${filterType}.RBAC`);

/** What the virtual host of clients with this list says to the filter. @default allowedAddresses any */
export function clientAddresses(allowedAddresses: readonly string[] | undefined) {
  if (allowedAddresses === undefined) return {};
  return {
    typed_per_filter_config: {
      [clientFilter]: typed(`${filterType}.RBACPerRoute`, { rbac: { rules: only(allowedAddresses) } }),
    },
  };
}

function only(blocks: readonly string[]) {
  const principals = blocks.map((block) => ({ remote_ip: cidrRange(block) }));
  return { action: "ALLOW", policies: { addresses: { permissions: [{ any: true }], principals } } };
}

/**
 * Settings of the connection manager that say which address counts. Without trusted proxies it is the connection's,
 * whatever headers say.
 */
export function callerAddress({ trustedProxies = [] }: AddressRules) {
  const own = { skip_xff_append: true };
  if (trustedProxies.length === 0) return { ...own, use_remote_address: true };
  const xff = extension(
    "envoy.http.original_ip_detection.xff",
    "envoy.extensions.http.original_ip_detection.xff.v3.XffConfig",
    { xff_trusted_cidrs: { cidrs: trustedProxies.map(cidrRange) }, skip_xff_append: true },
  );
  return { ...own, use_remote_address: false, original_ip_detection_extensions: [xff] };
}

/** Whether anything of a gateway depends on its callers' addresses. */
export function looksAtAddresses(rules: AddressRules & Clients): boolean {
  return [rules, ...rules.clients].some(({ allowedAddresses }) => allowedAddresses !== undefined);
}

/** The blocks from which connections come whose requests may be taken; undefined where that is anywhere. */
export function peerBlocks({ allowedAddresses, trustedProxies = [] }: AddressRules): string[] | undefined {
  return allowedAddresses === undefined ? undefined : [...new Set([...allowedAddresses, ...trustedProxies])];
}

interface Clients {
  readonly clients: readonly Pick<GatewayClient, "name" | "allowedAddresses">[];
}

/** Why a block of trusted proxies may not hold all addresses. */
export const anyoneTrusted = "would believe anyone which address it has; name the load balancers' own blocks";

/** What is said of a client's block that lies outside of the gateway's. */
export function outsideGateway(allowed: readonly string[]): string {
  return `lies outside the gateway's allowed addresses, so no request from there is taken; allowed: within ${allowed.join(", ")}`;
}

/** Whether requests from a client's block can be taken at all. */
export function isWithinReach(block: string, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || allowed.some((other) => overlap(block, other));
}

/** The mistakes in a gateway's blocks of addresses, each in one sentence. */
export function addressMistakes(spec: Pick<GatewaySpec, "allowedAddresses" | "trustedProxies" | "clients">) {
  const { allowedAddresses: allowed, trustedProxies = [], clients } = spec;
  return [
    ...listMistakes("of the gateway", allowed),
    ...trustedProxies.flatMap((block) => {
      const mistake = blockMistake(block) ?? (isEverywhere(block) ? anyoneTrusted : undefined);
      return mistake === undefined ? [] : [`trusted proxy '${block}' ${mistake}`];
    }),
    ...clients.flatMap(({ name, allowedAddresses: own }) => [
      ...listMistakes(`of client '${name}'`, own),
      ...(own ?? [])
        .filter((block) => blockMistake(block) === undefined && !isWithinReach(block, allowed))
        .map((block) => `allowed address '${block}' of client '${name}' ${outsideGateway(allowed ?? [])}`),
    ]),
  ];
}

function listMistakes(whose: string, blocks: readonly string[] | undefined): string[] {
  if (blocks?.length === 0) return [`the allowed addresses ${whose} are an empty list: nobody could ask`];
  return (blocks ?? []).flatMap((block) => {
    const mistake = blockMistake(block);
    return mistake === undefined ? [] : [`allowed address '${block}' ${whose} ${mistake}`];
  });
}
