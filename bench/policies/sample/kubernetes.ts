import { unknownText, type Properties, type ProviderTemplate, type Template } from "./template";

const provider: ProviderTemplate = {
  type: "pulumi:providers:kubernetes",
  name: "cluster",
  inputs: {
    kubeconfig: JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "assistant",
      contexts: [{ name: "assistant", context: { cluster: "assistant", user: "keeper" } }],
      clusters: [
        {
          name: "assistant",
          cluster: {
            server: "https://0A1B2C3D4E5F.gr7.eu-central-1.eks.amazonaws.com",
            "certificate-authority-data": "Q0E=".repeat(300),
          },
        },
      ],
      users: [{ name: "keeper", user: { token: "a token" } }],
    }),
    version: "4.34.2",
  },
};

const metadata = {
  name: "assistant",
  namespace: "assistant",
  labels: { "app.kubernetes.io/name": "assistant", "app.kubernetes.io/managed-by": "pulumi" },
};
const selector = { matchLabels: { "app.kubernetes.io/name": "assistant" } };

const pod: Properties = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "server",
      image: `registry.example.de/assistant/server@sha256:${"a1".repeat(32)}`,
      args: ["--port=8080", "--log-level=info"],
      ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
      env: [
        { name: "TOKEN", valueFrom: { secretKeyRef: { name: "assistant", key: "token" } } },
        { name: "DATABASE", value: "postgres://db.assistant.svc.cluster.local:5432/assistant" },
        { name: "VLLM_NO_USAGE_STATS", value: "1" },
        { name: "DO_NOT_TRACK", value: "1" },
      ],
      resources: {
        requests: { cpu: "500m", memory: "1Gi" },
        limits: { memory: "4Gi", "nvidia.com/gpu": "1" },
      },
      readinessProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 5 },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      volumeMounts: [
        { name: "weights", mountPath: "/weights", readOnly: true },
        { name: "scratch", mountPath: "/tmp" },
      ],
    },
  ],
  volumes: [
    { name: "weights", persistentVolumeClaim: { claimName: "weights" } },
    { name: "scratch", emptyDir: {} },
  ],
};

/** What runs in a cluster: a workload with its settings, storage, network and scaling. */
export const kubernetesSample: readonly Template[] = [
  of("v1", "Namespace", { metadata: { name: "assistant", labels: metadata.labels } }),
  of("v1", "ConfigMap", {
    metadata,
    data: { "settings.json": JSON.stringify({ models: ["assistant", "embedding"], temperature: 0.2 }) },
  }),
  of("v1", "Secret", { metadata, type: "Opaque", data: { token: unknownText } }),
  of("v1", "Service", {
    metadata,
    spec: {
      type: "ClusterIP",
      selector: selector.matchLabels,
      ports: [{ name: "http", port: 80, targetPort: "http" }],
    },
  }),
  of("v1", "PersistentVolumeClaim", {
    metadata,
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "encrypted",
      resources: { requests: { storage: "100Gi" } },
    },
  }),
  of("apps/v1", "Deployment", {
    metadata,
    spec: {
      replicas: 2,
      selector,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels: metadata.labels }, spec: pod },
    },
  }),
  of("batch/v1", "CronJob", {
    metadata,
    spec: {
      schedule: "0 1 * * *",
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: "Never" } } } },
    },
  }),
  of("networking.k8s.io/v1", "NetworkPolicy", {
    metadata,
    spec: {
      podSelector: selector,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: selector }], ports: [{ port: 8080, protocol: "TCP" }] }],
      egress: [{ to: [{ podSelector: selector }], ports: [{ port: 5432, protocol: "TCP" }] }],
    },
  }),
  of("autoscaling/v2", "HorizontalPodAutoscaler", {
    metadata,
    spec: {
      minReplicas: 2,
      maxReplicas: 6,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "assistant" },
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
        },
      ],
    },
  }),
  of("policy/v1", "PodDisruptionBudget", { metadata, spec: { minAvailable: 1, selector } }),
];

function of(apiVersion: string, kind: string, parts: Properties): Template {
  const version = apiVersion === "v1" ? "core/v1" : apiVersion;
  return {
    type: `kubernetes:${version}:${kind}`,
    name: "assistant",
    inputs: { apiVersion, kind, ...parts },
    provider,
  };
}
