import type { ClusterInside } from "../adapter";
import { podBlock, serviceBlock } from "../k3s";
import type { HetznerContext } from "./context";

/** Where Hetzner's controllers run. */
export const namespace = "kube-system";

/** The Secret by which they speak to Hetzner: `token`, and `network`, the number of the cluster's. */
export const accessSecret = "hcloud";

/**
 * The image of a part.
 * @throws Error when there is none
 */
export function imageOf({ images }: Pick<ClusterInside, "images">, part: string): string {
  const image = images[part];
  if (image === undefined) throw new Error(`no container image runs '${part}' of Hetzner`);
  return image;
}

/** Variables of containers, in the order of Kubernetes' lists. */
export function plainVariables(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** A variable that is a value of the Secret. */
export function secretVariable(name: string, key: string) {
  return { name, valueFrom: { secretKeyRef: { name: accessSecret, key } } };
}

/** What leads a program to Hetzner's interface, past which it speaks to Kubernetes only. */
export function proxyVariables({ spec, layout }: HetznerContext) {
  return plainVariables({
    HTTPS_PROXY: spec.existing.proxy ?? layout.proxy,
    NO_PROXY: [serviceBlock, podBlock, spec.network, ".svc", ".cluster.local"].join(","),
  });
}

/** What a program needs that writes nothing, and has no right on its node. */
export const confined = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 65_532,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** Servers take Hetzner's controllers: they are up before the first other node is. */
export const onServers = {
  nodeSelector: { "node-role.kubernetes.io/control-plane": "true" },
  tolerations: [
    { key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" },
    { key: "node.cloudprovider.kubernetes.io/uninitialized", operator: "Exists", effect: "NoSchedule" },
    { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  ],
};
