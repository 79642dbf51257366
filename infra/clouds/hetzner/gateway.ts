import { Firewall } from "@pulumi/hcloud/firewall";
import { PrimaryIp } from "@pulumi/hcloud/primaryIp";
import { Server } from "@pulumi/hcloud/server";
import type * as pulumi from "@pulumi/pulumi";
import { apiCallers } from "../apiAccess";
import { apiPort, cloudConfig } from "../k3s";
import type { ClusterSpec } from "../spec";
import { machineImage, numberOf, roleLabel, type HetznerContext } from "./context";
import { gatewaySetup } from "./gatewaySetup";
import type { ClusterNetwork } from "./network";

/** The smallest machine: it passes on what nodes fetch at a start, and what controllers ask Hetzner. */
const machineType = "cpx22";

/** Hetzner's own interface, which makes volumes and load balancers for the cluster. */
const hetznerHost = "api.hetzner.cloud";

const everywhere = ["0.0.0.0/0"];

/** The only machine with a public address. */
export interface GatewayServer {
  readonly address: pulumi.Output<string>;
  readonly server: Server;
}

/** Makes the gateway server. It holds nothing, and is replaced when what it lets through changes. */
export function makeGateway(context: HetznerContext, { subnetId }: ClusterNetwork): GatewayServer {
  const { name, clusterName, spec, layout, labels, options } = context;
  const gatewayName = `${clusterName}-gateway`;
  const own = { name: gatewayName, labels: { ...labels, [roleLabel]: "gateway" } };
  const address = new PrimaryIp(
    `${name}-gateway-address`,
    { ...own, type: "ipv4", location: spec.location, assigneeType: "server", autoDelete: false },
    options,
  );
  const firewall = new Firewall(`${name}-gateway-firewall`, { ...own, rules: firewallRules(spec) }, options);
  const plan = {
    network: spec.network,
    proxyPort: layout.proxyPort,
    ...outside(spec),
    api: layout.api,
    apiAccess: apiCallers(spec),
  };
  const server = new Server(
    `${name}-gateway`,
    {
      ...own,
      serverType: machineType,
      image: machineImage,
      location: spec.location,
      publicNets: [{ ipv4Enabled: true, ipv4: numberOf(address), ipv6Enabled: false }],
      networks: [{ subnetId, ip: layout.gateway, aliasIps: [] }],
      firewallIds: [numberOf(firewall)],
      userData: cloudConfig(gatewayName, gatewaySetup(plan)),
    },
    // Two machines cannot have its address.
    { ...options, deleteBeforeReplace: true, ignoreChanges: ["image"] },
  );
  return { address: address.ipAddress, server };
}

/** The hosts and ports outside that nodes may speak to: the mirror, who people sign in with, and Hetzner's interface. */
function outside({ mirror, signIn }: ClusterSpec) {
  const addresses = [mirror?.files, mirror?.registry, signIn?.issuer].flatMap((text) => text ?? []);
  const urls = addresses.map((text) => new URL(text));
  const ports = urls.map(({ port }) => (port === "" ? 443 : Number(port)));
  return {
    hosts: [...new Set([hetznerHost, ...urls.map(({ hostname }) => hostname)])].toSorted(),
    ports: [...new Set([443, ...ports])].toSorted((one, other) => one - other),
  };
}

/** Nothing comes in that is not listed. What goes out is the proxy's and what the system needs: packages, names, time. */
function firewallRules(spec: ClusterSpec) {
  const callers = apiCallers(spec);
  const out = (protocol: "tcp" | "udp", port: number) => ({
    direction: "out",
    protocol,
    port: String(port),
    destinationIps: everywhere,
  });
  return [
    ...(callers.length === 0
      ? []
      : [{ direction: "in", protocol: "tcp", port: String(apiPort), sourceIps: [...callers] }]),
    ...[80, ...outside(spec).ports].map((port) => out("tcp", port)),
    out("tcp", 53),
    out("udp", 53),
    out("udp", 123),
  ];
}
