import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, runCommand } from "../command";
import { InterruptedError } from "../interruption";
import type { ToolContext } from "./toolContext";

/** The distribution's packages that the embedded cluster and its images need. */
export const clusterPackages = [
  "buildah",
  "busybox-static",
  "clang-19",
  "containerd",
  "containernetworking-plugins",
  "etcd-server",
  "gcc",
  "iproute2",
  "iptables",
  "libc6-dev",
  "llvm-19",
  "mount",
  "nftables",
  "procps",
  "redis-server",
  "runc",
  "util-linux",
] as const;

/** Units that a package starts when it is installed; nothing of ours uses them. */
const unitsByPackage: Readonly<Record<string, string>> = {
  containerd: "containerd.service",
  "etcd-server": "etcd.service",
  prometheus: "prometheus.service",
  "redis-server": "redis-server.service",
};

/** Lines of its output that an error repeats. */
const quotedLines = 15;

/** Another package manager at work is waited for this long, in seconds. */
const lockSeconds = 300;

/**
 * Installs what is missing of `names` with apt-get, naming it before.
 * @throws when this account is not root, or apt-get fails
 */
export async function ensurePackages(
  context: ToolContext,
  names: readonly string[],
  uid: number | undefined = process.getuid?.(),
): Promise<void> {
  const missing = missingPackages(names, await packageStates(names));
  if (missing.length === 0) return;
  const list = missing.join(" ");
  if (uid !== 0) {
    throw new Error(
      `packages are missing and this account is not root: run 'apt-get install ${list}' as root`,
    );
  }
  context.progress.note(`installing packages of the distribution: ${list}`);
  await context.progress.step("distribution packages", () => install(context, missing));
}

/**
 * What of `names` is not completely installed.
 * @param states lines of state and name as `dpkg-query -f '${db:Status-Abbrev} ${Package}\n'` writes them
 */
export function missingPackages(names: readonly string[], states: string): string[] {
  const installed = new Set<string>();
  for (const line of states.split("\n")) {
    // Desired state, state, error flag: only `ii` without an error is complete; a held package is fine (`hi`).
    const name = /^[ih]i +(\S+)$/.exec(line)?.[1];
    if (name !== undefined) installed.add(name);
  }
  return names.filter((name) => !installed.has(name));
}

async function packageStates(names: readonly string[]): Promise<string> {
  try {
    const { stdout } = await runCommand("dpkg-query", [
      "-W",
      "-f",
      "${db:Status-Abbrev} ${Package}\n",
      ...names,
    ]);
    return stdout;
  } catch (error) {
    // Exit code 1 says that dpkg does not know some of the names; the others are in the output all the same.
    if (error instanceof CommandError && error.exitCode === 1) return error.stdout;
    throw error;
  }
}

async function install(context: ToolContext, names: readonly string[]): Promise<void> {
  const log = join(context.paths.cache, "packages.log");
  await runCommand(
    "flock",
    [join(context.paths.cache, "packages.lock"), "sh", "-c", installScript, "sh", ...names],
    {
      // Packages that are left half installed would be the user's to mend.
      onInterruption: "leave",
      env: {
        DEBIAN_FRONTEND: "noninteractive",
        // Keeps a machine without systemd from starting the services: no service belongs to runlevel 1.
        RUNLEVEL: "1",
        // apt's own account cannot write to a folder of ours.
        TMPDIR: undefined,
        LOG: log,
        UNITS: names.flatMap((name) => unitsByPackage[name] ?? []).join(" "),
      },
    },
  ).catch(async (error: unknown) => {
    if (error instanceof InterruptedError) {
      context.progress.note("the installation of packages goes on by itself; the next run waits for it");
    }
    if (!(error instanceof CommandError)) throw error;
    const lines = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-quotedLines);
    throw new Error(
      `the packages ${names.join(" ")} could not be installed:\n${lines.join("\n")}\nwhole output: ${log}`,
      {
        cause: error,
      },
    );
  });
}

/**
 * One shell process, so that what follows the installation also happens when this process is killed meanwhile; a later
 * run waits for it through the lock that `flock` holds as long as anything of it lives.
 * It first completes an installation of anybody's that was interrupted (dpkg keeps a journal of it). A package list that
 * cannot be updated is no reason to stop: it may be one of a source that is not needed. Where systemd runs, the services
 * that the new packages have started are stopped and kept from starting again.
 */
const installScript = `
set -e
exec >"$LOG" 2>&1
if [ -n "$(ls /var/lib/dpkg/updates)" ]; then dpkg --configure -a; fi
apt-get update || true
apt-get -o DPkg::Lock::Timeout=${lockSeconds} install --yes --no-install-recommends "$@"
if [ -d /run/systemd/system ] && [ -n "$UNITS" ]; then systemctl disable --now $UNITS; fi
`;
