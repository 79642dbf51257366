import { spawn } from "node:child_process";

/**
 * Runs a Node script with this terminal as its own.
 * @param signal ends the script when it is aborted
 * @returns its exit code, or 1 when a signal ended it
 */
export function runScript(
  script: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, stdio: "inherit" });
    const end = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", end, { once: true });
    child.once("error", reject);
    child.once("exit", (code) => {
      signal?.removeEventListener("abort", end);
      settle(code ?? 1);
    });
  });
}
