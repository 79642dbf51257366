import { sandboxFolders } from "../folders";
import type { ClusterProgram } from "../plan";

/** User and group `nobody`. */
const nobody = 65_534;

/** From the host's loopback to the gateway's port on the node. */
export interface ForwarderPorts {
  readonly gatewayPort: number;
  readonly nodeAddress: string;
  readonly gatewayNodePort: number;
}

/**
 * An Envoy in the host's network namespace that hands connections to 127.0.0.1:<gateway port> on to the node. It is
 * a process of the sandbox like the others, so it ends with the cluster.
 */
export function forwarderProgram(ports: ForwarderPorts): ClusterProgram {
  return {
    name: "forwarder",
    command: [
      "nsenter",
      "--net=/proc/self/fd/3",
      `--setuid=${nobody}`,
      `--setgid=${nobody}`,
      "--",
      `${sandboxFolders.tools}/envoy/envoy`,
      "--disable-hot-restart",
      "--concurrency",
      "1",
      "--log-level",
      "warn",
      "--config-yaml",
      renderForwarder(ports),
    ],
    getsHostNetwork: true,
  };
}

/** Envoy's configuration (JSON): one listener, one cluster, no administration port. */
export function renderForwarder(ports: ForwarderPorts): string {
  return JSON.stringify({
    static_resources: {
      listeners: [
        {
          name: "gateway",
          address: socketAddress("127.0.0.1", ports.gatewayPort),
          filter_chains: [
            {
              filters: [
                {
                  name: "envoy.filters.network.tcp_proxy",
                  typed_config: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                    stat_prefix: "gateway",
                    cluster: "gateway",
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: "gateway",
          type: "STATIC",
          connect_timeout: "5s",
          load_assignment: {
            cluster_name: "gateway",
            endpoints: [
              {
                lb_endpoints: [
                  { endpoint: { address: socketAddress(ports.nodeAddress, ports.gatewayNodePort) } },
                ],
              },
            ],
          },
        },
      ],
    },
  });
}

function socketAddress(address: string, port: number) {
  return { socket_address: { address, port_value: port } };
}
