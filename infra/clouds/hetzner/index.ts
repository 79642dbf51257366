import type { CloudAdapter } from "../adapter";
import { makeCluster } from "./cluster";
import { hetznerMistakes } from "./mistakes";

/** Hetzner Cloud, with k3s as it has no Kubernetes of its own, and its dedicated servers. */
export const hetznerAdapter: CloudAdapter = {
  cloud: "hetzner",
  component: "HetznerCluster",
  defaultZones: [],
  internalLoadBalancer: { "load-balancer.hetzner.cloud/disable-public-network": "true" },
  mistakes: hetznerMistakes,
  makeCluster,
};
