import { spawn } from "node:child_process";

/** Runs a Node script with this terminal as its own. @returns its exit code, or 1 when a signal ended it */
export function runScript(script: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => {
      settle(code ?? 1);
    });
  });
}
