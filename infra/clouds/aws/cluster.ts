import * as pulumi from "@pulumi/pulumi";
import type { MadeCluster } from "../adapter";
import type { ClusterSpec } from "../spec";
import { makeAddons, makeAddonsOnNodes } from "./addons";
import { awsContext } from "./context";
import { makeControlPlane, openApi } from "./controlPlane";
import { clusterKey } from "./key";
import { eksKubeconfig } from "./kubeconfig";
import { clusterNetwork } from "./network";
import { makeNodePool } from "./nodePool";
import { makeRole } from "./roles";

/** Makes an EKS cluster: see the contract. Its nodes and pods reach the services of the region only. */
export function makeCluster(name: string, spec: ClusterSpec, parent: pulumi.Resource): MadeCluster {
  const context = awsContext(name, spec, parent);
  const role = makeRole(context, "control-plane");
  const keyArn = clusterKey(context, role.arn);
  const { subnetIds, endpoints } = clusterNetwork(context);
  const cluster = makeControlPlane(context, { role, keyArn, subnetIds });
  const openings = openApi(context, cluster);
  const roles = { network: makeRole(context, "network"), volumes: makeRole(context, "volumes") };
  const addons = { context, cluster, roles, keyArn };
  const dependsOn = [...endpoints, ...makeAddons(addons)];
  const pools = { context, cluster, node: makeRole(context, "node"), keyArn, subnetIds, dependsOn };
  const { name: clusterName, endpoint, certificateAuthority } = cluster;
  return {
    kubeconfig: pulumi
      .all([clusterName, endpoint, certificateAuthority.data])
      .apply(([known, server, data]) =>
        eksKubeconfig({
          name: known,
          region: spec.location,
          endpoint: server,
          certificateAuthority: data,
        }),
      ),
    storage: {
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true", kmsKeyId: keyArn },
    },
    makeNodePool: (poolName, pool, poolParent) => makeNodePool(poolName, pool, poolParent, pools),
    complete: (nodes) => [...openings, ...makeAddonsOnNodes(addons, nodes)],
  };
}
