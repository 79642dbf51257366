import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, standardLabels } from "../../infra/kubernetes/labels";
import { rollOut } from "../gateway/manifests";
import { quotaServiceConfiguration, type SharedQuota } from "../gateway/sharedQuotas";
import type { GatewayEndpoint } from "../gateway/spec";
import { serviceAddresses } from "../serviceAddress";
import { counterPodSpec, quotaPort, storePodSpec, storePort } from "./pods";

export { quotaPort, storePort } from "./pods";

/** What a `QuotaService` is made from. */
export interface QuotaServiceArgs {
  /** The namespace to run in. */
  namespace: pulumi.Input<string>;
  /** What it counts. */
  quotas: SharedQuota[];
  /** The container image of `envoyproxy/ratelimit`. */
  image: string;
  /** The container image of Valkey. */
  storeImage: string;
}

const counter = { name: "ratelimit", component: "quota-counter", instance: "quota-counter" } as const;
const store = { name: "valkey", component: "quota-store", instance: "quota-store" } as const;

/**
 * Counts what clients and models use, for all replicas of a gateway together: `envoyproxy/ratelimit`, with Valkey to keep
 * the counters. Children: `-limits`, `-counter`, `-counter-service`, `-store` and `-store-service`.
 */
export class QuotaService extends pulumi.ComponentResource {
  /** Where gateways ask. */
  readonly endpoint: pulumi.Output<GatewayEndpoint>;

  constructor(name: string, args: QuotaServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:QuotaService", name, args, opts);
    const parent = { parent: this };
    const { namespace } = args;
    const metadata = metadataOf(counter, namespace);
    const limits = quotaServiceConfiguration(args.quotas);

    const map = new k8s.core.v1.ConfigMap(
      `${name}-limits`,
      { metadata, data: { "limits.yaml": limits } },
      parent,
    );
    const storeService = new k8s.core.v1.Service(
      `${name}-store-service`,
      door(store, namespace, storePort),
      parent,
    );
    const kept = new k8s.apps.v1.Deployment(
      `${name}-store`,
      {
        metadata: metadataOf(store, namespace),
        // Two would count apart.
        spec: {
          ...one(store),
          strategy: { type: "Recreate" },
          template: pod(store, storePodSpec(args.storeImage)),
        },
      },
      parent,
    );
    const storeAddress = serviceAddresses([storeService], this).apply(([address = ""]) => address);
    const counterPod = counterPodSpec({ image: args.image, store: storeAddress, configMap: metadata.name });
    const annotations = { "domicile/limits": createHash("sha256").update(limits).digest("hex") };
    new k8s.apps.v1.Deployment(
      `${name}-counter`,
      {
        metadata,
        spec: { ...one(counter), strategy: rollOut, template: pod(counter, counterPod, annotations) },
      },
      // A counter that starts without a store ends, and the kubelet waits ten seconds before it tries again.
      { ...parent, dependsOn: [kept, map] },
    );
    const service = new k8s.core.v1.Service(
      `${name}-counter-service`,
      door(counter, namespace, quotaPort),
      parent,
    );

    this.endpoint = serviceAddresses([service], this).apply(([address = ""]) => ({
      address,
      port: quotaPort,
    }));
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

type Workload = typeof counter | typeof store;

function metadataOf(workload: Workload, namespace: pulumi.Input<string>) {
  return { name: workload.instance, namespace, labels: standardLabels(workload) };
}

/** The parts of a Deployment of one pod. */
function one(workload: Workload) {
  return { replicas: 1, revisionHistoryLimit: 3, selector: { matchLabels: selectorLabels(workload) } };
}

function pod<T>(workload: Workload, spec: T, annotations?: Record<string, string>) {
  const labels = standardLabels(workload);
  return { metadata: annotations === undefined ? { labels } : { labels, annotations }, spec };
}

/** A Service that is not waited for: its address is known before its pod is there. */
function door(workload: Workload, namespace: pulumi.Input<string>, port: number) {
  return {
    metadata: { ...metadataOf(workload, namespace), annotations: { "pulumi.com/skipAwait": "true" } },
    spec: {
      selector: selectorLabels(workload),
      ports: [{ name: "main", port, targetPort: "main" }],
    },
  };
}
