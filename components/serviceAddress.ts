import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/**
 * The ClusterIPs of Services, in their order: they outlive the pods, and nobody has to ask the cluster's DNS.
 * @param owner under whom an error is shown
 */
export function serviceAddresses(
  services: readonly k8s.core.v1.Service[],
  owner: pulumi.Resource,
): pulumi.Output<string[]> {
  const all = pulumi.all(services.map((service) => service.spec.clusterIP));
  return all.apply((addresses: readonly (string | undefined)[]) => {
    const known = addresses.flatMap((address = "") => (address === "" ? [] : [address]));
    if (known.length === addresses.length) return pulumi.output(known);
    // A preview by someone who may not ask the API server shows a Service without what the server would give it.
    if (pulumi.runtime.isDryRun()) return pulumi.output(pulumi.unknown).apply((): string[] => []);
    throw new pulumi.ResourceError("a Service has no ClusterIP", owner, true);
  });
}
