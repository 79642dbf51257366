import { changedKeys, sameValue } from "../protocol";
import type { DiffRequest, DiffResult, PropertyObject } from "../protocol";
import { isUnknownInput, parseConfiguration } from "./configuration";
import { activeCluster } from "./kubeconfig";

const clusterInputs: readonly string[] = ["kubeconfig", "context", "cluster"];

/**
 * What a change of the provider's configuration means for its objects. They are replaced when they would lie in another
 * cluster: `clusterIdentifier` decides where both sides have it, else the kubeconfig's active cluster; a kubeconfig that
 * is not known yet counts as another cluster.
 */
export async function diffConfiguration(
  request: Pick<DiffRequest, "oldInputs" | "newInputs">,
): Promise<DiffResult> {
  const { oldInputs, newInputs } = request;
  const changed = changedKeys(oldInputs, newInputs);
  if (changed.length === 0) return { changes: false };
  const replaces = await replacedBy(
    oldInputs,
    newInputs,
    changed.map(([name]) => name),
  );
  return {
    changes: true,
    replaces,
    detailedDiff: Object.fromEntries(
      changed.map(([name, change]) => [name, replaces.includes(name) ? replacing[change] : change]),
    ),
  };
}

const replacing = {
  add: "add-replace",
  update: "update-replace",
  delete: "delete-replace",
  "add-replace": "add-replace",
  "update-replace": "update-replace",
  "delete-replace": "delete-replace",
} as const;

async function replacedBy(
  olds: PropertyObject,
  news: PropertyObject,
  changed: readonly string[],
): Promise<readonly string[]> {
  const [before, after] = [olds["clusterIdentifier"], news["clusterIdentifier"]];
  const identified = before !== undefined && after !== undefined;
  if (identified && sameValue(before, after)) return [];
  const identifier = identified ? ["clusterIdentifier"] : [];
  const unknown = clusterInputs.filter((name) => isUnknownInput(news[name]));
  if (unknown.length > 0) return [...identifier, ...unknown];
  const [oldCluster, newCluster] = [await clusterOf(olds), await clusterOf(news)];
  const moved = oldCluster !== undefined && newCluster !== undefined && oldCluster !== newCluster;
  return moved ? [...identifier, ...clusterInputs.filter((name) => changed.includes(name))] : identifier;
}

async function clusterOf(inputs: PropertyObject): Promise<string | undefined> {
  try {
    return await activeCluster(parseConfiguration(inputs, {}));
  } catch {
    // A kubeconfig that cannot be read names no cluster; using it will tell what is wrong with it.
    return undefined;
  }
}
