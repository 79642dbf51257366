import { base64, certificateUser, kubeconfigOf } from "../../kubernetes/kubeconfig";
import type { KeyAndCertificate } from "./certificates";

/** A kubeconfig with one cluster and one user, whose certificates it contains, as JSON (which is YAML too). */
export function renderKubeconfig(
  server: string,
  authorityCertificate: string,
  client: KeyAndCertificate,
): string {
  const config = kubeconfigOf({
    name: "domicile",
    server,
    authority: base64(authorityCertificate),
    user: certificateUser(client.certificate, client.key),
  });
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
