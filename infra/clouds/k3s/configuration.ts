import { stringify } from "yaml";
import type { SignIn, Taint } from "../spec";
import { joinToken } from "./joinToken";
import {
  apiPort,
  podBlock,
  serviceBlock,
  type AgentSecrets,
  type KnownSecrets,
  type NodePlan,
  type ServerPlan,
} from "./plan";

/** Where the API's log of who did what lies, and what it is told to note. */
export const auditPolicyFile = "/etc/rancher/k3s/audit.yaml";
const auditLogFile = "/var/lib/rancher/k3s/server/logs/audit.log";

/** Keeps pods that do not belong to Kubernetes itself off servers. */
const serverTaint: Taint = {
  key: "node-role.kubernetes.io/control-plane",
  value: "true",
  effect: "NoSchedule",
};

/**
 * The configuration of a server. Network policies are enforced by the controller that k3s has built in (kube-router's),
 * which works with flannel: nothing has to be installed into a cluster before it is sealed. Flannel speaks WireGuard, since
 * the private networks of clouds are separated and not encrypted.
 */
export function serverConfiguration(plan: ServerPlan, secrets: KnownSecrets): string {
  const { apiAddress, apiNames, isFirst, signIn, taints } = plan;
  const authority = secrets.authorities["server-ca"].certificate;
  return stringify({
    ...(isFirst
      ? { "cluster-init": true, token: secrets.serverPassword }
      : { server: apiUrl(apiAddress), token: joinToken(authority, "server", secrets.serverPassword) }),
    "agent-token": secrets.agentPassword,
    ...nodeConfiguration({ ...plan, taints: [serverTaint, ...taints] }),
    "tls-san": [apiAddress, ...apiNames],
    "cluster-cidr": podBlock,
    "service-cidr": serviceBlock,
    "flannel-backend": "wireguard-native",
    disable: ["servicelb", "traefik", "local-storage"],
    "disable-cloud-controller": true,
    "disable-helm-controller": true,
    "secrets-encryption": true,
    "write-kubeconfig-mode": "0600",
    "kube-apiserver-arg": apiArguments(signIn),
  });
}

/** The configuration of an agent: a node that runs pods only. */
export function agentConfiguration(plan: NodePlan, secrets: AgentSecrets): string {
  return stringify({
    server: apiUrl(plan.apiAddress),
    token: joinToken(secrets.serverAuthority, "node", secrets.agentPassword),
    ...nodeConfiguration(plan),
  });
}

/** What every node is told. */
function nodeConfiguration({ name, labels, taints, providerId, runtime }: NodePlan) {
  return {
    "node-name": name,
    "node-label": Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    "node-taint": taints.map(({ key, value = "", effect }) => `${key}=${value}:${effect}`),
    "protect-kernel-defaults": true,
    // Images come from the mirror, or not at all.
    "disable-default-registry-endpoint": true,
    ...(runtime === undefined ? {} : { "default-runtime": runtime }),
    "kubelet-arg": [
      // The cloud's controller says where a node stands, and until then nothing runs on it.
      providerId === undefined ? "cloud-provider=external" : `provider-id=${providerId}`,
      "streaming-connection-idle-timeout=5m",
    ],
  };
}

function apiArguments(signIn: SignIn | undefined): string[] {
  return [
    `audit-policy-file=${auditPolicyFile}`,
    `audit-log-path=${auditLogFile}`,
    "audit-log-maxage=30",
    "audit-log-maxbackup=10",
    "audit-log-maxsize=100",
    "enable-admission-plugins=NodeRestriction",
    ...(signIn === undefined
      ? []
      : [
          `oidc-issuer-url=${signIn.issuer}`,
          `oidc-client-id=${signIn.clientId}`,
          `oidc-username-claim=${signIn.usernameClaim}`,
          `oidc-groups-claim=${signIn.groupsClaim}`,
          // Nobody becomes a user or group of Kubernetes' own by what a token says.
          "oidc-username-prefix=oidc:",
          "oidc-groups-prefix=oidc:",
        ]),
  ];
}

/** Who did what to which object; never what stood in it, as that may be a key. */
export const auditPolicy = stringify({
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version"] },
    { level: "Metadata" },
  ],
});

function apiUrl(address: string): string {
  return `https://${address}:${apiPort}`;
}
