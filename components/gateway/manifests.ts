import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { gatewayPodSpec } from "./pod";

/** What a gateway is in Kubernetes. Its `instance` is the name of every object of it: a namespace has one gateway. */
export const gatewayIdentity = { name: "envoy", component: "gateway", instance: "gateway" } as const;

/** How a gateway is reached from outside its namespace. */
export interface GatewayService {
  type: "ClusterIP" | "NodePort" | "LoadBalancer";
  /** The port of each node, 30000 to 32767; not for `ClusterIP`. @default the cluster chooses */
  nodePort?: number | undefined;
  /** What the cluster's cloud takes of a load balancer. @default none */
  annotations?: Readonly<Record<string, string>> | undefined;
}

/** The port of the gateway's Service, by what is spoken there. */
const servicePorts = { http: 80, https: 443 } as const;

/**
 * A Service for the pods with the labels `selector`.
 * @param traits `speaksTls`: whether the pods speak TLS; `keepsSource`: whether they see from where callers connect, which
 * makes nodes lead to pods of their own only
 */
export function serviceSpec(
  { type, nodePort }: GatewayService,
  selector: Record<string, string>,
  { speaksTls, keepsSource }: { speaksTls: boolean; keepsSource: boolean },
): k8s.types.input.core.v1.ServiceSpec {
  const name = speaksTls ? "https" : "http";
  const port = { name, port: servicePorts[name], targetPort: "http" };
  return {
    type,
    selector,
    ports: [nodePort === undefined ? port : { ...port, nodePort }],
    // Otherwise the node in between puts its own address in the place of the caller's.
    ...(keepsSource && type !== "ClusterIP" ? { externalTrafficPolicy: "Local" } : {}),
  };
}

/** How a Deployment rolls out that never has fewer ready pods than it should. */
export const rollOut = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };

/** What the Deployment of a gateway is made from. */
export interface GatewayDeployment {
  readonly replicas: number;
  readonly labels: Record<string, string>;
  readonly matchLabels: Record<string, string>;
  /** Changes with the configuration, and rolls the pods out then. */
  readonly checksum: pulumi.Input<string>;
  readonly pod: pulumi.Input<ReturnType<typeof gatewayPodSpec>>;
}

/** A Deployment that never has fewer ready pods than `replicas`, also while it rolls out. */
export function deploymentSpec(deployment: GatewayDeployment): k8s.types.input.apps.v1.DeploymentSpec {
  const { replicas, labels, matchLabels, checksum, pod } = deployment;
  return {
    replicas,
    revisionHistoryLimit: 3,
    strategy: rollOut,
    selector: { matchLabels },
    template: {
      metadata: { labels, annotations: { "domicile/configuration": checksum } },
      spec: pod,
    },
  };
}
