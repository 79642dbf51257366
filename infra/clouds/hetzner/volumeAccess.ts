import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../kubernetes/labels";
import { namespace } from "./podParts";

/** What the makers of volumes do with objects. Source: the driver's own role for its controller. */
const rules = [
  {
    apiGroups: [""],
    resources: ["persistentvolumes"],
    verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
  },
  {
    apiGroups: [""],
    resources: ["persistentvolumeclaims", "persistentvolumeclaims/status"],
    verbs: ["get", "list", "watch", "update", "patch"],
  },
  { apiGroups: [""], resources: ["nodes", "pods"], verbs: ["get", "list", "watch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list", "watch", "create", "update", "patch"] },
  {
    apiGroups: ["storage.k8s.io"],
    resources: ["csinodes", "storageclasses", "volumeattributesclasses"],
    verbs: ["get", "list", "watch"],
  },
  {
    apiGroups: ["storage.k8s.io"],
    resources: ["volumeattachments"],
    verbs: ["get", "list", "watch", "update", "patch"],
  },
  { apiGroups: ["storage.k8s.io"], resources: ["volumeattachments/status"], verbs: ["patch"] },
];

/** Makes the account of the makers of volumes, who see no Secret: those of volumes are the kubelet's to hand over. */
export function makeVolumeAccess(
  name: string,
  account: string,
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const metadata = { name: account, labels: ownLabels };
  const role = new k8s.rbac.v1.ClusterRole(name, { metadata, rules }, options);
  return [
    role,
    new k8s.core.v1.ServiceAccount(name, { metadata: { ...metadata, namespace } }, options),
    new k8s.rbac.v1.ClusterRoleBinding(
      name,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: account },
        subjects: [{ kind: "ServiceAccount", name: account, namespace }],
      },
      options,
    ),
  ];
}
