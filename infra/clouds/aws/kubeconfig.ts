/** What a kubeconfig of an EKS cluster is made from. */
export interface ClusterAddress {
  readonly name: string;
  readonly region: string;
  readonly endpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
}

/**
 * A kubeconfig without a secret in it: whoever uses it proves who they are through the AWS CLI, which gets a token that
 * holds for a quarter of an hour.
 */
export function eksKubeconfig({ name, region, endpoint, certificateAuthority }: ClusterAddress): string {
  const args = ["eks", "get-token", "--output", "json", "--region", region, "--cluster-name", name];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "aws",
            args,
            interactiveMode: "Never",
          },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
