import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { ownLabels } from "../../kubernetes/labels";
import type { MadeStorage } from "../adapter";
import type { HetznerContext } from "./context";
import type { ClusterNetwork } from "./network";

const namespace = "kube-system";

/** The Secret with the passphrase that volumes are encrypted by, on the node, before Hetzner sees a byte (LUKS). */
const passphraseSecret = "domicile-volumes";

/** How the driver of Hetzner's volumes makes encrypted ones. Source: its documentation. */
export const encryptedStorage: MadeStorage = {
  provisioner: "csi.hetzner.cloud",
  parameters: {
    "csi.storage.k8s.io/node-publish-secret-name": passphraseSecret,
    "csi.storage.k8s.io/node-publish-secret-namespace": namespace,
  },
};

/** Makes what of a cluster is Kubernetes objects: whom its administrators are, and what its volumes are encrypted by. */
export function makeObjects(
  { name, spec, options, secrets }: HetznerContext,
  _network: ClusterNetwork,
  provider: k8s.Provider,
): readonly pulumi.Resource[] {
  const own = { parent: options.parent, provider };
  // Without it all that is on volumes is lost.
  const passphrase = new RandomPassword(
    `${name}-volumes-passphrase`,
    { length: 48, special: false },
    { parent: options.parent, provider: secrets.random, protect: spec.isProtected },
  );
  const secret = new k8s.core.v1.Secret(
    `${name}-volumes-passphrase`,
    {
      metadata: { name: passphraseSecret, namespace, labels: ownLabels },
      stringData: { "encryption-passphrase": passphrase.result },
    },
    own,
  );
  return [secret, ...spec.administrators.map((group) => letIn(name, group, own))];
}

/** Lets a group of people administer the cluster, as whom they sign in with names it. */
function letIn(name: string, group: string, options: pulumi.CustomResourceOptions): pulumi.Resource {
  return new k8s.rbac.v1.ClusterRoleBinding(
    `${name}-administrators-${group}`,
    {
      metadata: { name: `domicile-administrators-${group.toLowerCase()}`, labels: ownLabels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: `oidc:${group}` }],
    },
    options,
  );
}
