import { kubeconfigOf, programUser } from "../../kubernetes/kubeconfig";

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
  const user = programUser("aws", args);
  return JSON.stringify(kubeconfigOf({ name, server: endpoint, authority: certificateAuthority, user }));
}
