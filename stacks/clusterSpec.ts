import { adapters } from "../infra/clouds";
import type { ClusterSpec, NodePoolSpec } from "../infra/clouds/spec";
import type { MadeSite } from "./siteSchema";

/** What of a stack goes into each of its clusters. */
export interface StackMarks {
  readonly stack: string;
  readonly jurisdiction: readonly string[];
  readonly owner?: string | undefined;
}

/** A site's settings as its cloud's adapter takes them. */
export function clusterSpec(site: MadeSite, marks: StackMarks): ClusterSpec {
  const { location, kubernetesVersion, apiAccess, network, administrators, existing } = site;
  return {
    ...{ location, kubernetesVersion, apiAccess, network, administrators, existing },
    zones: site.zones ?? adapters[site.cloud].defaultZones,
    isProtected: site.protected,
    tags: {
      "domicile-stack": marks.stack,
      "domicile-jurisdiction": marks.jurisdiction.join("-"),
      ...(marks.owner === undefined ? {} : { owner: marks.owner }),
    },
  };
}

/** A site's node pools as its cloud's adapter takes them. */
export function nodePoolSpecs({ nodePools }: Pick<MadeSite, "nodePools">): NodePoolSpec[] {
  return nodePools.map(({ spot, ...pool }) => ({ ...pool, isSpot: spot }));
}
