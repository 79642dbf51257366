/** What a kubeconfig of one cluster and one user is made from. */
export interface KubeconfigParts {
  /** What the cluster, the user and the context are called in it. */
  readonly name: string;
  /** The API's address, e.g. `https://10.64.0.2:6443`. */
  readonly server: string;
  /** The authority of the API's own certificate, in Base64. */
  readonly authority: string;
  /** How the user proves who they are. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** A kubeconfig, as an object: JSON of it is YAML as well. */
export function kubeconfigOf({ name, server, authority, user }: KubeconfigParts) {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
}

/** A user who proves who they are by a client certificate. Both are PEM. */
export function certificateUser(certificate: string, key: string) {
  return { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
}

/** A user who proves who they are by a token that a program gets, without asking anybody at a terminal. */
export function programUser(command: string, args: readonly string[]) {
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command,
      args,
      interactiveMode: "Never",
    },
  };
}

/** A text in Base64, as kubeconfigs hold certificates. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
