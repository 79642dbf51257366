import { gpuToleration } from "../clouds/nodeMarks";
import { poolLabel, type Toleration } from "../clouds/spec";
import type { EngineContainer, WritableFolder } from "../engines";
import { enginePort } from "../engines";
import { restrictedContainer, restrictedPod } from "./podSecurity";

/** What the pod of an inference server is made from. */
export interface InferencePod {
  readonly container: EngineContainer;
  readonly image: string;
  readonly gpus: number;
  /** CPU and memory of one replica, as Kubernetes quantities. The memory is both request and limit. */
  readonly cpu: string;
  readonly memory: string;
  /** The claim that holds the weights, mounted read-only at `weightsMount`. */
  readonly claim: string;
  /** The path of weights that are copied into the claim while the pod waits for them; absent when they are there. */
  readonly awaitedWeights: string | undefined;
  /** How long a start may take before the container is restarted, in seconds: loading large weights takes minutes. */
  readonly startupSeconds: number;
  /** How long a replica that is being ended still answers, in seconds. */
  readonly drainSeconds: number;
  /** The node pool that it runs on; any that has room when absent. */
  readonly nodePool?: string | undefined;
  /** What lets it onto nodes with taints of a user or of spot machines. */
  readonly tolerations?: readonly Toleration[] | undefined;
}

/** Where the volume with the weights is mounted. */
export const weightsMount = "/models";

const probePeriodSeconds = 2;

/** The pod spec of an inference server. */
export function inferencePodSpec(pod: InferencePod) {
  const { container } = pod;
  const gpus = pod.gpus > 0 ? { "nvidia.com/gpu": String(pod.gpus) } : {};
  const tolerations = [...(pod.gpus > 0 ? [gpuToleration] : []), ...(pod.tolerations ?? [])];
  const health = { httpGet: { path: "/health", port: "http" } };
  return {
    ...restrictedPod(),
    // The preStop hook runs within the grace period; the engine itself then has this much left to exit.
    terminationGracePeriodSeconds: pod.drainSeconds + 15,
    ...(pod.nodePool === undefined ? {} : { nodeSelector: { [poolLabel]: pod.nodePool } }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(pod.awaitedWeights === undefined
      ? {}
      : { initContainers: [weightsReceiver(pod.image, pod.awaitedWeights)] }),
    containers: [
      {
        name: "engine",
        image: pod.image,
        command: [...container.command],
        args: [...container.args],
        env: Object.entries(container.environment).map(([name, value]) => ({ name, value })),
        ports: [{ name: "http", containerPort: enginePort }],
        resources: {
          requests: { cpu: pod.cpu, memory: pod.memory, ...gpus },
          limits: { memory: pod.memory, ...gpus },
        },
        startupProbe: {
          ...health,
          periodSeconds: probePeriodSeconds,
          failureThreshold: Math.ceil(pod.startupSeconds / probePeriodSeconds),
        },
        readinessProbe: { ...health, periodSeconds: 5, failureThreshold: 2 },
        livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        // The engine ends its running answers at once when told to stop; so it is told only after new requests
        // go elsewhere and running ones had time to end.
        lifecycle: { preStop: { sleep: { seconds: pod.drainSeconds } } },
        volumeMounts: [
          { name: "weights", mountPath: weightsMount, readOnly: true },
          ...container.writable.map(({ name, path }) => ({ name, mountPath: path })),
        ],
        ...restrictedContainer(),
      },
    ],
    volumes: [
      {
        name: "weights",
        // A `false` is what the API server drops: after a refresh the plug-in would find it missing.
        persistentVolumeClaim: {
          claimName: pod.claim,
          ...(pod.awaitedWeights === undefined ? { readOnly: true } : {}),
        },
      },
      ...container.writable.map(writableVolume),
    ],
  };
}

/** The name of the init container through which weights are copied into the claim. */
export const receiverName = "weights";

/** Waits for the weights. It runs the engine's own image, which has a shell, so that no other has to be trusted. */
function weightsReceiver(image: string, weights: string) {
  return {
    name: receiverName,
    image,
    command: ["sh", "-c", 'until test -f "$1"; do sleep 1; done', "sh", weights],
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
    volumeMounts: [{ name: "weights", mountPath: weightsMount }],
    ...restrictedContainer(),
  };
}

function writableVolume({ name, sizeLimit, inMemory = false }: WritableFolder) {
  return { name, emptyDir: { sizeLimit, ...(inMemory ? { medium: "Memory" } : {}) } };
}
