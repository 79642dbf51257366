import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommandError, runCommand } from "../../infra/local/command";
import { interruptible, InterruptedError } from "../../infra/local/interruption";
import { temporaryFolder } from "../support/temporaryFolder";

/** The error that running the shell script `script` rejects with. */
async function failureOf(
  script: string,
  options: Parameters<typeof runCommand>[2] = {},
): Promise<CommandError> {
  const error: unknown = await runCommand("sh", ["-c", script], options).catch((reason: unknown) => reason);
  if (!(error instanceof CommandError)) throw new Error("expected a CommandError");
  return error;
}

/** Whether a process runs; one that has ended stays until its parent has asked for its end. */
async function isRunning(pid: string): Promise<boolean> {
  const state = await runCommand("ps", ["-o", "stat=", "-p", pid]).catch(() => undefined);
  return state !== undefined && !state.stdout.startsWith("Z");
}

describe("runCommand", () => {
  it("gives both outputs whole", async () => {
    const script = "printf 'häuser\\n'; echo err >&2; seq 1 20000";
    const { stdout, stderr } = await runCommand("sh", ["-c", script]);
    expect(stderr).toBe("err\n");
    expect(stdout.startsWith("häuser\n1\n")).toBe(true);
    expect(stdout.endsWith("\n20000\n")).toBe(true);
  });

  it("passes the input, the folder and the environment, in which undefined takes a variable away", async () => {
    const cwd = await temporaryFolder();
    process.env["DOMICILE_TEST_KEPT"] = "kept";
    process.env["DOMICILE_TEST_GONE"] = "gone";
    const { stdout } = await runCommand(
      "sh",
      ["-c", 'cat; pwd; echo "$DOMICILE_TEST_KEPT,$DOMICILE_TEST_GONE,$DOMICILE_TEST_NEW"'],
      { cwd, input: "given\n", env: { DOMICILE_TEST_GONE: undefined, DOMICILE_TEST_NEW: "new" } },
    );
    expect(stdout).toBe(`given\n${cwd}\nkept,,new\n`);
  });

  it("gives an empty input when there is none", async () => {
    expect((await runCommand("cat", [], { timeoutSeconds: 5 })).stdout).toBe("");
  });

  it("does not mind a program that ends without reading its input", async () => {
    await expect(runCommand("true", [], { input: "x".repeat(1_000_000) })).resolves.toEqual({
      stdout: "",
      stderr: "",
    });
  });

  it("names the command, the exit code and the last lines of the error output", async () => {
    const error = await failureOf("echo out; seq 1 30 >&2; exit 3");
    const lines = Array.from({ length: 15 }, (_, index) => `${index + 16}`).join("\n");
    expect(error.message).toBe(`'sh -c 'echo out; seq 1 30 >&2; exit 3'' failed with exit code 3:\n${lines}`);
    expect(error.exitCode).toBe(3);
    expect(error.stdout).toBe("out\n");
  });

  it("quotes the standard output when there is no error output", async () => {
    expect((await failureOf("echo why; exit 1")).message).toBe(
      "'sh -c 'echo why; exit 1'' failed with exit code 1:\nwhy",
    );
  });

  it("says when a program was ended by a signal", async () => {
    const error = await failureOf("kill -KILL $$");
    expect(error.message).toBe("'sh -c 'kill -KILL $$'' was ended by SIGKILL");
    expect(error.exitCode).toBeUndefined();
  });

  it("ends a program after its time, even when a grandchild holds its output", async () => {
    const began = performance.now();
    const error = await failureOf("sleep 4 & sleep 4", { timeoutSeconds: 0.3 });
    expect(error.message).toBe("'sh -c 'sleep 4 & sleep 4'' did not end within 0.3 s");
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it("ends a program that ignores the request to end", { timeout: 10_000 }, async () => {
    const error = await failureOf("trap '' TERM; while :; do sleep 0.1; done", { timeoutSeconds: 0.2 });
    expect(error.message).toContain("did not end within 0.2 s");
  });

  it("is ended with all that it has started when the work is interrupted", { timeout: 10_000 }, async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    // The shell itself does not listen, and what it has started in the background goes on without it.
    const script = `trap '' TERM; (sleep 30; touch late) & echo "$!" > pids; sleep 30 & echo "$!" >> pids; wait; wait`;
    const work = interruptible(controller.signal, () => runCommand("sh", ["-c", script], { cwd: folder }));
    const pids = async () =>
      (await readFile(join(folder, "pids"), "utf8").catch(() => "")).trim().split("\n");
    await expect.poll(async () => (await pids()).length).toBe(2);
    const began = performance.now();
    controller.abort();
    await expect(work).rejects.toThrow(InterruptedError);
    expect(performance.now() - began).toBeLessThan(2_000);
    for (const pid of await pids()) await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it("is left to itself when the work is interrupted, where that was asked for", async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const script = "touch begun; sleep 0.5; echo said; touch ended";
    const work = interruptible(controller.signal, () =>
      runCommand("sh", ["-c", `exec >log; ${script}`], { cwd: folder, onInterruption: "leave" }),
    );
    await expect.poll(() => readdir(folder)).toContain("begun");
    controller.abort();
    await expect(work).rejects.toThrow(InterruptedError);
    expect(await readdir(folder)).not.toContain("ended");
    await expect.poll(() => readdir(folder), { timeout: 5_000 }).toContain("ended");
  });

  it("is not begun once the work is interrupted", async () => {
    const folder = await temporaryFolder();
    const work = interruptible(AbortSignal.abort(), () => runCommand("touch", ["made"], { cwd: folder }));
    await expect(work).rejects.toThrow(InterruptedError);
    expect(await readdir(folder)).toEqual([]);
  });

  it("says when there is no such program or folder", async () => {
    await expect(runCommand("domicile-no-such-program", [])).rejects.toThrow(
      "'domicile-no-such-program' cannot be started: no such program",
    );
    await expect(runCommand("true", [], { cwd: "/no/such/folder" })).rejects.toThrow(
      "'true' cannot be started: no such program, or the folder '/no/such/folder' does not exist",
    );
  });

  it("appends the command and all output to a log, and names it in the error", async () => {
    const log = join(await temporaryFolder(), "log");
    await writeFile(log, "before\n");
    await runCommand("echo", ["a b"], { log });
    const error = await failureOf("echo failing >&2; exit 1", { log });
    expect(error.message.endsWith(`\nwhole output: ${log}`)).toBe(true);
    expect(await readFile(log, "utf8")).toBe(
      "before\n$ echo 'a b'\na b\n$ sh -c 'echo failing >&2; exit 1'\nfailing\n",
    );
  });
});
