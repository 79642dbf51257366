import * as pulumi from "@pulumi/pulumi";
import type { MadeCluster } from "../adapter";
import { apiCallers } from "../apiAccess";
import { administratorKubeconfig, apiPort, makeClusterSecrets } from "../k3s";
import type { ClusterSpec } from "../spec";
import { makeApiBalancer } from "./apiBalancer";
import { hetznerContext, type HetznerContext } from "./context";
import { makeGateway } from "./gateway";
import { clusterNetwork, type ClusterNetwork } from "./network";
import { makeNodePool } from "./nodePool";
import { makeServers } from "./servers";
import { encryptedStorage, makeObjects } from "./objects";

/** Makes a cluster of k3s: see the contract. Its nodes have no public address and no route to the outside. */
export function makeCluster(name: string, spec: ClusterSpec, parent: pulumi.Resource): MadeCluster {
  const { servers, mirror } = spec;
  if (servers === undefined || mirror === undefined) {
    throw new Error(`the cluster '${name}' has no 'servers' or no 'mirror'`);
  }
  const context = hetznerContext(name, spec, parent);
  const network = clusterNetwork(context);
  const secrets = makeClusterSecrets(name, context.secrets);
  const outside = wayOut(context, network);
  const apiNames = apiCallers(spec).length === 0 ? [] : outside.addresses;
  const before = [...makeApiBalancer(context, network), ...outside.resources];
  const common = { network, secrets, mirror, proxy: outside.proxy, timeServer: outside.timeServer };
  const made = makeServers(context, { ...common, servers, apiNames, dependsOn: before });
  const pools = { ...common, context, dependsOn: made };
  const [address = context.layout.api] = apiNames;
  const url = pulumi.interpolate`https://${address}:${apiPort}`;
  return {
    kubeconfig: administratorKubeconfig(name, url, secrets, context.secrets),
    storage: encryptedStorage,
    makeNodePool: (poolName, pool, poolParent) => makeNodePool(poolName, pool, poolParent, pools),
    complete: (_nodes, inside) => makeObjects(context, network, inside),
  };
}

/** What leads nodes to the few hosts outside: the organisation's own proxy, or the gateway server that is made. */
function wayOut(context: HetznerContext, network: ClusterNetwork) {
  const { proxy } = context.spec.existing;
  if (proxy !== undefined) return { proxy, timeServer: undefined, addresses: [], resources: [] };
  const { address, server } = makeGateway(context, network);
  const { layout } = context;
  return { proxy: layout.proxy, timeServer: layout.gateway, addresses: [address], resources: [server] };
}
