import type { KeyAndCertificate } from "./certificates";

/** A kubeconfig with one cluster and one user, whose certificates it contains, as JSON (which is YAML too). */
export function renderKubeconfig(
  server: string,
  authorityCertificate: string,
  client: KeyAndCertificate,
): string {
  const name = "domicile";
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authorityCertificate) } }],
      users: [
        {
          name,
          user: {
            "client-certificate-data": base64(client.certificate),
            "client-key-data": base64(client.key),
          },
        },
      ],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    },
    undefined,
    2,
  )}\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
