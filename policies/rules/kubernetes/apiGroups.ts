import { isOwnGroup } from "./object";

/** Custom resources that are permitted without being named in an approval's `apiGroups`. */
interface KnownGroup {
  readonly group: string;
  /** What brings it. */
  readonly project: string;
  /** Whether its resources make pods, and so may name images. */
  readonly makesPods: boolean;
}

/**
 * Groups whose resources stay in the cluster, or say in fields that the rules read what leaves it. A group whose
 * resources make cloud resources, install charts or fetch models is none of them: an approval has to name it.
 */
export const knownGroups: readonly KnownGroup[] = [
  { group: "gateway.networking.k8s.io", project: "Gateway API", makesPods: false },
  { group: "inference.networking.k8s.io", project: "Gateway API Inference Extension", makesPods: false },
  { group: "inference.networking.x-k8s.io", project: "Gateway API Inference Extension", makesPods: false },
  { group: "cert-manager.io", project: "cert-manager", makesPods: false },
  { group: "acme.cert-manager.io", project: "cert-manager", makesPods: false },
  { group: "keda.sh", project: "KEDA", makesPods: true },
  { group: "leaderworkerset.x-k8s.io", project: "LeaderWorkerSet", makesPods: true },
  { group: "jobset.x-k8s.io", project: "JobSet", makesPods: true },
  { group: "monitoring.coreos.com", project: "Prometheus Operator", makesPods: true },
  { group: "snapshot.storage.k8s.io", project: "CSI snapshots", makesPods: false },
  { group: "groupsnapshot.storage.k8s.io", project: "CSI snapshots", makesPods: false },
  { group: "metrics.k8s.io", project: "Metrics API", makesPods: false },
  { group: "custom.metrics.k8s.io", project: "Metrics API", makesPods: false },
  { group: "external.metrics.k8s.io", project: "Metrics API", makesPods: false },
  { group: "cilium.io", project: "Cilium", makesPods: false },
  { group: "policy.networking.k8s.io", project: "Network Policy API", makesPods: false },
];

const knownByGroup: ReadonlyMap<string, KnownGroup> = new Map(
  knownGroups.map((known) => [known.group, known]),
);

/** Whether resources of a group may be made without being named in an approval. */
export function isKnownGroup(group: string): boolean {
  return isOwnGroup(group) || knownByGroup.has(group);
}

/** Whether resources of a custom group may make pods: those of groups that nobody knows may. */
export function mayMakePods(group: string): boolean {
  return knownByGroup.get(group)?.makesPods ?? true;
}
