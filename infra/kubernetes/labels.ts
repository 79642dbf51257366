/** What a workload is, in the terms of Kubernetes' recommended labels. */
export interface WorkloadIdentity {
  /** The program: `envoy`, `llamacpp`, `vllm`, `ratelimit`, `valkey`. */
  readonly name: string;
  /** Its part in the endpoint; network policies select by it. */
  readonly component: Component;
  /** Tells one workload of a component from the others: the model's or the gateway's name. */
  readonly instance: string;
}

/** The parts of an endpoint. */
export type Component = "gateway" | "inference-server" | "quota-counter" | "quota-store";

/** The labels that select a workload's pods: they never change over its life, since a selector is immutable. */
export function selectorLabels({ name, component, instance }: WorkloadIdentity): Record<string, string> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/instance": instance,
  };
}

/** The recommended labels of everything that is ours. */
export const ownLabels = {
  "app.kubernetes.io/part-of": "domicile",
  "app.kubernetes.io/managed-by": "pulumi",
} as const;

/** The recommended labels of everything that belongs to a workload. */
export function standardLabels(identity: WorkloadIdentity): Record<string, string> {
  return { ...selectorLabels(identity), ...ownLabels };
}
