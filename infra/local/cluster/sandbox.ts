import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ClusterFolders } from "./folders";
import { findSandbox, sandboxMarker } from "./sandboxProcess";
import type { SandboxProcess } from "./sandboxProcess";
import { pause } from "../interruption";

/**
 * PID 1 of the sandbox. It waits for a line that says that the link is there: without one, because whoever starts the
 * cluster has died, it ends. A shell and not the supervisor itself, since PID 1 has to reap orphans.
 */
const initScript = 'read -r line || exit 1; "$@" & wait "$!"';

/** Nothing of the caller's, which may be marked as somebody's child, and no cache of compiled sources in /tmp. */
const environment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  TSX_DISABLE_CACHE: "1",
};

/** How long the kernel and `unshare` may take to make the namespaces. */
const startMilliseconds = 10_000;
const pollMilliseconds = 10;

/**
 * Starts the sandbox: one process tree with network, mount, PID, host name and IPC namespaces of its own, detached
 * from the caller.
 * @param connect joins the sandbox's network namespace to the host; the supervisor begins after it
 */
export async function startSandbox(
  id: string,
  folders: ClusterFolders,
  connect: (sandbox: SandboxProcess) => Promise<void>,
): Promise<SandboxProcess> {
  const log = openSync(join(folders.logs, "supervisor.log"), "a", 0o600);
  const hostNetwork = openSync("/proc/self/ns/net", "r");
  const namespaces = [
    "--net",
    "--mount",
    "--pid",
    "--uts",
    "--ipc",
    "--fork",
    "--kill-child",
    "--mount-proc",
  ];
  const init = ["sh", "-c", initScript, sandboxMarker(id)];
  const unshare = spawn(
    "unshare",
    [...namespaces, ...init, process.execPath, ...supervisorArguments(), folders.plan],
    { detached: true, stdio: ["pipe", log, log, hostNetwork], cwd: "/", env: environment },
  );
  closeSync(log);
  closeSync(hostNetwork);
  const input = unshare.stdin;
  if (input === null) throw new Error("the sandbox has no standard input");
  const outcome = { ending: "" };
  unshare.on("error", (error) => (outcome.ending = error.message));
  unshare.on("exit", (code, signal) => (outcome.ending = `exit code ${code ?? signal ?? "unknown"}`));
  // The sandbox may end before it reads; `outcome` tells it.
  input.on("error", () => undefined);
  try {
    const deadline = Date.now() + startMilliseconds;
    for (;;) {
      const sandbox = await findSandbox(id);
      if (sandbox !== undefined) {
        await connect(sandbox);
        input.write("connected\n");
        return sandbox;
      }
      if (outcome.ending !== "" || Date.now() > deadline) {
        const reason =
          outcome.ending === "" ? "they did not appear in time" : `unshare ended: ${outcome.ending}`;
        throw new Error(
          `the cluster's namespaces cannot be made: ${reason}; see ${folders.logs}/supervisor.log`,
        );
      }
      await pause(pollMilliseconds);
    }
  } finally {
    input.end();
    unshare.unref();
  }
}

/** How Node runs the supervisor: compiled in the published package, from TypeScript in the repository. */
function supervisorArguments(): string[] {
  const extension = __filename.endsWith(".ts") ? "ts" : "js";
  const supervisor = join(__dirname, `supervisor.${extension}`);
  if (extension === "js") return [supervisor];
  const loader = createRequire(__filename).resolve("tsx");
  return ["--import", pathToFileURL(loader).href, supervisor];
}
