import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { apiServerPort, clusterNetwork, nodeName } from "./addressing";
import { issueCertificate, makeAuthority, makeKeyPair, validYears } from "./certificates";
import type { Authority } from "./certificates";
import type { ClusterFolders } from "./folders";
import { renderKubeconfig } from "./kubeconfig";
import { readIfPresent, writePrivateFile } from "../privateFiles";

/** What the certificates in the pki folder were made for; written last, so it says that they are complete. */
interface PkiRecord {
  readonly nodeAddress: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The users of the API server and the groups that Kubernetes knows them by. */
const users: Readonly<Record<string, { readonly commonName: string; readonly organization?: string }>> = {
  "controller-manager": { commonName: "system:kube-controller-manager" },
  scheduler: { commonName: "system:kube-scheduler" },
  kubelet: { commonName: `system:node:${nodeName}`, organization: "system:nodes" },
  "kube-proxy": { commonName: "system:kube-proxy" },
  // Cilium registers kinds of its own and watches nearly everything. It runs as root beside the authority's key, so
  // a narrower role would protect nothing here.
  cilium: { commonName: "domicile:cilium", organization: "system:masters" },
};

/** Certificates that expire within this time are remade at a start. */
const renewBeforeMilliseconds = 30 * 24 * 3_600_000;

/**
 * Makes the cluster's keys, certificates and kubeconfigs unless those of an earlier start still hold.
 * @param nodeAddress the node's address on the link, where the API server is reached
 */
export async function ensurePki(folders: ClusterFolders, nodeAddress: string): Promise<void> {
  await ensureKeys(folders);
  const recordFile = join(folders.pki, "made.json");
  if (isCurrent(await readIfPresent(recordFile), nodeAddress, Date.now())) return;
  await rm(folders.pki, { recursive: true, force: true });
  const expires = new Date();
  expires.setFullYear(expires.getFullYear() + validYears);

  const write = (name: string, contents: string) => writePrivateFile(join(folders.pki, name), contents);
  const writePair = async (name: string, pair: { readonly key: string; readonly certificate: string }) => {
    await write(`${name}.key`, pair.key);
    await write(`${name}.crt`, pair.certificate);
  };
  const authority = await makeAuthority("domicile");
  await writePair("ca", authority);
  await writePair("apiserver", await issueCertificate(authority, apiServerRequest(nodeAddress)));
  await writePair(
    "apiserver-kubelet-client",
    await issueCertificate(authority, {
      commonName: "kube-apiserver-kubelet-client",
      organization: "system:masters",
      use: "client",
    }),
  );
  await writePair(
    "kubelet",
    await issueCertificate(authority, {
      commonName: `system:node:${nodeName}`,
      use: "server",
      addresses: [nodeAddress],
      names: [nodeName],
    }),
  );
  for (const [name, user] of Object.entries(users)) {
    await write(`${name}.kubeconfig`, await userKubeconfig(authority, nodeAddress, user));
  }
  // etcd trusts an authority of its own: one that it shared would let every user of the API server read it.
  const storeAuthority = await makeAuthority("domicile etcd");
  await writePair("etcd-ca", storeAuthority);
  await writePair(
    "etcd",
    await issueCertificate(storeAuthority, { commonName: "etcd", use: "server", addresses: ["127.0.0.1"] }),
  );
  await writePair(
    "apiserver-etcd-client",
    await issueCertificate(storeAuthority, { commonName: "kube-apiserver", use: "client" }),
  );
  const admin = { commonName: "domicile:admin", organization: "system:masters" };
  await writePrivateFile(folders.kubeconfig, await userKubeconfig(authority, nodeAddress, admin));
  const record: PkiRecord = { nodeAddress, expires: expires.getTime() };
  await write("made.json", JSON.stringify(record));
}

/** Whether certificates whose record this is hold at the time `now` (milliseconds since 1970) for this address. */
export function isCurrent(record: string | undefined, nodeAddress: string, now: number): boolean {
  if (record === undefined) return false;
  const made: unknown = JSON.parse(record);
  if (typeof made !== "object" || made === null) return false;
  if (!("nodeAddress" in made) || !("expires" in made) || typeof made.expires !== "number") return false;
  return made.nodeAddress === nodeAddress && now < made.expires - renewBeforeMilliseconds;
}

function apiServerRequest(nodeAddress: string) {
  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  return {
    commonName: "kube-apiserver",
    use: "server" as const,
    addresses: [nodeAddress, clusterNetwork.apiServer, "127.0.0.1"],
    names: [...names, `kubernetes.default.svc.${clusterNetwork.domain}`, nodeName, "localhost"],
  };
}

async function userKubeconfig(
  authority: Authority,
  nodeAddress: string,
  user: { readonly commonName: string; readonly organization?: string },
): Promise<string> {
  const client = await issueCertificate(authority, { ...user, use: "client" });
  return renderKubeconfig(`https://${nodeAddress}:${apiServerPort}`, authority.certificate, client);
}

/** The keys that stored data depend on: tokens of service accounts, and Secrets, which are encrypted in etcd. */
async function ensureKeys(folders: ClusterFolders): Promise<void> {
  const privateFile = join(folders.keys, "service-account.key");
  const publicFile = join(folders.keys, "service-account.pub");
  const isPairComplete = [await readIfPresent(privateFile), await readIfPresent(publicFile)].every(Boolean);
  if (!isPairComplete) {
    const pair = await makeKeyPair();
    await writePrivateFile(privateFile, pair.privateKey);
    await writePrivateFile(publicFile, pair.publicKey);
  }
  const encryptionFile = join(folders.keys, "encryption.json");
  if ((await readIfPresent(encryptionFile)) === undefined) {
    await writePrivateFile(encryptionFile, renderEncryption(randomBytes(32).toString("base64")));
  }
}

/** The API server's configuration that has Secrets encrypted (XSalsa20-Poly1305) before they reach etcd. */
function renderEncryption(secret: string): string {
  return JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [{ resources: ["secrets"], providers: [{ secretbox: { keys: [{ name: "key1", secret }] } }] }],
  });
}
