import { PlacementGroup } from "@pulumi/hcloud/placementGroup";
import { Server } from "@pulumi/hcloud/server";
import type * as pulumi from "@pulumi/pulumi";
import { machineImage, numberOf, roleLabel, type HetznerContext } from "./context";
import type { ClusterNetwork } from "./network";

/** Machines that Hetzner keeps apart in one group, at most. */
const mostInGroup = 10;

/** What a machine of a cluster is made from. */
export interface MachineArgs {
  readonly role: "server" | "agent";
  /** What it is called, in Kubernetes as well. */
  readonly nodeName: string;
  readonly machineType: string;
  readonly userData: pulumi.Output<string>;
  readonly placementGroup: PlacementGroup;
}

/**
 * Makes a machine that no one reaches from outside. It stays as it was made: what it is told at its start, its image and
 * its type are what the stack said then, so that a change of any of them replaces no machine, least of all every server
 * at once. A machine of a further generation is made by what the stack says now; see `generationOf`.
 */
export function makeMachine(
  name: string,
  args: MachineArgs,
  { spec, labels }: HetznerContext,
  { subnetId }: ClusterNetwork,
  options: pulumi.CustomResourceOptions,
): Server {
  const { role, nodeName, machineType, userData, placementGroup } = args;
  return new Server(
    name,
    {
      name: nodeName,
      serverType: machineType,
      image: machineImage,
      location: spec.location,
      publicNets: [{ ipv4Enabled: false, ipv6Enabled: false }],
      networks: [{ subnetId, aliasIps: [] }],
      placementGroupId: numberOf(placementGroup),
      labels: { ...labels, [roleLabel]: role },
      userData,
      shutdownBeforeDeletion: true,
    },
    { ...options, ignoreChanges: ["userData", "image", "serverType"] },
  );
}

/** Makes groups for `count` machines, which stand on different hosts; gives that of the machine with an index. */
export function makePlacementGroups(
  name: string,
  groupName: string,
  count: number,
  { labels }: HetznerContext,
  options: pulumi.CustomResourceOptions,
): (index: number) => PlacementGroup {
  const groups = Array.from(
    { length: Math.ceil(count / mostInGroup) },
    (_, number) =>
      new PlacementGroup(
        `${name}-group-${number + 1}`,
        { name: `${groupName}-${number + 1}`, type: "spread", labels: { ...labels } },
        options,
      ),
  );
  return (index) => {
    const group = groups[Math.floor(index / mostInGroup)];
    if (group === undefined) throw new Error(`no placement group for machine ${index + 1} of '${name}'`);
    return group;
  };
}
