import { afterAll, beforeAll } from "vitest";
import type { KubernetesProvider } from "../../infra/local/providers/kubernetes/kubernetesProvider";
import { Secret } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { startApiServer } from "./apiServer";
import type { ApiServer } from "./apiServer";
import { configuredProvider, KubernetesResource } from "./kubernetesCalls";
import { started } from "./started";

/** The stand-in on a real API server, without the engine. */
export interface KubernetesCluster {
  /** The API server, one for all tests of the file. */
  readonly server: ApiServer;
  /** A provider for the server with further configuration. */
  readonly configured: (config?: PropertyObject) => Promise<KubernetesProvider>;
  /** A resource of a type like `core/v1:ConfigMap`, of a provider with default configuration. */
  readonly resource: (type: string) => KubernetesResource;
}

/** Starts a server before the tests of this file and ends it after them. */
export function kubernetesCluster(): KubernetesCluster {
  let server: ApiServer | undefined;
  let provider: KubernetesProvider | undefined;
  beforeAll(async () => {
    server = await startApiServer();
    provider = await cluster.configured();
  });
  afterAll(async () => {
    await server?.stop();
  });
  const cluster: KubernetesCluster = {
    get server() {
      return started(server);
    },
    configured: (config = {}) =>
      configuredProvider({ kubeconfig: new Secret(cluster.server.kubeconfig), ...config }),
    resource: (type) => new KubernetesResource(started(provider), `kubernetes:${type}`),
  };
  return cluster;
}

/** The template of Pods with one container; the image says how they go (see `runPods`). */
export function podTemplate(app: string, image: string, spec: PropertyObject = {}): PropertyObject {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: "main", image }], ...spec } };
}

/** The inputs of a Deployment, StatefulSet or DaemonSet of such Pods. */
export function workload(
  kind: string,
  name: string,
  image: string,
  spec: PropertyObject = {},
): PropertyObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template: podTemplate(name, image), ...spec },
  };
}
