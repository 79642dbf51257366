import { base64, certificateUser, kubeconfigOf } from "../../kubernetes/kubeconfig";

/** What a kubeconfig with a client certificate is made from. Certificates and the key are PEM. */
export interface ClientAccess {
  /** What the cluster and the user are called in it. */
  readonly name: string;
  /** The API's address, e.g. `https://10.64.0.2:6443`. */
  readonly server: string;
  /** The authority of the API's own certificate. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A kubeconfig whose user proves who they are by a client certificate. */
export function clientKubeconfig({ name, server, authority, certificate, key }: ClientAccess): string {
  const user = certificateUser(certificate, key);
  return JSON.stringify(kubeconfigOf({ name, server, authority: base64(authority), user }));
}
