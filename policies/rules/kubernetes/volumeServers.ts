import { isInputs } from "../../values";
import type { Approval } from "../../approval/approval";
import type { Finding } from "../rule";
import { addressProblems } from "./addresses";
import { kubernetesRule } from "./kubernetesRule";
import type { KubernetesKind, KubernetesObject } from "./object";
import { locate, locateAll, type Located } from "./located";
import { makesPods, podTemplatesOf } from "./pods";

/** Where volumes name the servers that hold their data. Source: Kubernetes' API reference, Volume and PersistentVolume. */
const volumePaths: readonly string[] = [
  "nfs.server",
  "iscsi.targetPortal",
  "iscsi.portals",
  "cephfs.monitors",
  "rbd.monitors",
  "quobyte.registry",
  "scaleIO.gateway",
  "flexVolume.options.server",
  "flexVolume.options.source",
  "gitRepo.repository",
  ...["server", "source", "endpoint", "url", "monitors"].map((key) => `csi.volumeAttributes.${key}`),
];

/** The same by the kind of volume that they are about, of which a volume has one. */
const pathsByVolume = Map.groupBy(volumePaths, (path) => path.slice(0, path.indexOf(".")));

/** Where StorageClasses do: NFS and SMB drivers, Quobyte, GlusterFS, and drivers of S3. */
const parameterPaths: readonly string[] = [
  "server",
  "source",
  "endpoint",
  "resturl",
  "quobyteAPIServer",
  "registry",
  "monitors",
].map((key) => `parameters.${key}`);

/** Servers outside the cluster on which volumes lie. */
export const volumeServer = kubernetesRule({
  id: "kubernetes-volume-server",
  title: "Volumes lie on servers inside the cluster or on approved ones",
  why: "A volume of NFS, iSCSI, SMB or Ceph is a server somewhere, and its address does not say where.",
  fix: "Use a volume of the cluster's cloud, or add the server to 'endpoints' of the approval.",
  concerns: (kind) => isStorage(kind) || makesPods(kind),
  check: (object, approval) => serversOf(object).flatMap((server) => serverProblems(approval, server)),
});

function isStorage({ kind, isBuiltIn }: KubernetesKind): boolean {
  return isBuiltIn && (kind === "StorageClass" || kind === "PersistentVolume");
}

function serversOf(object: KubernetesObject): Located[] {
  if (object.kind === "StorageClass" && object.isBuiltIn) {
    return locateAll(object.inputs, parameterPaths);
  }
  const volumes =
    object.kind === "PersistentVolume" && object.isBuiltIn
      ? locate(object.inputs, "spec")
      : podTemplatesOf(object).flatMap((template) => template.volumes);
  return volumes.flatMap(({ path, value }) =>
    isInputs(value)
      ? Object.keys(value).flatMap((kind) => locateAll(value, pathsByVolume.get(kind) ?? [], path))
      : [{ path, value }],
  );
}

/** SMB writes `//server/share`, iSCSI and Ceph several servers with commas between them. */
function serverProblems(approval: Approval, { path, value }: Located): Finding[] {
  if (typeof value !== "string") return addressProblems(approval, { path, value });
  return value
    .split(",")
    .flatMap((part) => addressProblems(approval, { path, value: part.trim().replace(/^\/\//, "") }));
}
