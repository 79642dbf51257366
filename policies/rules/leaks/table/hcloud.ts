import { address, documented } from "./rows";

/** Machines outside Hetzner Cloud that a load balancer sends requests to. */
export const hcloudAddresses = [
  ...documented("Hetzner Cloud API, load balancer targets: addresses of dedicated servers", [
    address("hcloud:index/loadBalancerTarget:LoadBalancerTarget", "ip", "requests sent to"),
  ]),
];
