import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Toleration } from "../infra/clouds/spec";
import { engineContainer, enginePort, type Engine, type Task } from "../infra/engines";
import { inferencePodSpec, weightsMount, type InferencePod } from "../infra/kubernetes/inferencePod";
import { readySecondsFor, startupSecondsFor } from "../infra/kubernetes/patience";
import { canonicalQuantity } from "../infra/kubernetes/quantity";
import { selectorLabels, standardLabels } from "../infra/kubernetes/labels";
import { serviceAddresses } from "./serviceAddress";

/** What an `InferenceServer` is made from. */
export interface InferenceServerArgs {
  /** The sealed namespace to run in. */
  namespace: pulumi.Input<string>;
  /** The model's own name, a DNS label: the gateway asks for it, and the Kubernetes objects carry it. */
  model: string;
  engine: Engine;
  /** What the model does. @default "generate" */
  task?: Task;
  /** The engine's container image. */
  image: string;
  /** The PersistentVolumeClaim with the weights. */
  claim: pulumi.Input<string>;
  /** The path of the weights inside the claim: a GGUF file for `llamacpp`, a folder for `vllm`. */
  path: string;
  /** The size of the weights: large ones get more time. @default not known */
  bytes?: number | undefined;
  /** Whether the pods wait until the weights are copied into the claim. @default false */
  awaitsWeights?: boolean;
  /** Number of replicas. Plain, not an `Input`: each has a Service of its own. @default 1 */
  replicas?: number;
  /** GPUs of each replica. @default 0 for `llamacpp`, 1 for `vllm` */
  gpus?: number | undefined;
  /** CPU of each replica, a Kubernetes quantity. @default "1" */
  cpu?: string | undefined;
  /** Memory of each replica, a Kubernetes quantity; request and limit. @default "4Gi" */
  memory?: string | undefined;
  /** The node pool that its replicas run on. @default any that has room */
  nodePool?: string | undefined;
  /** What lets its replicas onto nodes with taints beyond that of GPUs. @default none */
  tolerations?: readonly Toleration[] | undefined;
  /** Tokens of prompt and answer together. @default the model's own limit */
  contextTokens?: number | undefined;
  /** Seconds that loading the weights may take. @default 1800, or more for weights of 12 GB and more: 10 MB a second */
  startupSeconds?: number | undefined;
  /** Seconds that a replica which is being ended goes on with its running answers. @default 60 */
  drainSeconds?: number;
}

/** The address of one replica, as the gateway reaches it. */
export interface Endpoint {
  address: string;
  port: number;
}

/** An engine that serves one model, as replicas that each have an address of their own. */
export class InferenceServer extends pulumi.ComponentResource {
  /** The replicas' addresses: ClusterIPs, which outlive their pods. */
  readonly endpoints: pulumi.Output<Endpoint[]>;

  constructor(name: string, args: InferenceServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:InferenceServer", name, args, opts);
    const { namespace, model, engine, replicas = 1 } = args;
    const identity = { name: engine, component: "inference-server", instance: model } as const;
    const metadata = { namespace, labels: standardLabels(identity) };
    // A Service for each replica: the gateway balances over pods by itself, without the cluster's DNS or API.
    const services = Array.from({ length: replicas }, (_, index) => {
      const podName = `${model}-${index}`;
      const spec = {
        selector: { ...selectorLabels(identity), "statefulset.kubernetes.io/pod-name": podName },
        ports: [{ name: "http", port: enginePort, targetPort: "http" }],
      };
      const opts = { parent: this };
      const annotations = { "pulumi.com/skipAwait": "true" };
      return new k8s.core.v1.Service(
        `${name}-service-${index}`,
        { metadata: { ...metadata, name: podName, annotations }, spec },
        opts,
      );
    });
    new k8s.apps.v1.StatefulSet(
      `${name}-engine`,
      {
        metadata: { ...metadata, name: model },
        spec: {
          // Names no Service: the pods need no DNS names, but the field is required.
          serviceName: model,
          replicas,
          revisionHistoryLimit: 3,
          podManagementPolicy: "Parallel",
          selector: { matchLabels: selectorLabels(identity) },
          template: {
            metadata: { labels: standardLabels(identity) },
            spec: pulumi.output(args.claim).apply((claim) => inferencePodSpec(podOf(args, claim))),
          },
        },
      },
      { parent: this, customTimeouts: timeoutsOf(args) },
    );
    new k8s.policy.v1.PodDisruptionBudget(
      `${name}-disruption`,
      {
        metadata: { ...metadata, name: model },
        spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(identity) } },
      },
      { parent: this },
    );

    this.endpoints = serviceAddresses(services, this).apply((addresses) =>
      addresses.map((address) => ({ address, port: enginePort })),
    );
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

const defaultDrainSeconds = 60;

function podOf(args: InferenceServerArgs, claim: string): InferencePod {
  const { model, engine, image, nodePool, tolerations, task = "generate", contextTokens } = args;
  const { gpus = engine === "vllm" ? 1 : 0, cpu = "1", memory = "4Gi" } = args;
  const weights = `${weightsMount}/${args.path}`;
  return {
    container: engineContainer(engine, { name: model, task, weights, gpus, contextTokens }),
    ...{ image, gpus, claim, nodePool, tolerations },
    cpu: canonicalQuantity(cpu),
    memory: canonicalQuantity(memory),
    awaitedWeights: args.awaitsWeights === true ? weights : undefined,
    startupSeconds: args.startupSeconds ?? startupSecondsFor(args.bytes),
    drainSeconds: args.drainSeconds ?? defaultDrainSeconds,
  };
}

/** How long Pulumi waits. An update goes from one replica to the next, and each ends its answers first. */
function timeoutsOf(args: InferenceServerArgs): pulumi.CustomTimeouts {
  const { bytes, startupSeconds, awaitsWeights = false, replicas = 1 } = args;
  const ready = readySecondsFor({ bytes, isCopied: awaitsWeights, startupSeconds });
  const drain = args.drainSeconds ?? defaultDrainSeconds;
  return { create: `${ready}s`, update: `${replicas * (ready + drain)}s` };
}
