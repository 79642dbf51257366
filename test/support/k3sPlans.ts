import type { KnownSecrets, NodePlan, ServerPlan } from "../../infra/clouds/k3s/plan";
import type { Mirror } from "../../infra/clouds/spec";

/** A mirror of k3s for both architectures. */
export const sampleMirror: Mirror = {
  release: "v1.34.2+k3s1",
  files: "https://mirror.example.de/k3s/v1.34.2+k3s1",
  digests: {
    amd64: { program: "a".repeat(64), images: "b".repeat(64) },
    arm64: { program: "c".repeat(64), images: "d".repeat(64) },
  },
  registry: "https://registry.example.de:5000",
};

/** A node of a cluster in 10.64.0.0/16. */
export const sampleNode: NodePlan = {
  name: "fsn-system-1-1",
  architecture: "amd64",
  apiAddress: "10.64.0.2",
  network: "10.64.0.0/16",
  labels: { "domicile/node-pool": "system" },
  taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
  mirror: sampleMirror,
  proxy: "http://10.64.0.3:8888",
};

/** The first server of that cluster. */
export const sampleServer: ServerPlan = {
  ...sampleNode,
  name: "fsn-server-1-1",
  labels: {},
  taints: [],
  isFirst: true,
  apiNames: ["203.0.113.7"],
};

function pair(name: string) {
  return { certificate: `certificate of ${name}\n`, key: `key of ${name}\n` };
}

/** Secrets by whose text one sees where they get to. */
export const sampleSecrets: KnownSecrets = {
  authorities: {
    "server-ca": pair("server-ca"),
    "client-ca": pair("client-ca"),
    "request-header-ca": pair("request-header-ca"),
    "etcd/server-ca": pair("etcd/server-ca"),
    "etcd/peer-ca": pair("etcd/peer-ca"),
  },
  serviceAccountKey: "key of service accounts\n",
  serverPassword: "password-of-servers",
  agentPassword: "password-of-agents",
};
