import * as k8s from "@pulumi/kubernetes";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { startApiServer } from "./apiServer";
import type { ApiServer } from "./apiServer";
import { freshBackend, temporaryFolder, writePlugins } from "./engine";
import type { Backend, TemporaryFolder } from "./engine";
import { started } from "./started";

/** The provider of a program's resources, as their option. */
export interface ClusterOptions {
  readonly provider: k8s.Provider;
}

/** Stacks of the stand-in on the real engine and a real API server. */
export interface KubernetesStacks {
  /** The API server, one for all tests of the file. */
  readonly server: ApiServer;
  /** The backend, a new one for each test. */
  readonly backend: Backend;
  /** A program whose resources lie in the test's cluster; it declares one resource of its own, the provider. */
  readonly program: (
    declare: (options: ClusterOptions) => Record<string, unknown>,
    configuration?: Partial<k8s.ProviderArgs>,
  ) => PulumiFn;
  /** The object in the cluster. @default namespace "default" */
  readonly find: (
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ) => Promise<Manifest | undefined>;
}

/** Sets up and clears away, around the tests of this file, what stacks need. */
export function kubernetesStacks(): KubernetesStacks {
  let server: ApiServer | undefined;
  let plugins: TemporaryFolder | undefined;
  let backend: Backend | undefined;

  beforeAll(async () => {
    [server, plugins] = await Promise.all([startApiServer(), temporaryFolder("plugins")]);
    await writePlugins(plugins.path, { kubernetes: "infra/local/providers/kubernetes/main.ts" });
  });
  afterAll(async () => {
    await plugins?.remove();
    await server?.stop();
  });
  beforeEach(async () => {
    backend = await freshBackend({ pluginFolders: [started(plugins).path] });
  });
  afterEach(async () => {
    await backend?.close();
  });

  const stacks: KubernetesStacks = {
    get server() {
      return started(server);
    },
    get backend() {
      return started(backend);
    },
    program:
      (declare, configuration = {}) =>
      () => {
        const { kubeconfig } = stacks.server;
        const provider = new k8s.Provider("cluster", { kubeconfig, ...configuration });
        return Promise.resolve(declare({ provider }));
      },
    find: (apiVersion, kind, name, namespace = "default") =>
      stacks.server.objects.find({ apiVersion, kind, namespace, name }),
  };
  return stacks;
}
