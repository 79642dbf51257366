import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { cachedEntry, cacheEntry } from "../../infra/local/cache";
import { temporaryFolder } from "../support/temporaryFolder";

const program = resolve(__dirname, "../support/cacheMaker.ts");

/** Starts a process of its own that wants an entry. */
function startMaker(cache: string, key: string, log: string, seconds: number): ChildProcess {
  const args = ["--import", "tsx", program, cache, key, log, `${seconds}`];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

describe("cacheEntry", () => {
  it("makes an entry once and gives the same folder afterwards", async () => {
    const cache = await temporaryFolder();
    const make = vi.fn((folder: string) => writeFile(join(folder, "a"), "content"));
    expect(await cachedEntry(cache, "tool/1.0")).toBeUndefined();
    const first = await cacheEntry(cache, "tool/1.0", make);
    const second = await cacheEntry(cache, "tool/1.0", make);
    expect(first).toBe(join(cache, "tool/1.0"));
    expect(second).toBe(first);
    expect(await cachedEntry(cache, "tool/1.0")).toBe(first);
    expect(make).toHaveBeenCalledTimes(1);
    expect(readFileSync(join(first, "a"), "utf8")).toBe("content");
    expect(readdirSync(join(cache, "tool"))).toEqual(["1.0"]);
  });

  it("leaves nothing when making fails, and tries again the next time", async () => {
    const cache = await temporaryFolder();
    const fail = async (folder: string) => {
      await writeFile(join(folder, "half"), "");
      throw new Error("no room");
    };
    await expect(cacheEntry(cache, "tool/1.0", fail)).rejects.toThrow("no room");
    expect(readdirSync(join(cache, "tool"))).toEqual([]);
    const folder = await cacheEntry(cache, "tool/1.0", () => Promise.resolve());
    expect(readdirSync(folder)).toEqual([]);
  });

  it("makes an entry once for callers of one process, and tells the one that waits", async () => {
    const cache = await temporaryFolder();
    const make = vi.fn(() => new Promise<void>((done) => setTimeout(done, 300)));
    const onWait = vi.fn();
    const folders = await Promise.all([
      cacheEntry(cache, "k", make, { onWait }),
      cacheEntry(cache, "k", make, { onWait }),
    ]);
    expect(folders).toEqual([join(cache, "k"), join(cache, "k")]);
    expect(make).toHaveBeenCalledTimes(1);
    expect(onWait).toHaveBeenCalledTimes(1);
  });

  it("makes different entries at the same time", async () => {
    const cache = await temporaryFolder();
    const order: string[] = [];
    const make = (name: string) => async () => {
      order.push(`begin ${name}`);
      await new Promise((done) => setTimeout(done, 200));
      order.push(`end ${name}`);
    };
    await Promise.all([cacheEntry(cache, "a", make("a")), cacheEntry(cache, "b", make("b"))]);
    expect(order.slice(0, 2).sort()).toEqual(["begin a", "begin b"]);
  });

  it.each(["", "../out", "a//b", "/a", "a/..", ".hidden", "a b"])("refuses the key '%s'", async (key) => {
    const cache = await temporaryFolder();
    await expect(cacheEntry(cache, key, () => Promise.resolve())).rejects.toThrow(
      `cache key '${key}' is not a relative path of plain names such as 'pulumi/3.259.0'`,
    );
  });

  it("lets two processes want the same entry: one makes it, both get it", { timeout: 30_000 }, async () => {
    const cache = await temporaryFolder();
    const log = join(cache, "log");
    const makers = [startMaker(cache, "tool/2", log, 1), startMaker(cache, "tool/2", log, 1)];
    const codes = await Promise.all(makers.map(async (maker) => (await once(maker, "exit"))[0] as unknown));
    expect(codes).toEqual([0, 0]);
    const got = `got ${join(cache, "tool/2")}`;
    expect(readFileSync(log, "utf8").trim().split("\n")).toEqual(["make", got, got]);
    expect(readdirSync(join(cache, "tool/2")).sort()).toEqual(["first", "second"]);
    expect(readdirSync(join(cache, "tool"))).toEqual(["2"]);
  });

  it("takes over from a killed process and removes what it left", { timeout: 30_000 }, async () => {
    const cache = await temporaryFolder();
    const log = join(cache, "log");
    const killed = startMaker(cache, "tool/3", log, 600);
    await vi.waitUntil(() => existsSync(log), { timeout: 20_000 });
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(readdirSync(join(cache, "tool"))).toContain(`3.lock`);
    expect(await cachedEntry(cache, "tool/3")).toBeUndefined();

    const folder = await cacheEntry(cache, "tool/3", (target) => writeFile(join(target, "whole"), ""));
    expect(readdirSync(folder)).toEqual(["whole"]);
    expect(readdirSync(join(cache, "tool"))).toEqual(["3"]);
  });

  it("keeps the temporary folder of a maker that is alive", async () => {
    const cache = await temporaryFolder();
    const alive = join(cache, `k.partial-${process.ppid}-0`);
    await mkdir(alive);
    await mkdir(join(cache, "k.partial-999999999-0"));
    await mkdir(join(cache, "k2.partial-999999999-0"));
    await cacheEntry(cache, "k", () => Promise.resolve());
    expect(readdirSync(cache).sort()).toEqual(["k", `k.partial-${process.ppid}-0`, "k2.partial-999999999-0"]);
  });
});
