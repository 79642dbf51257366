import type * as pulumi from "@pulumi/pulumi";
import { gpuMachineType } from "../../catalogue";
import type { MadeNodePool } from "../adapter";
import { agentUserData, type ClusterSecrets, type NodePlan } from "../k3s";
import { nodeLabels, nodeTaints } from "../nodeMarks";
import type { Mirror, NodePoolSpec } from "../spec";
import type { HetznerContext } from "./context";
import { dedicatedInstallation } from "./dedicated";
import { generationOf } from "./generations";
import { makeMachine, makePlacementGroups } from "./machine";
import { architectureOf, isDedicated, machineFacts } from "./machines";
import type { ClusterNetwork } from "./network";

/** What the node pools of a cluster have in common. */
export interface PoolContext {
  readonly context: HetznerContext;
  readonly network: ClusterNetwork;
  readonly secrets: ClusterSecrets;
  readonly mirror: Mirror;
  readonly proxy: string;
  readonly timeServer: string | undefined;
  /** What nodes need before they can join. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Makes the machines of a pool, or tells how those are installed that Hetzner starts for nobody. */
export function makeNodePool(
  name: string,
  pool: NodePoolSpec,
  parent: pulumi.Resource,
  pools: PoolContext,
): MadeNodePool {
  const { context, network, secrets } = pools;
  const poolName = `${context.clusterName}-${pool.name}`;
  if (isDedicated(pool.machineType)) {
    const plans = nodeNames(pool, poolName).map(({ nodeName }) => nodePlan(nodeName, pool, pools));
    const resources = network.dedicated === undefined ? [] : [network.dedicated];
    return { resources, installation: dedicatedInstallation(pool, plans, context, secrets) };
  }
  const options = { ...context.options, parent };
  const groupOf = makePlacementGroups(name, poolName, pool.count, context, options);
  const resources = nodeNames(pool, poolName).map(({ suffix, nodeName }, index) =>
    makeMachine(
      `${name}-${suffix}`,
      {
        role: "agent",
        nodeName,
        machineType: pool.machineType,
        userData: agentUserData(nodePlan(nodeName, pool, pools), secrets),
        placementGroup: groupOf(index),
      },
      context,
      network,
      { ...options, dependsOn: [...pools.dependsOn] },
    ),
  );
  return { resources };
}

function nodeNames({ count, replacements = 0 }: NodePoolSpec, poolName: string) {
  return Array.from({ length: count }, (_, index) => {
    const suffix = `${index + 1}-${generationOf(index, count, replacements) + 1}`;
    return { suffix, nodeName: `${poolName}-${suffix}` };
  });
}

function nodePlan(name: string, pool: NodePoolSpec, pools: PoolContext): NodePlan {
  const { spec, layout } = pools.context;
  const gpu = gpuMachineType("hetzner", pool.machineType)?.gpu;
  return {
    name,
    architecture: architectureOf(pool.machineType),
    apiAddress: layout.api,
    network: spec.network,
    labels: nodeLabels(pool, gpu),
    taints: nodeTaints(pool, gpu),
    mirror: pools.mirror,
    proxy: pools.proxy,
    timeServer: pools.timeServer,
    facts: isDedicated(pool.machineType) ? [] : machineFacts,
  };
}
