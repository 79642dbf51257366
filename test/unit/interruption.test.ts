import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { interruptible, InterruptedError, pause, unlessInterrupted } from "../../infra/local/interruption";
import { isAlive, withProcessLock } from "../../infra/local/processLock";
import { temporaryFolder } from "../support/temporaryFolder";

const program = resolve(__dirname, "../support/interruptedCommand.ts");

/** Interrupts a command once it waits. @returns how it ended, after how many milliseconds, and what it said */
async function interrupted(kind: string, argument: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, ["--import", "tsx", program, kind, argument], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ending = new Promise<number | null>((settle) => child.once("close", settle));
  await expect.poll(() => said, { timeout: 20_000 }).toContain("begun");
  await new Promise((settle) => setTimeout(settle, 500));
  const began = performance.now();
  child.kill(signal);
  return { code: await ending, milliseconds: performance.now() - began, said };
}

describe("a command that is interrupted", { timeout: 40_000 }, () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s ends with the programs that it runs", async (signal) => {
    const file = join(await temporaryFolder(), "pid");
    const { code, milliseconds, said } = await interrupted("program", file, signal);
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(2_000);
    expect(said).toBe(
      "begun\ninterrupted: coming to a clean end; what was made stays, and the same command goes on from there\n",
    );
    expect(isAlive(Number(await readFile(file, "utf8")))).toBe(false);
  });

  it.each(["wait", "deaf"])("ends at once, whatever it is at: %s", async (kind) => {
    const { code, milliseconds } = await interrupted(kind, "", "SIGINT");
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(2_500);
  });

  it("ends while it waits for another command", async () => {
    const file = join(await temporaryFolder(), "lock");
    await withProcessLock(
      file,
      () => undefined,
      async () => {
        expect(await interrupted("lock", file, "SIGINT")).toMatchObject({ code: 130 });
      },
    );
  });

  it("ends while a host does not answer", async () => {
    const server = createServer();
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, milliseconds } = await interrupted("download", `http://127.0.0.1:${port}/`, "SIGINT");
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(2_000);
  });

  it("waits for what has to come to its end, and for nothing after that", async () => {
    const file = join(await temporaryFolder(), "ended");
    const { code, milliseconds } = await interrupted("to its end", file, "SIGINT");
    expect(code).toBe(130);
    expect(milliseconds).toBeGreaterThan(2_000);
    expect(await readFile(file, "utf8")).toBe("ended");
  });
});

describe("interruptible work", () => {
  it("ends what it waits for at once", async () => {
    const controller = new AbortController();
    const never = Promise.withResolvers<undefined>();
    const work = interruptible(controller.signal, () =>
      Promise.allSettled([pause(60_000), unlessInterrupted(never.promise)]),
    );
    controller.abort();
    expect(await work).toEqual([
      { status: "rejected", reason: new InterruptedError() },
      { status: "rejected", reason: new InterruptedError() },
    ]);
  });

  it("gives what it waits for otherwise", async () => {
    expect(
      await interruptible(new AbortController().signal, () => unlessInterrupted(Promise.resolve(7))),
    ).toBe(7);
    expect(await unlessInterrupted(Promise.resolve(7))).toBe(7);
  });
});
