import { parse } from "yaml";
import { kubeconfigOf, programUser } from "../../kubernetes/kubeconfig";

/** The application that AKS's API servers are to Entra ID, the same for every cluster. Source: kubelogin's documentation. */
const apiApplication = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** What a kubeconfig of an AKS cluster is made from. */
export interface ClusterAddress {
  readonly name: string;
  readonly tenantId: string;
  readonly server: string;
  /** Base64. */
  readonly certificateAuthority: string;
}

/**
 * A kubeconfig without a secret in it: whoever uses it proves who they are through kubelogin, which asks the Azure CLI for a
 * token of theirs. Who has signed in by other means names them in AAD_LOGIN_METHOD, which kubelogin reads.
 */
export function aksKubeconfig({ name, tenantId, server, certificateAuthority }: ClusterAddress): string {
  const user = programUser("kubelogin", [
    ...["get-token", "--environment", "AzurePublicCloud", "--login", "azurecli"],
    ...["--tenant-id", tenantId, "--server-id", apiApplication],
  ]);
  return JSON.stringify(kubeconfigOf({ name, server, authority: certificateAuthority, user }));
}

/**
 * What AKS's answer tells of a cluster: its own kubeconfig asks a person to sign in by hand.
 * @param encoded a kubeconfig in Base64
 * @throws Error when it names no server, or not who vouches for it
 */
export function addressIn(
  encoded: string | undefined,
): Pick<ClusterAddress, "server" | "certificateAuthority"> {
  const config: unknown = parse(Buffer.from(encoded ?? "", "base64").toString("utf8"));
  const clusters = valueIn(config, "clusters");
  const cluster = valueIn(Array.isArray(clusters) ? clusters[0] : undefined, "cluster");
  const server = valueIn(cluster, "server");
  const certificateAuthority = valueIn(cluster, "certificate-authority-data");
  if (typeof server !== "string" || typeof certificateAuthority !== "string") {
    throw new Error("AKS's answer has no kubeconfig that names a server and its certificate authority");
  }
  return { server, certificateAuthority };
}

function valueIn(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null
    ? Object.entries(holder).find(([key]) => key === name)?.[1]
    : undefined;
}
