import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { NodeApi, NodeApiError } from "../../infra/local/cluster/nodeApi";
import { at, listAt, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Json, JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import { podExec } from "./podExec";
import type { PodCommandResult } from "./podExec";

/** What a pod of a test is made from. */
export interface TestPod {
  readonly name: string;
  /** @default `{ app: <name> }` */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default sleeps */
  readonly command?: readonly string[];
}

const readySeconds = 60;

/** Pods of the shell image in namespaces of a test's own. */
export class ClusterPods {
  readonly #api: NodeApi;
  readonly #config = new KubeConfig();
  readonly #image: string;
  readonly #namespaces: string[] = [];

  constructor(api: NodeApi, kubeconfig: string, image: string) {
    this.#api = api;
    this.#config.loadFromFile(kubeconfig);
    this.#image = image;
  }

  /** Makes a namespace whose pods have to keep to the strictest Pod Security Standard. */
  async namespace(name: string): Promise<void> {
    this.#namespaces.push(name);
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await this.#api.apply(`/api/v1/namespaces/${name}`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
    });
    // Pods need the service account, which a controller makes.
    await this.#until(`the namespace ${name}`, () =>
      this.#find(`/api/v1/namespaces/${name}/serviceaccounts/default`),
    );
  }

  /** Starts a pod; {@link address} waits for it. */
  async start(namespace: string, pod: TestPod): Promise<void> {
    const { name, labels = { app: name }, command = ["sleep", "100000"] } = pod;
    await this.#api.apply(`/api/v1/namespaces/${namespace}/pods/${name}`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65_532,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: "main",
            image: this.#image,
            imagePullPolicy: "Never",
            command,
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    });
  }

  /** The pod's address, once it is ready. */
  async address(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const pod = await this.#until(`the pod ${name}`, async () => {
      const found = await this.#find(path);
      const isReady = listAt(found, "status", "conditions").some(
        (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
      );
      return isReady ? found : undefined;
    });
    return textAt(pod, "status", "podIP");
  }

  /** Makes a Service and returns its cluster address and, for the type NodePort, its node port. */
  async service(
    namespace: string,
    name: string,
    spec: JsonObject,
  ): Promise<{ readonly address: string; readonly nodePort: number }> {
    const path = `/api/v1/namespaces/${namespace}/services/${name}`;
    await this.#api.apply(path, { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec });
    const made = await this.#api.get(path);
    const nodePort = at(made, "spec", "ports", 0, "nodePort");
    return {
      address: textAt(made, "spec", "clusterIP"),
      nodePort: typeof nodePort === "number" ? nodePort : 0,
    };
  }

  /** Makes a NetworkPolicy. */
  async policy(namespace: string, name: string, spec: JsonObject): Promise<void> {
    await this.#api.apply(`/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace },
      spec,
    });
  }

  /** Runs a command in a pod. */
  run(namespace: string, pod: string, ...command: string[]): Promise<PodCommandResult> {
    return podExec(this.#config, { namespace, pod, container: "main" }, command);
  }

  /** Removes the namespaces with all that is in them. */
  async remove(): Promise<void> {
    const core = this.#config.makeApiClient(CoreV1Api);
    for (const name of this.#namespaces) await core.deleteNamespace({ name, gracePeriodSeconds: 0 });
    for (const name of this.#namespaces) {
      await this.#until(`the end of ${name}`, async () =>
        (await this.#find(`/api/v1/namespaces/${name}`)) === undefined ? "gone" : undefined,
      );
    }
  }

  async #find(path: string): Promise<Json | undefined> {
    try {
      return await this.#api.get(path);
    } catch (error) {
      if (error instanceof NodeApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + readySeconds * 1_000;
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited ${readySeconds} s for ${what}`);
      await sleep(100);
    }
  }
}
