import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { withProcessLock } from "../../infra/local/processLock";
import { temporaryFolder } from "../support/temporaryFolder";

const holder = resolve(__dirname, "../support/lockHolder.ts");

/** A process of its own that holds the lock until it is ended. */
async function startHolder(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", holder, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a process lock", () => {
  it("lets one in after the other, tells those that wait, and leaves nothing", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "deep", "work");
    const order: string[] = [];
    const enter = (name: string) =>
      withProcessLock(
        file,
        () => order.push(`${name} waits`),
        async () => {
          order.push(`${name} begins`);
          await sleep(250);
          order.push(`${name} ends`);
        },
      );
    const first = enter("one");
    await vi.waitUntil(() => order.length === 1);
    await Promise.all([first, enter("two")]);
    expect(order).toEqual(["one begins", "two waits", "one ends", "two begins", "two ends"]);
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
  });

  it("is given back when the work fails", async () => {
    const file = join(await temporaryFolder(), "work");
    const fail = () => Promise.reject(new Error("no room"));
    await expect(withProcessLock(file, vi.fn(), fail)).rejects.toThrow("no room");
    expect(await withProcessLock(file, vi.fn(), () => Promise.resolve("in"))).toBe("in");
  });

  it("of a killed process is free at once", { timeout: 30_000 }, async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "work");
    const onWait = vi.fn();
    await kill(await startHolder(file));
    expect(existsSync(`${file}.lock`)).toBe(true);
    await withProcessLock(file, onWait, () => Promise.resolve());
    expect(onWait).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("of a process on another machine or in a container is not: its number means nothing here", async () => {
    const file = join(await temporaryFolder(), "work");
    const elsewhere = { pid: 999_999_999, where: `${hostname()}-elsewhere` };
    const order: string[] = [];
    const first = withProcessLock(file, vi.fn(), async () => {
      await writeFile(`${file}.owner`, JSON.stringify(elsewhere));
      order.push("first begins");
      await sleep(1_000);
      order.push("first ends");
    });
    await vi.waitUntil(() => order.length === 1);
    const wait = () => order.push("second waits");
    const second = withProcessLock(file, wait, () => Promise.resolve(order.push("second begins")));
    await Promise.all([first, second]);
    expect(order).toEqual(["first begins", "second waits", "first ends", "second begins"]);
  });

  it("is waited for by a process whose folder the holder removes", async () => {
    const folder = join(await temporaryFolder(), "state");
    const file = join(folder, "work");
    const first = withProcessLock(file, vi.fn(), async () => {
      await sleep(500);
      // The one that waits may make the folder anew while it is removed.
      await rm(folder, { recursive: true, maxRetries: 10 });
    });
    await sleep(100);
    await withProcessLock(file, vi.fn(), () => Promise.resolve());
    await first;
    // The folder stays, unless the removal of the first one has come upon it.
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});
