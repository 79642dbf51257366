/** The user and group that our containers run as: `nonroot` of the distroless images, unknown to any host. */
export const nonRootId = 65532;

/** The pod's part of Kubernetes' Pod Security Standard `restricted`. */
export function restrictedPod() {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: nonRootId,
      runAsGroup: nonRootId,
      fsGroup: nonRootId,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

/** The container's part of the Pod Security Standard `restricted`, with a read-only root file system. */
export function restrictedContainer() {
  return {
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}
