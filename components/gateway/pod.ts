import { restrictedContainer, restrictedPod } from "../../infra/kubernetes/podSecurity";
import { envoyArguments } from "./envoyArguments";
import { alivePath, drainPath, readyPath } from "./probeListener";
import type { GatewayPorts } from "./spec";
import { certificateFiles } from "./tls";

/** What the pods of a gateway are made from. */
export interface GatewayPod {
  readonly image: string;
  readonly ports: GatewayPorts;
  /** Where the configuration is mounted. */
  readonly folder: string;
  /** The Secret that holds it. */
  readonly secretName: string;
  /** The Secret that holds the certificate, and where it is mounted. @default none */
  readonly certificate?: { readonly secretName: string; readonly folder: string } | undefined;
  readonly serviceAccountName: string;
  /** Labels that select the gateway's pods. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Worker threads. */
  readonly concurrency: number;
  readonly resources: GatewayResources;
  /** How long a pod that is to end may go on with running answers, in seconds. */
  readonly drainSeconds: number;
}

/** CPU and memory as Kubernetes quantities. */
export interface GatewayResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/**
 * The pod spec of a gateway.
 *
 * Envoy ends at once when it is told to by SIGTERM, so the pod drains before: the kubelet's preStop hook asks the
 * probe listener to drain, which answers when the last stream has ended, and only then does SIGTERM come. The grace
 * period bounds both; what still streams after it is cut.
 */
export function gatewayPodSpec(pod: GatewayPod) {
  const { certificate } = pod;
  return {
    ...restrictedPod(),
    serviceAccountName: pod.serviceAccountName,
    terminationGracePeriodSeconds: pod.drainSeconds,
    topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(
      (topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { ...pod.matchLabels } },
      }),
    ),
    containers: [
      {
        name: "envoy",
        image: pod.image,
        // Named, since the upstream image would start a script that wants to change users.
        command: ["/usr/local/bin/envoy"],
        args: envoyArguments(pod),
        ports: [
          { name: "http", containerPort: pod.ports.public },
          { name: "probe", containerPort: pod.ports.probe },
          { name: "metrics", containerPort: pod.ports.metrics },
        ],
        resources: { requests: { ...pod.resources.requests }, limits: { ...pod.resources.limits } },
        readinessProbe: { ...probeOf(readyPath), periodSeconds: 2, failureThreshold: 2 },
        livenessProbe: {
          ...probeOf(alivePath),
          periodSeconds: 10,
          failureThreshold: 3,
          initialDelaySeconds: 10,
        },
        lifecycle: { preStop: probeOf(drainPath) },
        volumeMounts: [
          { name: "configuration", mountPath: pod.folder, readOnly: true },
          ...(certificate === undefined
            ? []
            : [{ name: "certificate", mountPath: certificate.folder, readOnly: true }]),
        ],
        ...restrictedContainer(),
      },
    ],
    volumes: [
      { name: "configuration", secret: { secretName: pod.secretName, defaultMode: 0o440 } },
      ...(certificate === undefined ? [] : [certificateVolume(certificate.secretName)]),
    ],
  };
}

/** Nothing else of the Secret is mounted. A pod waits until both files are there. */
function certificateVolume(secretName: string) {
  const items = Object.values(certificateFiles).map((key) => ({ key, path: key }));
  return { name: "certificate", secret: { secretName, defaultMode: 0o440, items } };
}

function probeOf(path: string) {
  return { httpGet: { path, port: "probe" } };
}
