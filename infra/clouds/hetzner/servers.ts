import type { Server } from "@pulumi/hcloud/server";
import type * as pulumi from "@pulumi/pulumi";
import { serverUserData, type ClusterSecrets } from "../k3s";
import type { Mirror, ServersSpec } from "../spec";
import type { HetznerContext } from "./context";
import { generationOf } from "./generations";
import { architectureOf, machineFacts } from "./machines";
import { makeMachine, makePlacementGroups } from "./machine";
import type { ClusterNetwork } from "./network";

/** What the servers of a cluster are made from. */
export interface ServersArgs {
  readonly servers: ServersSpec;
  readonly mirror: Mirror;
  readonly network: ClusterNetwork;
  readonly secrets: ClusterSecrets;
  /** What leads out of the network. */
  readonly proxy: string;
  /** Who tells the time. */
  readonly timeServer: string | undefined;
  /** Public addresses of the API. */
  readonly apiNames: readonly pulumi.Input<string>[];
  /** What must be there before the first of them. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * Makes the servers, one after the other. The first one begins the cluster; once it was replaced, its successor joins the
 * others like any.
 */
export function makeServers(context: HetznerContext, args: ServersArgs): readonly Server[] {
  const { name, clusterName, spec, options } = context;
  const { count } = args.servers;
  const groupOf = makePlacementGroups(`${name}-servers`, `${clusterName}-servers`, count, context, options);
  const made: Server[] = [];
  for (let index = 0; index < count; index += 1) {
    const generation = generationOf(index, count, args.servers.replacements);
    const suffix = `server-${index + 1}-${generation + 1}`;
    made.push(
      makeMachine(
        `${name}-${suffix}`,
        {
          role: "server",
          nodeName: `${clusterName}-${suffix}`,
          machineType: args.servers.machineType,
          userData: userDataOf(context, args, `${clusterName}-${suffix}`, index === 0 && generation === 0),
          placementGroup: groupOf(index),
        },
        context,
        args.network,
        // A single server is all that has the cluster's data; of three, each can be replaced.
        { ...options, protect: spec.isProtected && count === 1, dependsOn: [...args.dependsOn, ...made] },
      ),
    );
  }
  return made;
}

function userDataOf(
  { spec, layout }: HetznerContext,
  { servers, mirror, secrets, proxy, timeServer, apiNames }: ServersArgs,
  name: string,
  isFirst: boolean,
): pulumi.Output<string> {
  const plan = {
    name,
    architecture: architectureOf(servers.machineType),
    apiAddress: layout.api,
    network: spec.network,
    labels: {},
    taints: [],
    mirror,
    proxy,
    timeServer,
    facts: machineFacts,
    isFirst,
    signIn: spec.signIn,
  };
  return serverUserData(plan, apiNames, secrets);
}
