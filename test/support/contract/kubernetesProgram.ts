import { unknown, type Inputs } from "../../../policies/values";

const meta = { metadata: { name: "x", namespace: "ai", labels: { app: "x" } } };
const podSpec: Inputs = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true },
  containers: [
    {
      name: "c",
      image: `registry.example.de/a@sha256:${"a".repeat(64)}`,
      ports: [{ containerPort: 8080 }],
      env: [
        { name: "TOKEN", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
        { name: "URL", value: "http://db.ai.svc.cluster.local:5432" },
      ],
      envFrom: [{ configMapRef: { name: "c" } }],
      resources: { limits: { "nvidia.com/gpu": "1" } },
      volumeMounts: [{ name: "v", mountPath: "/v" }],
    },
  ],
  volumes: [
    { name: "v", persistentVolumeClaim: { claimName: "p" } },
    { name: "c", configMap: { name: "c" } },
    { name: "t", emptyDir: {} },
  ],
};
const workload: Inputs = {
  ...meta,
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "x" } },
    template: { metadata: { labels: { app: "x" } }, spec: podSpec },
  },
};
/** What platforms make in a cluster, as users write it. */
export const kubernetesProgram: readonly (readonly [string, Inputs])[] = [
  ["kubernetes:core/v1:Namespace", { metadata: { name: "ai" } }],
  ["kubernetes:core/v1:ConfigMap", { ...meta, data: { "config.yaml": unknown } }],
  ["kubernetes:core/v1:Secret", { ...meta, stringData: { key: unknown } }],
  ["kubernetes:core/v1:ServiceAccount", meta],
  [
    "kubernetes:core/v1:Service",
    { ...meta, spec: { type: "ClusterIP", selector: { app: "x" }, ports: [{ port: 80, targetPort: 8080 }] } },
  ],
  [
    "kubernetes:core/v1:Service",
    { ...meta, spec: { clusterIP: "None", selector: { app: "x" }, ports: [{ port: 80 }] } },
  ],
  [
    "kubernetes:core/v1:PersistentVolumeClaim",
    {
      ...meta,
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "fast",
        resources: { requests: { storage: "10Gi" } },
      },
    },
  ],
  ["kubernetes:apps/v1:Deployment", workload],
  [
    "kubernetes:apps/v1:StatefulSet",
    {
      ...meta,
      spec: {
        serviceName: "x",
        selector: { matchLabels: { app: "x" } },
        template: { metadata: { labels: { app: "x" } }, spec: podSpec },
        volumeClaimTemplates: [
          {
            metadata: { name: "v" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
  ],
  ["kubernetes:apps/v1:DaemonSet", workload],
  [
    "kubernetes:batch/v1:Job",
    { ...meta, spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } } } },
  ],
  [
    "kubernetes:batch/v1:CronJob",
    {
      ...meta,
      spec: {
        schedule: "0 1 * * *",
        jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } } } },
      },
    },
  ],
  ["kubernetes:core/v1:Pod", { ...meta, spec: podSpec }],
  [
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    { ...meta, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  ],
  [
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    { ...meta, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" } },
  ],
  ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", { metadata: { name: "x" } }],
  ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", { metadata: { name: "x" } }],
  [
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    {
      ...meta,
      spec: {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
            ports: [{ port: 53, protocol: "UDP" }],
          },
        ],
      },
    },
  ],
  [
    "kubernetes:networking.k8s.io/v1:Ingress",
    {
      ...meta,
      spec: {
        ingressClassName: "x",
        tls: [{ hosts: ["ai.example.de"], secretName: "t" }],
        rules: [
          {
            host: "ai.example.de",
            http: {
              paths: [
                { path: "/", pathType: "Prefix", backend: { service: { name: "x", port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    },
  ],
  [
    "kubernetes:policy/v1:PodDisruptionBudget",
    { ...meta, spec: { minAvailable: 1, selector: { matchLabels: { app: "x" } } } },
  ],
  [
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    {
      ...meta,
      spec: { maxReplicas: 3, scaleTargetRef: { kind: "Deployment", name: "x", apiVersion: "apps/v1" } },
    },
  ],
  ["kubernetes:scheduling.k8s.io/v1:PriorityClass", { metadata: { name: "x" }, value: 1 }],
  ["kubernetes:node.k8s.io/v1:RuntimeClass", { metadata: { name: "nvidia" }, handler: "nvidia" }],
  ["kubernetes:core/v1:ResourceQuota", { ...meta, spec: { hard: { pods: "10" } } }],
  ["kubernetes:core/v1:LimitRange", { ...meta, spec: { limits: [] } }],
  [
    "kubernetes:gateway.networking.k8s.io/v1:Gateway",
    { ...meta, spec: { gatewayClassName: "x", listeners: [{ name: "l", port: 443, protocol: "HTTPS" }] } },
  ],
  [
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
    { ...meta, spec: { parentRefs: [{ name: "x" }], rules: [{ backendRefs: [{ name: "x", port: 80 }] }] } },
  ],
  [
    "kubernetes:cert-manager.io/v1:Certificate",
    { ...meta, spec: { secretName: "t", dnsNames: ["ai.example.de"], issuerRef: { name: "ca" } } },
  ],
  [
    "kubernetes:keda.sh/v1alpha1:ScaledObject",
    {
      ...meta,
      spec: {
        scaleTargetRef: { name: "x" },
        triggers: [
          {
            type: "prometheus",
            metadata: {
              serverAddress: "http://prometheus.monitoring.svc.cluster.local:9090",
              query: "q",
              threshold: "1",
            },
          },
        ],
      },
    },
  ],
  [
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    { ...meta, spec: { selector: {}, endpoints: [{ port: "metrics" }] } },
  ],
  [
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
    {
      metadata: { name: "widgets.example.org" },
      spec: {
        group: "example.org",
        names: { kind: "Widget", plural: "widgets" },
        scope: "Namespaced",
        versions: [],
      },
    },
  ],
  [
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
    { metadata: { name: "x" }, spec: {} },
  ],
];
