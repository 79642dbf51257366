import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import { gpuMachineType } from "../../catalogue";
import type { MadeNodePool } from "../adapter";
import { nodeLabels, nodeTaints } from "../nodeMarks";
import type { NodePoolSpec, Taint } from "../spec";
import type { AwsContext } from "./context";
import { amiType } from "./machines";
import type { MadeRole } from "./roles";

/** What the node pools of a cluster have in common. */
export interface PoolContext {
  readonly context: AwsContext;
  readonly cluster: eks.Cluster;
  readonly node: MadeRole;
  readonly keyArn: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** What nodes need before they can join. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Makes a managed node group. Its nodes are replaced one after the other, so that a GPU is never short twice. */
export function makeNodePool(
  name: string,
  pool: NodePoolSpec,
  parent: pulumi.Resource,
  { context, cluster, node, keyArn, subnetIds, dependsOn }: PoolContext,
): MadeNodePool {
  const options = { ...context.options, parent };
  const template = launchTemplate(name, pool, context, keyArn, options);
  const gpus = gpuMachineType("aws", pool.machineType)?.gpu;
  const group = new eks.NodeGroup(
    `${name}-nodes`,
    {
      clusterName: cluster.name,
      nodeGroupName: pool.name,
      nodeRoleArn: node.arn,
      subnetIds: subnetsOf(pool, context, subnetIds),
      version: context.spec.kubernetesVersion,
      amiType: amiType(pool.machineType),
      capacityType: capacityType(pool),
      // A reservation is of the template, and of one type.
      ...(pool.capacityReservation === undefined ? { instanceTypes: [pool.machineType] } : {}),
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      labels: nodeLabels(pool, gpus),
      taints: nodeTaints(pool, gpus).map(eksTaint),
      scalingConfig: { minSize: pool.count, desiredSize: pool.count, maxSize: pool.count },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
    },
    { ...options, dependsOn: [...node.permissions, ...dependsOn] },
  );
  return { resources: [group] };
}

/** There is one subnet for each zone of the cluster, in their order. */
function subnetsOf(
  { zones }: NodePoolSpec,
  { spec }: AwsContext,
  subnetIds: readonly pulumi.Input<string>[],
): pulumi.Input<string>[] {
  return subnetIds.filter((_, index) => zones === undefined || zones.includes(spec.zones[index] ?? ""));
}

/** Disks encrypted by the cluster's key; a pod cannot ask the metadata service in its node's name: one hop is the node's. */
function launchTemplate(
  name: string,
  pool: NodePoolSpec,
  { spec }: AwsContext,
  keyArn: pulumi.Output<string>,
  options: pulumi.CustomResourceOptions,
): ec2.LaunchTemplate {
  const { capacityReservation: reservation, diskGiB } = pool;
  return new ec2.LaunchTemplate(
    `${name}-template`,
    {
      updateDefaultVersion: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: diskGiB,
            encrypted: "true",
            kmsKeyId: keyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      // Default tags of the provider mark the template, not what is started from it.
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: spec.tags })),
      ...(reservation === undefined
        ? {}
        : {
            instanceType: pool.machineType,
            instanceMarketOptions: { marketType: "capacity-block" },
            capacityReservationSpecification: {
              capacityReservationTarget: { capacityReservationId: reservation },
            },
          }),
    },
    options,
  );
}

function capacityType({ capacityReservation, isSpot }: NodePoolSpec): string {
  if (capacityReservation !== undefined) return "CAPACITY_BLOCK";
  return isSpot ? "SPOT" : "ON_DEMAND";
}

/** EKS writes effects in capitals: `NO_SCHEDULE`. */
function eksTaint({ key, value, effect }: Taint) {
  const written = effect.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  return { key, effect: written, ...(value === undefined ? {} : { value }) };
}
