import { extension, type Json } from "./json";

/** What a listener is made from. */
export interface InnerListener {
  /** Also the prefix of its statistics. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly routes: readonly Json[];
  readonly filters: readonly Json[];
  /** Settings of its connection manager on top. */
  readonly settings: Readonly<Record<string, Json>>;
}

/** A listener for those who run the gateway, not for clients: its routes are known from the start, and have no keys. */
export function innerListener({ name, address, port, routes, filters, settings }: InnerListener) {
  const manager = extension(
    "envoy.filters.network.http_connection_manager",
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: name,
      route_config: { name, virtual_hosts: [{ name, domains: ["*"], routes }] },
      http_filters: filters,
      ...settings,
    },
  );
  return {
    name,
    address: { socket_address: { address, port_value: port } },
    filter_chains: [{ filters: [manager] }],
  };
}

/** The last filter of a listener: it sends requests on. */
export const routerFilter = extension(
  "envoy.filters.http.router",
  "envoy.extensions.filters.http.router.v3.Router",
);
