import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "../onceMade";
import { ownLabels } from "../../infra/kubernetes/labels";
import type { LockApproval } from "../../infra/locks/approval";
import {
  admissionPolicies,
  everyNamespaceButSystem,
  type NamespaceSelector,
} from "../../infra/locks/cluster";
import { orRefuse } from "./refusal";

/** What a `ClusterLock` is made from. */
export interface ClusterLockArgs {
  approval: LockApproval;
  /** The namespaces that it binds, as a label selector. @default all but `kube-system` */
  namespaces?: NamespaceSelector;
  /** What the policies' names begin with: two locks of one cluster need two. @default "domicile" */
  prefix?: string;
}

/**
 * Admission policies that the API server itself enforces, whoever asks: images of approved registries only, by digest
 * where the approval asks for it, and Services that lead outside the cluster to approved endpoints only. They need
 * Kubernetes 1.30, and bind until someone with the right to do so removes them. What runs already goes on.
 */
export class ClusterLock extends pulumi.ComponentResource {
  /** The names of the policies and of their bindings. */
  readonly policyNames: pulumi.Output<string[]>;

  constructor(name: string, args: ClusterLockArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:ClusterLock", name, args, opts);
    const { approval, namespaces = everyNamespaceButSystem, prefix = "domicile" } = args;
    const parent = { parent: this };

    const bindings = orRefuse(this, () => admissionPolicies(approval)).map(({ role, spec }) => {
      const metadata = { name: `${prefix}-${role}`, labels: ownLabels };
      const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${name}-${role}`,
        { metadata, spec },
        parent,
      );
      return new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${name}-${role}-binding`,
        {
          metadata,
          spec: {
            policyName: onceMade(metadata.name, policy),
            validationActions: ["Deny"],
            matchResources: { namespaceSelector: namespaces },
          },
        },
        parent,
      );
    });

    this.policyNames = pulumi.all(bindings.map(({ spec }) => spec.policyName));
    this.registerOutputs({ policyNames: this.policyNames });
  }
}
