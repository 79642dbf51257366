/** Annotations that mean something to this provider; the official plug-in's names. */
export const annotations = {
  /** `true`: the provider made the name. */
  autonamed: "pulumi.com/autonamed",
  /** `true`: do not wait for the object to be ready (for workloads, Pods and Namespaces: nor to be gone). */
  skipAwait: "pulumi.com/skipAwait",
  /** How long to wait, in seconds; `customTimeouts` go before it. */
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  /** `condition=…` or `jsonpath=…`, or a JSON list of them: wait for these instead. */
  waitFor: "pulumi.com/waitFor",
  /** `true`: take over fields that another manager owns. */
  patchForce: "pulumi.com/patchForce",
  /** The name under which fields are managed. */
  fieldManager: "pulumi.com/patchFieldManager",
  /** `foreground`, `background` or `orphan`. @default foreground */
  deletionPropagation: "pulumi.com/deletionPropagationPolicy",
  /** What `kubectl apply` sent last: the whole object as JSON. */
  lastApplied: "kubectl.kubernetes.io/last-applied-configuration",
  /** `true`: a Job that is not complete is replaced on the next update. */
  replaceUnready: "pulumi.com/replaceUnready",
} as const;
