import { setTimeout as sleep } from "node:timers/promises";
import {
  CoreV1Api,
  KubeConfig,
  NetworkingV1Api,
  PatchStrategy,
  setHeaderOptions,
} from "@kubernetes/client-node";
import type { V1NetworkPolicy, V1Pod } from "@kubernetes/client-node";
import { podExec, type PodCommandResult } from "./podExec";

/** The namespace of the local stack's endpoint. */
export const endpointNamespace = "domicile";

/** The name of the container that is put into the endpoint's pods to run commands from inside. */
const probe = "probe";

const readySeconds = 60;

/** The pods of the running endpoint, as a test sees them from inside. */
export class EndpointPods {
  readonly config = new KubeConfig();
  readonly core: CoreV1Api;
  readonly #networking: NetworkingV1Api;
  readonly #shell: string;

  /** @param shell the image of the probe */
  constructor(kubeconfig: string, shell: string) {
    this.config.loadFromFile(kubeconfig);
    this.core = this.config.makeApiClient(CoreV1Api);
    this.#networking = this.config.makeApiClient(NetworkingV1Api);
    this.#shell = shell;
  }

  /** The ready pod with the labels `app.kubernetes.io/<key>: <value>`. */
  async ready(key: "component" | "instance", value: string): Promise<V1Pod> {
    return this.#until(`a ready pod of ${value}`, async () => {
      const { items } = await this.core.listNamespacedPod({
        namespace: endpointNamespace,
        labelSelector: `app.kubernetes.io/${key}=${value}`,
      });
      return items.find(
        ({ metadata, status }) =>
          metadata?.deletionTimestamp === undefined &&
          status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True"),
      );
    });
  }

  /**
   * Puts a container with a shell into a running pod: it shares the pod's network, and has to keep to the namespace's
   * Pod Security Standard like every other.
   */
  async addProbe(pod: V1Pod): Promise<void> {
    const name = nameOf(pod);
    if (pod.spec?.ephemeralContainers?.some((container) => container.name === probe) !== true) {
      const container = {
        name: probe,
        image: this.#shell,
        imagePullPolicy: "Never",
        // A first process ignores SIGTERM unless it asks for it, and the pod would not end before its grace period.
        command: ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 1; done"],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        },
      };
      await this.core.patchNamespacedPodEphemeralcontainers(
        { name, namespace: endpointNamespace, body: { spec: { ephemeralContainers: [container] } } },
        setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch),
      );
    }
    await this.#until(`the probe in ${name}`, async () => {
      const { status } = await this.core.readNamespacedPod({ name, namespace: endpointNamespace });
      const state = status?.ephemeralContainerStatuses?.find((container) => container.name === probe)?.state;
      return state?.running === undefined ? undefined : true;
    });
  }

  /** Runs a command inside a pod that has a probe. */
  run(pod: V1Pod, ...command: string[]): Promise<PodCommandResult> {
    return podExec(
      this.config,
      { namespace: endpointNamespace, pod: nameOf(pod), container: probe },
      command,
    );
  }

  /** Runs `work` without the endpoint's network policies, and puts them back whatever happens. */
  async withoutPolicies<T>(work: () => Promise<T>): Promise<T> {
    const namespace = endpointNamespace;
    const { items } = await this.#networking.listNamespacedNetworkPolicy({ namespace });
    for (const policy of items) {
      await this.#networking.deleteNamespacedNetworkPolicy({ namespace, name: nameOf(policy) });
    }
    try {
      return await work();
    } finally {
      for (const policy of items) {
        await this.#networking.createNamespacedNetworkPolicy({ namespace, body: anew(policy) });
      }
    }
  }

  async #until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + readySeconds * 1_000;
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited ${readySeconds} s for ${what}`);
      await sleep(200);
    }
  }
}

/** The name of an object. */
export function nameOf({ metadata }: { readonly metadata?: { readonly name?: string } }): string {
  if (metadata?.name === undefined) throw new Error("an object has no name");
  return metadata.name;
}

/** A policy as it was, without what the API server has added to it. */
function anew({ metadata, spec }: V1NetworkPolicy): V1NetworkPolicy {
  const { name, labels, annotations } = metadata ?? {};
  return {
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    ...(spec === undefined ? {} : { spec }),
  };
}
