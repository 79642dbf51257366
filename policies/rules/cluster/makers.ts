/**
 * Our components that make the machines of a cluster, by the cloud that they claim: the place of those machines was
 * judged, so that a server without a name that tells a location stands there. A component of an existing cluster is none.
 */
const makersByCloud: ReadonlyMap<string, string> = new Map([
  ["hetzner", "domicile:index:HetznerCluster"],
  ["openstack", "domicile:index:OpenStackCluster"],
]);

/** Our component of a cluster that exists already: what it claims is not proved, save that it is on this machine. */
const existingCluster = "domicile:index:Cluster";

/** Whether the provider of this URN belongs to the component that makes clusters of `cloud`. */
export function isMadeByUs(urn: string, cloud: string): boolean {
  const maker = makersByCloud.get(cloud);
  return maker !== undefined && parentOf(urn) === maker;
}

/** Whether the provider of this URN belongs to our component of a cluster. */
export function isOfOurCluster(urn: string): boolean {
  return parentOf(urn) === existingCluster;
}

/** The type of a resource's parent: URNs name the types of all parents, e.g. `A$B$C`. */
function parentOf(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-2);
}
