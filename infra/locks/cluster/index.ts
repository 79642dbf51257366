import { refuseProblems, type LockApproval } from "../approval";
import type { AdmissionPolicySpec } from "./admission";
import { endpointProblems, externalNameAdmission } from "./externalNameAdmission";
import { imageAdmission } from "./imageAdmission";
import { registryProblems } from "./imageForm";

export type { AdmissionPolicySpec } from "./admission";

/** What the admission policies of a cluster are about. */
export type AdmissionRole = "images" | "external-names";

/** Namespaces that a lock binds, as a Kubernetes label selector. */
export interface NamespaceSelector {
  readonly matchLabels?: Record<string, string>;
  readonly matchExpressions?: {
    readonly key: string;
    readonly operator: string;
    readonly values?: string[];
  }[];
}

/** All but the cluster's own, whose images come with it. The API server sets the label, and nobody can change it. */
export const everyNamespaceButSystem: NamespaceSelector = {
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
};

/**
 * The admission policies that an approval asks for.
 * @throws LockError when its registries or endpoints have mistakes
 */
export function admissionPolicies(
  approval: LockApproval,
): readonly { readonly role: AdmissionRole; readonly spec: AdmissionPolicySpec }[] {
  refuseProblems("the lock of the cluster", [
    ...(approval.registries === undefined ? [] : registryProblems(approval.registries)),
    ...endpointProblems(approval.endpoints ?? []),
  ]);
  const images = imageAdmission(approval);
  return [
    ...(images === undefined ? [] : [{ role: "images" as const, spec: images }]),
    { role: "external-names", spec: externalNameAdmission(approval) },
  ];
}
