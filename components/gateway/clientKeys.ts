import type { GatewayClient } from "./spec";

/** The filter that compares keys. Routes turn it off for requests that show a token in the place of one. */
export const keyFilterName = "envoy.filters.http.api_key_auth";

/** All keys that are a client's; none where only its tokens name it. */
export function keysOf({ key, olderKeys = [] }: Pick<GatewayClient, "key" | "olderKeys">): readonly string[] {
  return key === undefined ? olderKeys : [key, ...olderKeys];
}
