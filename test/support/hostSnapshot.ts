import { readFile, readdir, readlink } from "node:fs/promises";
import { isErrno } from "../../infra/local/errno";
import { CommandError, runCommand } from "../../infra/local/command";

/** What a cluster could leave on the machine. Each entry is a list of lines without what changes by itself. */
export type HostSnapshot = Readonly<Record<string, readonly string[]>>;

/** Settings that count something or that the kernel changes by itself. */
const counters =
  /^(fs\.(aio-nr|dentry-state|file-nr|inode-|quota)|kernel\.(ns_last_pid|pty\.nr|random\.|tainted))/;

/**
 * Takes down what the machine has now, but for what bears the name of another deployment: that one may end meanwhile,
 * and of one that was killed the kernel removes the link only minutes later.
 * @param id the deployment's own
 * @param marks further texts that tell the command lines of the deployment's processes
 */
export async function hostSnapshot(id: string, marks: readonly string[]): Promise<HostSnapshot> {
  const all = await everything(id, [id, ...marks]);
  return Object.fromEntries(
    Object.entries(all).map(([kind, found]) => [kind, found.filter((line) => !isOfAnother(line, id))]),
  );
}

/** Whether a line names a deployment's link (`dom-<id>`) or control group (`domicile-<id>`), and not that of `id`. */
export function isOfAnother(line: string, id: string): boolean {
  const named = [...line.matchAll(/\bdom(?:icile)?-([0-9a-f]{8})\b/g)].map(([, other]) => other);
  return named.length > 0 && !named.includes(id);
}

async function everything(id: string, marks: readonly string[]): Promise<HostSnapshot> {
  return {
    processes: await processes(id, marks),
    mounts: lines(await readFile("/proc/self/mounts", "utf8")),
    interfaces: await output("ip", "-oneline", "link", "show").then((all) => all.map(withoutState)),
    addresses: await output("ip", "-oneline", "-4", "address", "show"),
    routes: await output("ip", "route", "show", "table", "all"),
    networkNamespaces: await output("ip", "netns", "list"),
    iptables: (await output("iptables-save")).map(withoutCounters).filter((line) => !line.startsWith("#")),
    nftables: await output("nft", "--stateless", "list", "ruleset"),
    controlGroups: await controlGroups(),
    settings: (await output("sysctl", "--all", "--ignore", "--pattern", "^(vm|kernel|fs)\\.")).filter(
      (line) => !counters.test(line),
    ),
    folders: await output(
      "find",
      ...["/run", "/etc", "/opt", "/var/lib", "/var/log"],
      "-maxdepth",
      "2",
      "-type",
      "d",
    ),
  };
}

/** The groups of the first level in each hierarchy: a cluster's begin there, and what lies deeper is other programs'. */
async function controlGroups(): Promise<string[]> {
  const isVersion2 = (await readdir("/sys/fs/cgroup")).includes("cgroup.controllers");
  return output("find", "/sys/fs/cgroup", "-maxdepth", isVersion2 ? "1" : "2", "-type", "d");
}

/** Processes that have not ended and name the cluster in their command lines; those in other clusters' sandboxes do not count. */
async function processes(id: string, marks: readonly string[]): Promise<string[]> {
  const all = await runningProcesses();
  const others = new Set(
    all.filter(({ command }) => isSandboxOfAnother(command, id)).map(({ pidNamespace }) => pidNamespace),
  );
  others.delete(await pidNamespaceOf("self"));
  others.delete(undefined);
  return all
    .filter(
      ({ command, pidNamespace }) =>
        !others.has(pidNamespace) && marks.some((mark) => command.includes(mark)),
    )
    .map(({ command }) => command)
    .sort();
}

/** Whether a command line is that of the first processes of a cluster's sandbox, and the cluster is not that of `id`. */
function isSandboxOfAnother(command: string, id: string): boolean {
  const [, named] = /\bdomicile-([0-9a-f]{8})-sandbox\b/.exec(command) ?? [];
  return named !== undefined && named !== id;
}

/** A process that has not ended. */
export interface RunningProcess {
  /** Its command line, words parted by blanks. */
  readonly command: string;
  /** Its PID namespace, as /proc names it. */
  readonly pidNamespace: string | undefined;
}

/** Nothing where it may not be known: processes with more rights than ours, which are none of a cluster's. */
async function pidNamespaceOf(pid: string): Promise<string | undefined> {
  try {
    return await readlink(`/proc/${pid}/ns/pid`);
  } catch (error) {
    if (isErrno(error, "EACCES")) return undefined;
    throw error;
  }
}

/** All processes of the machine. */
export async function runningProcesses(): Promise<RunningProcess[]> {
  const found: RunningProcess[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
      const state = /^State:\s+(\w)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
      if (state !== "Z") found.push({ command, pidNamespace: await pidNamespaceOf(pid) });
    } catch (error) {
      // It ended between the reads.
      if (!isErrno(error, "ENOENT") && !isErrno(error, "ESRCH")) throw error;
    }
  }
  return found;
}

/** The sorted lines that a program prints. Some of sysctl's settings cannot be read, which is no failure here. */
async function output(program: string, ...args: string[]): Promise<string[]> {
  try {
    return lines((await runCommand(program, args, { timeoutSeconds: 30 })).stdout);
  } catch (error) {
    if (error instanceof CommandError && error.stdout !== "") return lines(error.stdout);
    throw error;
  }
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .sort();
}

function withoutState(link: string): string {
  return link.replace(/^\d+: /, "").replace(/ qdisc .*$/, "");
}

function withoutCounters(rule: string): string {
  return rule.replace(/\[\d+:\d+\]/, "");
}
