import type { JsonObject } from "../providers/kubernetes/manifest/json";
import { clusterNetwork } from "./addressing";

/** An object and where the API server keeps it. */
export interface PlacedObject {
  readonly path: string;
  readonly object: JsonObject;
}

const namespace = "kube-system";
const name = "coredns";
const labels = { "k8s-app": "kube-dns" };

/** Above 1023, so that the container needs no capability. */
const dnsPort = 1053;
const readyPort = 8181;

/**
 * The cluster's names only: every other name is refused, and nothing that is looked up here leaves the machine.
 */
const corefile = `${clusterNetwork.domain}:${dnsPort} in-addr.arpa:${dnsPort} ip6.arpa:${dnsPort} {
  errors
  ready :${readyPort}
  kubernetes ${clusterNetwork.domain} in-addr.arpa ip6.arpa {
    pods insecure
    ttl 30
  }
  cache 30
  loadbalance
}
`;

/** The cluster's name server as Kubernetes objects, in the order in which they are to be applied. */
export function coreDnsObjects(image: string): readonly PlacedObject[] {
  const meta = { name, namespace, labels };
  const rbac = "rbac.authorization.k8s.io";
  return [
    placed("/api/v1", "serviceaccounts", { apiVersion: "v1", kind: "ServiceAccount", metadata: meta }),
    {
      path: `/apis/${rbac}/v1/clusterroles/domicile:coredns`,
      object: {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRole",
        metadata: { name: "domicile:coredns", labels },
        rules: [
          { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
        ],
      },
    },
    {
      path: `/apis/${rbac}/v1/clusterrolebindings/domicile:coredns`,
      object: {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: "domicile:coredns", labels },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "domicile:coredns" },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
    },
    placed("/api/v1", "configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: meta,
      data: { Corefile: corefile },
    }),
    placed("/api/v1", "services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...meta, name: "kube-dns" },
      spec: {
        clusterIP: clusterNetwork.dns,
        selector: labels,
        ports: [
          { name: "dns", port: 53, protocol: "UDP", targetPort: dnsPort },
          { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: dnsPort },
        ],
      },
    }),
    placed("/apis/apps/v1", "deployments", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec(image) },
      },
    }),
  ];
}

function placed(
  group: string,
  plural: string,
  object: JsonObject & { metadata: { name: string } },
): PlacedObject {
  return { path: `${group}/namespaces/${namespace}/${plural}/${object.metadata.name}`, object };
}

function podSpec(image: string): JsonObject {
  return {
    serviceAccountName: name,
    priorityClassName: "system-cluster-critical",
    // It answers for others; its own names would be looked up at itself.
    dnsPolicy: "Default",
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name,
        image,
        imagePullPolicy: "Never",
        args: ["-conf", "/etc/coredns/Corefile"],
        ports: [
          { name: "dns", containerPort: dnsPort, protocol: "UDP" },
          { name: "dns-tcp", containerPort: dnsPort, protocol: "TCP" },
        ],
        readinessProbe: { httpGet: { path: "/ready", port: readyPort }, periodSeconds: 1 },
        resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "128Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
      },
    ],
    volumes: [{ name: "config", configMap: { name } }],
  };
}
