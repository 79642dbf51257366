import { textAt } from "./json";
import { annotations } from "./annotations";
import { annotationOf, isSecretObject } from "./manifest";
import type { Manifest } from "./manifest";
import { parseApiVersion } from "./typeToken";

/** Path of a field; `*` stands for every item of a list. */
export type FieldPattern = readonly string[];

const podContainer = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];
const podSpec = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
];
const volumeSources = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

const inSpec = (fields: readonly string[]): readonly FieldPattern[] => fields.map((field) => ["spec", field]);
const inContainers = (list: string): readonly FieldPattern[] =>
  podContainer.map((field) => ["spec", list, "*", field]);

/**
 * Fields of built-in kinds that cannot change in place, by group and kind, beside name and namespace.
 * The list is the official plug-in's: what it updates in place, and lets the API server refuse, is so here too.
 */
const immutable: Readonly<Record<string, readonly FieldPattern[]>> = {
  "apps/Deployment": inSpec(["selector"]),
  "apps/DaemonSet": inSpec(["selector"]),
  "apps/StatefulSet": inSpec([
    "podManagementPolicy",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "volumeClaimTemplates",
  ]),
  "batch/Job": inSpec(["completions", "parallelism", "selector", "template"]),
  "/PersistentVolume": inSpec(volumeSources),
  "/PersistentVolumeClaim": inSpec(["accessModes", "selector", "storageClassName", "volumeName"]),
  "/Pod": [...inSpec(podSpec), ...inContainers("containers"), ...inContainers("initContainers")],
  "/ResourceQuota": inSpec(["scopes"]),
  "/Secret": [["type"]],
  "/Service": inSpec(["clusterIP"]),
  "rbac.authorization.k8s.io/ClusterRoleBinding": [["roleRef"]],
  "rbac.authorization.k8s.io/RoleBinding": [["roleRef"]],
  "storage.k8s.io/StorageClass": [["parameters"], ["provisioner"]],
};

/** What the provider's configuration says about objects that hold data. */
export interface Mutability {
  /** Whether a ConfigMap's data may change in place. */
  readonly configMaps: boolean;
  /** Whether a Secret's data may change in place. */
  readonly secrets: boolean;
}

/** The fields of `manifest` whose change needs a new object. */
export function replacementFields(
  manifest: Manifest,
  patch: boolean,
  mutability: Mutability,
): readonly FieldPattern[] {
  const identity: readonly FieldPattern[] = [
    ["metadata", "name"],
    ["metadata", "namespace"],
  ];
  if (patch) return identity;
  const sealed = manifest["immutable"] === true;
  if (isSecretObject(manifest) && (!mutability.secrets || sealed))
    return [...identity, ["type"], ["stringData"], ["data"]];
  const { group } = parseApiVersion(textAt(manifest, "apiVersion"));
  const kind = `${group}/${textAt(manifest, "kind")}`;
  if (kind === "/ConfigMap" && (!mutability.configMaps || sealed))
    return [...identity, ["binaryData"], ["data"]];
  return [...identity, ...(immutable[kind] ?? [])];
}

/** Whether a Job of this manifest is replaced when it has not completed. */
export function replacesUnready(manifest: Manifest): boolean {
  return annotationOf(manifest, annotations.replaceUnready) === "true";
}
