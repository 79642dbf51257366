import * as pulumi from "@pulumi/pulumi";
import { restrictedContainer, restrictedPod } from "../../infra/kubernetes/podSecurity";

/** The port on which gateways ask, by gRPC. */
export const quotaPort = 8081;

/** The port on which the counter reaches its store. */
export const storePort = 6379;

/** Where the kubelet asks the counter for its health. */
const healthPort = 8080;

/** Where the limits are mounted. */
const limitsFolder = "/etc/domicile/quota";

/** What the pod that counts is made from. */
export interface CounterPod {
  readonly image: string;
  /** The address of the store; not known at a preview, while all the rest is. */
  readonly store: pulumi.Input<string>;
  /** The ConfigMap with the limits. */
  readonly configMap: string;
}

/** The pod spec of `envoyproxy/ratelimit`. */
export function counterPodSpec({ image, store, configMap }: CounterPod) {
  const environment = {
    BACKEND_TYPE: "redis",
    REDIS_SOCKET_TYPE: "tcp",
    REDIS_URL: pulumi.interpolate`${store}:${storePort}`,
    // Its gateways wait for half a second: a store that is down is told before.
    REDIS_TIMEOUT: "300ms",
    REDIS_HEALTH_CHECK_ACTIVE_CONNECTION: "true",
    // A counter's name has its minute or day in it: it can go when that is over.
    EXPIRATION_JITTER_MAX_SECONDS: "0",
    RUNTIME_ROOT: limitsFolder,
    RUNTIME_SUBDIRECTORY: "",
    RUNTIME_APPDIRECTORY: "limits",
    // The kubelet keeps what it changes under names that begin with a dot. New limits come with new pods.
    RUNTIME_IGNOREDOTFILES: "true",
    RUNTIME_WATCH_ROOT: "false",
    PORT: String(healthPort),
    GRPC_PORT: String(quotaPort),
    // It has no password, and tells the limits.
    DEBUG_HOST: "127.0.0.1",
    USE_STATSD: "false",
    LOG_LEVEL: "warn",
    LOG_FORMAT: "json",
  };
  const health = { httpGet: { path: "/healthcheck", port: "health" } };
  return {
    ...restrictedPod(),
    terminationGracePeriodSeconds: 15,
    containers: [
      {
        name: "ratelimit",
        image,
        command: ["/bin/ratelimit"],
        env: Object.entries(environment).map(([name, value]) => ({ name, value })),
        ports: [
          { name: "main", containerPort: quotaPort },
          { name: "health", containerPort: healthPort },
        ],
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        readinessProbe: { ...health, periodSeconds: 2, failureThreshold: 2 },
        // Without its store it is unhealthy, and a restart would not mend that: only one that hangs is restarted.
        livenessProbe: { tcpSocket: { port: "main" }, periodSeconds: 10, failureThreshold: 3 },
        // Gateways go on to the next pod before this one ends.
        lifecycle: { preStop: { sleep: { seconds: 3 } } },
        volumeMounts: [{ name: "limits", mountPath: `${limitsFolder}/limits`, readOnly: true }],
        ...restrictedContainer(),
      },
    ],
    volumes: [{ name: "limits", configMap: { name: configMap, defaultMode: 0o444 } }],
  };
}

/**
 * The pod spec of Valkey. Every second the counters are written to a folder of the pod's, which a restarted container
 * finds again; a new pod begins at zero.
 */
export function storePodSpec(image: string) {
  const alive = { tcpSocket: { port: "main" }, periodSeconds: 2 };
  return {
    ...restrictedPod(),
    terminationGracePeriodSeconds: 15,
    containers: [
      {
        name: "valkey",
        image,
        // Named, since the upstream image would start a script that wants to change users.
        command: ["/usr/local/bin/valkey-server"],
        args: [
          ...["--port", String(storePort)],
          ...["--dir", "/data"],
          ...["--save", ""],
          ...["--appendonly", "yes"],
          // There is no password: only the counter can reach it.
          ...["--protected-mode", "no"],
        ],
        ports: [{ name: "main", containerPort: storePort }],
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "512Mi" } },
        readinessProbe: { ...alive, failureThreshold: 2 },
        livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
        ...restrictedContainer(),
      },
    ],
    volumes: [{ name: "data", emptyDir: { sizeLimit: "2Gi" } }],
  };
}
