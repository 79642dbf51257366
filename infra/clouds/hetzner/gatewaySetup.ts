import { apiPort, type MachineSetup } from "../k3s";

/** What a gateway server is set up from. */
export interface GatewayPlan {
  /** The block of the cluster's network: only from there is it asked. */
  readonly network: string;
  readonly proxyPort: number;
  /** The hosts that nodes may speak to, by name. */
  readonly hosts: readonly string[];
  /** The ports at which they may. */
  readonly ports: readonly number[];
  /** The API's address in the network, and from where outside it can be reached; nowhere where that is empty. */
  readonly api: string;
  readonly apiAccess: readonly string[];
}

const folder = "/etc/domicile";
const program = "/usr/local/sbin/domicile-gateway";

/**
 * What makes a machine the only way out of a cluster's network, and the way in to its API. It forwards no packets out:
 * it is a proxy that takes the names of a few hosts, and nodes look up none themselves.
 */
export function gatewaySetup(plan: GatewayPlan): MachineSetup {
  return {
    packages: ["chrony", "tinyproxy"],
    program,
    files: [
      { path: `${folder}/tinyproxy.conf`, mode: "0644", content: proxyConfiguration(plan) },
      { path: `${folder}/tinyproxy.hosts`, mode: "0644", content: hostPatterns(plan.hosts) },
      { path: "/etc/nftables.conf", mode: "0755", content: packetFilter(plan) },
      { path: "/etc/sysctl.d/90-domicile.conf", mode: "0644", content: forwarding(plan) },
      {
        path: "/etc/chrony/conf.d/domicile.conf",
        mode: "0644",
        content: `allow ${plan.network}\n`,
      },
      { path: program, mode: "0700", content: setUp },
    ],
  };
}

function proxyConfiguration({ network, proxyPort, ports }: GatewayPlan): string {
  return `User tinyproxy
Group tinyproxy
Port ${proxyPort}
Timeout 600
MaxClients 400
Allow ${network}
${ports.map((port) => `ConnectPort ${port}\n`).join("")}DisableViaHeader Yes
LogLevel Connect
Syslog On
Filter "${folder}/tinyproxy.hosts"
FilterURLs Off
FilterCaseSensitive Off
FilterDefaultDeny Yes
`;
}

/** Each whole name, as a regular expression. */
function hostPatterns(hosts: readonly string[]): string {
  return hosts.map((host) => `^${host.replaceAll(".", "\\.")}$\n`).join("");
}

function forwarding({ apiAccess }: GatewayPlan): string {
  return `net.ipv4.ip_forward=${apiAccess.length > 0 ? 1 : 0}\n`;
}

/** Beside Hetzner's firewall, which does not see the private network. */
function packetFilter({ network, proxyPort, api, apiAccess }: GatewayPlan): string {
  const callers = `ip saddr { ${apiAccess.join(", ")} }`;
  const isOpen = apiAccess.length > 0;
  return `#!/usr/sbin/nft --file
flush ruleset
table ip gateway {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname "lo" accept
    ip saddr ${network} tcp dport ${proxyPort} accept
    ip saddr ${network} udp dport 123 accept
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
${isOpen ? `    ${callers} ip daddr ${api} tcp dport ${apiPort} accept\n` : ""}  }
${isOpen ? translation(callers, api) : ""}}
`;
}

/** The API's load balancer answers to its own network only, so that callers come with the gateway server's address. */
function translation(callers: string, api: string): string {
  return `  chain prerouting {
    type nat hook prerouting priority -100; policy accept;
    ${callers} tcp dport ${apiPort} dnat to ${api}:${apiPort}
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip daddr ${api} tcp dport ${apiPort} masquerade
  }
`;
}

const setUp = `#!/bin/sh
set -eu
passwd --lock root
systemctl disable --now ssh.service ssh.socket 2>/dev/null || true
systemctl restart systemd-sysctl.service
systemctl enable nftables.service
systemctl restart nftables.service
install --mode 0644 ${folder}/tinyproxy.conf /etc/tinyproxy/tinyproxy.conf
systemctl enable tinyproxy.service chrony.service
systemctl restart tinyproxy.service chrony.service
`;
