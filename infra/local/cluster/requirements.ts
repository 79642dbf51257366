import { access, constants, realpath, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { LocalPaths } from "../paths";
import { isErrno } from "../errno";

/** Room that a first start needs for images and data, in bytes; the kubelet begins to evict pods at 500 MiB. */
const neededBytes = 2 * 2 ** 30;

/** Where distributions put the CNI plug-ins: Debian and Ubuntu, others, and the plug-ins' own instructions. */
const cniFolders = ["/usr/lib/cni", "/usr/libexec/cni", "/opt/cni/bin"];

/** Programs that Cilium's agent calls, by the names that it looks for; Debian's have the version in their names. */
const compilers = ["clang", "llc"] as const;
const compilerVersions = ["19", "20", "18", "17"];
const programFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Programs of the distribution that a cluster calls, with the package that brings each on Debian and Ubuntu. */
export const programPackages: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  containerd: "containerd",
  "containerd-shim-runc-v2": "containerd",
  ctr: "containerd",
  runc: "runc",
  ip: "iproute2",
  iptables: "iptables",
  nft: "nftables",
  mount: "mount",
  nsenter: "util-linux",
  unshare: "util-linux",
};

/** OVERLAYFS_SUPER_MAGIC of linux/magic.h. */
const overlayType = 0x794c7630;

/** Throws in the user's terms when a cluster cannot be started here. */
export async function checkRequirements(paths: LocalPaths, gatewayPort: number): Promise<void> {
  if (gatewayPort < 1024 || gatewayPort > 65_535) {
    throw new Error(`port ${gatewayPort} cannot be the gateway's; choose one of 1024 to 65535 with --port`);
  }
  for (const folder of [paths.root, paths.cache]) {
    if (`${await realpathIfPresent(folder)}/`.startsWith("/run/")) {
      throw new Error(
        `'${folder}' lies below /run, which the cluster has one of its own of; move it elsewhere`,
      );
    }
  }
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error(
      "the embedded cluster needs Linux and root; on another machine name an existing cluster: " +
        "npm start -- --kubeconfig FILE [--context NAME]",
    );
  }
  const missing = await filterAsync(
    Object.keys(programPackages),
    async (name) => (await findProgram(name)) === undefined,
  );
  if (missing.length > 0) {
    const packages = new Set(missing.map((name) => programPackages[name]));
    throw new Error(
      `the embedded cluster misses the programs ${missing.join(", ")}; install the packages ${[...packages].join(", ")}`,
    );
  }
  const { bavail, bsize } = await statfs(paths.state);
  if (bavail * bsize < neededBytes) {
    const gigabytes = ((bavail * bsize) / 1e9).toFixed(1);
    throw new Error(
      `the disk of '${paths.state}' has ${gigabytes} GB left, the cluster needs 2 GB; free some`,
    );
  }
}

/** Throws when another program listens on the gateway's port of the loopback. */
export async function checkPortIsFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = isErrno(error, "EADDRINUSE");
      reject(
        isTaken
          ? new Error(
              `port ${port} of 127.0.0.1 is in use; end what listens there or choose another with --port`,
            )
          : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

/** Whether container layers can lie on the file system of `folder`: overlays cannot be put on top of an overlay. */
export async function canOverlay(folder: string): Promise<boolean> {
  return (await statfs(folder)).type !== overlayType;
}

/** The folder of the distribution's CNI plug-ins. */
export async function findCniPlugins(): Promise<string> {
  for (const folder of cniFolders) {
    if (await isPresent(join(folder, "loopback"))) return folder;
  }
  throw new Error(
    `no CNI plug-in 'loopback' in ${cniFolders.join(", ")}; install the package containernetworking-plugins`,
  );
}

/** The compilers by the names `clang` and `llc`. */
export async function findCompilers(): Promise<Record<string, string>> {
  const version = await firstAsync(compilerVersions, async (candidate) =>
    (await Promise.all(compilers.map((name) => findProgram(`${name}-${candidate}`)))).every(Boolean),
  );
  if (version === undefined) {
    throw new Error("no clang and llc of one version found; install the packages clang-19 and llvm-19");
  }
  const found: Record<string, string> = {};
  for (const name of compilers) found[name] = (await findProgram(`${name}-${version}`)) ?? "";
  return found;
}

/** Those of `folders` that this machine has. */
export function presentFolders(folders: readonly string[]): Promise<string[]> {
  return filterAsync(folders, isPresent);
}

function findProgram(name: string): Promise<string | undefined> {
  return firstAsync(
    programFolders.map((folder) => join(folder, name)),
    isPresent,
  );
}

async function isPresent(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}

async function realpathIfPresent(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return folder;
    throw error;
  }
}

async function firstAsync<T>(
  values: readonly T[],
  accept: (value: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const value of values) if (await accept(value)) return value;
  return undefined;
}

async function filterAsync<T>(values: readonly T[], accept: (value: T) => Promise<boolean>): Promise<T[]> {
  const accepted: T[] = [];
  for (const value of values) if (await accept(value)) accepted.push(value);
  return accepted;
}
