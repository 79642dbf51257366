import { unknownText, withDefaults, type ProviderTemplate, type Template } from "./template";

const provider: ProviderTemplate = {
  type: "pulumi:providers:hcloud",
  name: "hetzner",
  inputs: { token: "a token", version: "1.41.0" },
};

const labels = { app: "assistant", pool: "gpu" };

/** A platform on Hetzner: machines in a network behind a load balancer. */
export const hetznerSample: readonly Template[] = [
  of("hcloud:index/network:Network", { ipRange: "10.0.0.0/8", labels }),
  of("hcloud:index/networkSubnet:NetworkSubnet", {
    networkId: unknownText,
    ipRange: "10.0.1.0/24",
    networkZone: "eu-central",
    type: "cloud",
  }),
  of("hcloud:index/server:Server", {
    location: "fsn1",
    serverType: "ccx23",
    image: "debian-13",
    sshKeys: ["keeper"],
    userData: "#cloud-config\nruncmd: [systemctl enable --now k3s]\n",
    networks: [{ networkId: unknownText, ip: "10.0.1.10" }],
    publicNets: [{ ipv4Enabled: false, ipv6Enabled: true }],
    labels,
  }),
  of("hcloud:index/volume:Volume", { location: "fsn1", size: 100, format: "ext4", labels }),
  of("hcloud:index/loadBalancer:LoadBalancer", {
    location: "fsn1",
    loadBalancerType: "lb11",
    algorithm: { type: "round_robin" },
    labels,
  }),
  of("hcloud:index/firewall:Firewall", {
    rules: [443, 6443].map((port) => ({
      direction: "in",
      protocol: "tcp",
      port: String(port),
      sourceIps: ["10.0.0.0/8"],
    })),
    labels,
  }),
];

function of(type: string, inputs: Template["inputs"]): Template {
  return { type, name: "assistant", inputs: withDefaults(inputs), provider };
}
