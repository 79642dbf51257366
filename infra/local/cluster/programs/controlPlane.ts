import { apiServerPort, clusterNetwork, nodeName } from "../addressing";
import { sandboxFolders } from "../folders";
import type { ClusterProgram, Listener } from "../plan";

const { data, keys, pki, tools } = sandboxFolders;

const etcdListener: Listener = { address: "127.0.0.1", port: 2379 };
const etcdUrl = `https://${etcdListener.address}:${etcdListener.port}`;
const etcdPeerUrl = "https://127.0.0.1:2380";

/** Where the programs find the API server once it is up. */
export function apiServerListener(nodeAddress: string): Listener {
  return { address: nodeAddress, port: apiServerPort };
}

/** etcd, the API server, the controller manager and the scheduler. */
export function controlPlanePrograms(nodeAddress: string): readonly ClusterProgram[] {
  return [
    { name: "etcd", command: ["etcd", ...etcdArguments()] },
    {
      name: "kube-apiserver",
      command: [`${tools}/kubernetes/kube-apiserver`, ...apiServerArguments(nodeAddress)],
      needs: [etcdListener],
    },
    {
      name: "kube-controller-manager",
      command: [`${tools}/kubernetes/kube-controller-manager`, ...controllerManagerArguments()],
      needs: [apiServerListener(nodeAddress)],
    },
    {
      name: "kube-scheduler",
      command: [
        `${tools}/kubernetes/kube-scheduler`,
        `--kubeconfig=${pki}/scheduler.kubeconfig`,
        "--bind-address=127.0.0.1",
        // There is one scheduler, and after a crash nobody is to wait for the old one's lease to expire.
        "--leader-elect=false",
      ],
      needs: [apiServerListener(nodeAddress)],
    },
  ];
}

function etcdArguments(): string[] {
  const tls = [
    ["cert-file", `${pki}/etcd.crt`],
    ["key-file", `${pki}/etcd.key`],
    ["trusted-ca-file", `${pki}/etcd-ca.crt`],
  ];
  return [
    `--name=${nodeName}`,
    `--data-dir=${data}/etcd`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${etcdPeerUrl}`,
    `--initial-advertise-peer-urls=${etcdPeerUrl}`,
    `--initial-cluster=${nodeName}=${etcdPeerUrl}`,
    "--client-cert-auth",
    "--peer-client-cert-auth",
    ...tls.flatMap(([name, file]) => [`--${name}=${file}`, `--peer-${name}=${file}`]),
    "--logger=zap",
    "--log-level=warn",
  ];
}

function apiServerArguments(nodeAddress: string): string[] {
  return [
    `--advertise-address=${nodeAddress}`,
    `--secure-port=${apiServerPort}`,
    `--tls-cert-file=${pki}/apiserver.crt`,
    `--tls-private-key-file=${pki}/apiserver.key`,
    `--client-ca-file=${pki}/ca.crt`,
    "--anonymous-auth=false",
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
    `--encryption-provider-config=${keys}/encryption.json`,
    `--etcd-servers=${etcdUrl}`,
    `--etcd-cafile=${pki}/etcd-ca.crt`,
    `--etcd-certfile=${pki}/apiserver-etcd-client.crt`,
    `--etcd-keyfile=${pki}/apiserver-etcd-client.key`,
    `--kubelet-certificate-authority=${pki}/ca.crt`,
    `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
    `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
    "--kubelet-preferred-address-types=InternalIP",
    `--service-account-issuer=https://kubernetes.default.svc.${clusterNetwork.domain}`,
    `--service-account-key-file=${keys}/service-account.pub`,
    `--service-account-signing-key-file=${keys}/service-account.key`,
    `--service-cluster-ip-range=${clusterNetwork.services}`,
    "--profiling=false",
  ];
}

function controllerManagerArguments(): string[] {
  return [
    `--kubeconfig=${pki}/controller-manager.kubeconfig`,
    "--bind-address=127.0.0.1",
    "--leader-elect=false",
    "--allocate-node-cidrs",
    `--cluster-cidr=${clusterNetwork.pods}`,
    "--node-cidr-mask-size=24",
    `--service-cluster-ip-range=${clusterNetwork.services}`,
    `--root-ca-file=${pki}/ca.crt`,
    `--service-account-private-key-file=${keys}/service-account.key`,
    "--use-service-account-credentials",
    "--profiling=false",
  ];
}
