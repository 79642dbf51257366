import { LoadBalancer } from "@pulumi/hcloud/loadBalancer";
import { LoadBalancerNetwork } from "@pulumi/hcloud/loadBalancerNetwork";
import { LoadBalancerService } from "@pulumi/hcloud/loadBalancerService";
import { LoadBalancerTarget } from "@pulumi/hcloud/loadBalancerTarget";
import type * as pulumi from "@pulumi/pulumi";
import { apiPort } from "../k3s";
import { clusterLabel, numberOf, roleLabel, type HetznerContext } from "./context";
import type { ClusterNetwork } from "./network";

const loadBalancerType = "lb11";

/**
 * Makes what nodes and the gateway server reach the API by, whichever servers run. It has no public address: Hetzner's
 * firewalls do not stand before load balancers, so that nothing could narrow who calls it there.
 * @returns what must be there before the first server
 */
export function makeApiBalancer(
  context: HetznerContext,
  { subnetId }: ClusterNetwork,
): readonly pulumi.Resource[] {
  const { name, clusterName, spec, layout, labels, options } = context;
  const balancer = new LoadBalancer(
    `${name}-api`,
    {
      name: `${clusterName}-api`,
      loadBalancerType,
      location: spec.location,
      labels: { ...labels },
      deleteProtection: spec.isProtected,
    },
    { ...options, protect: spec.isProtected },
  );
  const loadBalancerId = numberOf(balancer);
  const attachment = new LoadBalancerNetwork(
    `${name}-api-network`,
    { loadBalancerId, subnetId, ip: layout.api, enablePublicInterface: false },
    options,
  );
  const service = new LoadBalancerService(
    `${name}-api-service`,
    { loadBalancerId: balancer.id, protocol: "tcp", listenPort: apiPort, destinationPort: apiPort },
    options,
  );
  const target = new LoadBalancerTarget(
    `${name}-api-servers`,
    {
      loadBalancerId,
      type: "label_selector",
      labelSelector: `${clusterLabel}=${clusterName},${roleLabel}=server`,
      usePrivateIp: true,
    },
    { ...options, dependsOn: [attachment] },
  );
  return [attachment, service, target];
}
