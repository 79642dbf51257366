import type { SpecMistake } from "./adapter";
import { mistakeIf } from "./mistakeIf";
import type { ClusterSpec, NodePoolSpec } from "./spec";

/** What a cloud that runs Kubernetes itself has no use for. */
export function managedMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): SpecMistake[] {
  const { servers, mirror, signIn, existing } = cluster;
  const unused: readonly (readonly [readonly (string | number)[], unknown])[] = [
    [["servers"], servers],
    [["mirror"], mirror],
    [["signIn"], signIn],
    [["existing", "proxy"], existing.proxy],
    [["existing", "vSwitch"], existing.vSwitch],
    ...pools.map(({ replacements }, index) => [["nodePools", index, "replacements"], replacements] as const),
  ];
  return unused.flatMap(([path, input]) =>
    mistakeIf(
      input !== undefined,
      path,
      input,
      "is for clouds that do not run Kubernetes themselves - leave it out",
    ),
  );
}
