import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { ownLabels } from "../../kubernetes/labels";
import type { ClusterInside, MadeStorage } from "../adapter";
import { makeCloudController } from "./cloudController";
import type { HetznerContext } from "./context";
import type { ClusterNetwork } from "./network";
import { accessSecret, namespace } from "./podParts";
import { hetznerToken } from "./token";
import { makeVolumeDriver, volumeDriver } from "./volumeDriver";

/** The Secret with the passphrase that volumes are encrypted by, on the node, before Hetzner sees a byte (LUKS). */
const passphraseSecret = "domicile-volumes";

/** How the driver of Hetzner's volumes makes encrypted ones. Source: its documentation. */
export const encryptedStorage: MadeStorage = {
  provisioner: volumeDriver,
  parameters: {
    "csi.storage.k8s.io/node-publish-secret-name": passphraseSecret,
    "csi.storage.k8s.io/node-publish-secret-namespace": namespace,
  },
};

/**
 * Makes what of a cluster is Kubernetes objects: Hetzner's controllers, what volumes are encrypted by, and who
 * administers it.
 */
export function makeObjects(
  context: HetznerContext,
  network: ClusterNetwork,
  inside: ClusterInside,
): readonly pulumi.Resource[] {
  const { name, spec, options } = context;
  const own = { parent: options.parent, provider: inside.provider() };
  const access = new k8s.core.v1.Secret(
    `${name}-access`,
    {
      metadata: { name: accessSecret, namespace, labels: ownLabels },
      stringData: { token: hetznerToken(), network: network.networkId.apply(String) },
    },
    own,
  );
  const after = { ...own, dependsOn: [access] };
  return [
    makePassphrase(context, own),
    makeCloudController(context, inside, after),
    ...makeVolumeDriver(context, inside, after),
    ...spec.administrators.map((group) => letIn(name, group, own)),
  ];
}

/** Makes what volumes are encrypted by. Without it all that is on them is lost. */
function makePassphrase(
  { name, spec, options, secrets }: HetznerContext,
  own: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const passphrase = new RandomPassword(
    `${name}-volumes-passphrase`,
    { length: 48, special: false },
    { parent: options.parent, provider: secrets.random, protect: spec.isProtected },
  );
  return new k8s.core.v1.Secret(
    `${name}-volumes-passphrase`,
    {
      metadata: { name: passphraseSecret, namespace, labels: ownLabels },
      stringData: { "encryption-passphrase": passphrase.result },
    },
    { ...own, protect: spec.isProtected },
  );
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
