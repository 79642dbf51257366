import { clusterNetwork, nodeName } from "../addressing";
import { sandboxFolders } from "../folders";
import type { ClusterProgram } from "../plan";

const { bpf, cgroup2, ciliumState, pki, tools } = sandboxFolders;

/** Cilium's operator, which registers its kinds of objects, and its agent, which enforces network policies. */
export function ciliumPrograms(nodeAddress: string): readonly ClusterProgram[] {
  // Both try again only after 5 s when the API server does not answer at once.
  const needs = [{ kubeconfig: `${pki}/cilium.kubeconfig` }];
  const environment = { K8S_NODE_NAME: nodeName };
  return [
    {
      name: "cilium-operator",
      command: [`${tools}/cilium/operator`, ...operatorArguments()],
      environment,
      needs,
    },
    {
      name: "cilium-agent",
      command: [`${tools}/cilium/daemon`, ...agentArguments(nodeAddress)],
      environment,
      needs,
    },
  ];
}

/** The CNI configuration that makes containerd call {@link renderCniPlugin}. */
export function renderCniConfig(): string {
  return JSON.stringify({
    cniVersion: "0.3.1",
    name: "cilium",
    plugins: [{ type: "cilium-cni", "log-file": `${ciliumState}/cilium-cni.log` }],
  });
}

/**
 * A CNI plug-in that calls Cilium's once the agent is there. Cilium's own looks for the agent every 5 s only, and the
 * first pods are always earlier than the agent. After half a minute its own waiting and its error message hold.
 */
export function renderCniPlugin(): string {
  return `#!/bin/sh
left=300
while [ ! -S ${ciliumState}/cilium.sock ] && [ "$left" -gt 0 ]; do
  sleep 0.1
  left=$((left - 1))
done
exec ${tools}/cilium/cilium-cni
`;
}

const shared = [
  `--k8s-kubeconfig-path=${pki}/cilium.kubeconfig`,
  "--cluster-name=domicile",
  "--identity-allocation-mode=crd",
  "--ipam=kubernetes",
  "--enable-ipv6=false",
  "--enable-l7-proxy=false",
  "--enable-gops=false",
];

function operatorArguments(): string[] {
  return [
    ...shared,
    "--operator-prometheus-serve-addr=127.0.0.1:9963",
    // It looks for pods that another network plug-in started; there is none.
    "--unmanaged-pod-watcher-interval=0",
    // After a crash a new operator waits for the old one's lease to expire.
    "--leader-election-lease-duration=4s",
    "--leader-election-renew-deadline=3s",
    "--leader-election-retry-period=1s",
  ];
}

function agentArguments(nodeAddress: string): string[] {
  return [
    ...shared,
    `--ipv4-node=${nodeAddress}`,
    `--ipv4-native-routing-cidr=${clusterNetwork.pods}`,
    "--routing-mode=native",
    "--enable-ipv4-masquerade=false",
    "--kube-proxy-replacement=false",
    "--enable-hubble=false",
    "--enable-health-checking=false",
    "--enable-endpoint-health-checking=false",
    "--mtu=1500",
    "--preallocate-bpf-maps=false",
    `--bpf-root=${bpf}`,
    `--cgroup-root=${cgroup2}`,
    `--lib-dir=${tools}/cilium`,
    `--state-dir=${ciliumState}`,
  ];
}
