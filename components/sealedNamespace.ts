import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultQuota, endpointFlows, type EndpointPorts } from "../infra/kubernetes/isolation";
import { ownLabels } from "../infra/kubernetes/labels";
import { onceMade } from "./onceMade";

/** What a `SealedNamespace` is made from. */
export interface SealedNamespaceArgs extends EndpointPorts {
  /** The namespace's name. */
  namespace: string;
  /** Whether it cannot be deleted, and with it the claims in it. @default false */
  isProtected?: boolean | undefined;
  /** Hard limits of the namespace's ResourceQuota. @default `defaultQuota` */
  quota?: Record<string, string>;
}

/**
 * A namespace that nothing leaves: the Pod Security Standard `restricted` is enforced, every flow in or out is
 * denied but clients → gateway → inference servers and gateway → quota service, and the number of objects is limited.
 */
export class SealedNamespace extends pulumi.ComponentResource {
  /** The namespace's name. What takes it comes after the namespace and its policies, and so starts sealed. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: SealedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:SealedNamespace", name, args, opts);
    const { quota = defaultQuota, isProtected = false } = args;
    const parent = { parent: this };

    const namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: args.namespace,
          labels: {
            ...ownLabels,
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/warn": "restricted",
          },
        },
      },
      { ...parent, protect: isProtected },
    );
    const inside = onceMade(args.namespace, namespace);

    const policies = Object.entries(endpointFlows(args)).map(
      ([role, spec]) =>
        new k8s.networking.v1.NetworkPolicy(
          `${name}-${role}`,
          { metadata: { name: role, namespace: inside }, spec },
          parent,
        ),
    );
    const limits = new k8s.core.v1.ResourceQuota(
      `${name}-quota`,
      { metadata: { name: "quota", namespace: inside }, spec: { hard: quota } },
      parent,
    );

    this.namespace = onceMade(args.namespace, namespace, limits, ...policies);
    this.registerOutputs({ namespace: this.namespace });
  }
}
