import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type BareCheckout, bareCheckout, writeLock } from "../support/fakeNpm";

/** A run of the bootstrap. */
interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ending: Promise<number | string>;
}

function start(
  { root, environment }: BareCheckout,
  args: readonly string[],
  extra: NodeJS.ProcessEnv = {},
): Run {
  const child = spawn(process.execPath, [join(root, "cli/bootstrap.mjs"), ...args], {
    env: { ...environment, ...extra },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const text = { output: "", errors: "" };
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text.output += piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (text.errors += piece));
  const ending = new Promise<number | string>((resolve) => {
    child.on("close", (code, signal) => {
      resolve(code ?? signal ?? "unknown");
    });
  });
  return { child, output: () => text.output, errors: () => text.errors, ending };
}

function npmCalls({ npmLog }: BareCheckout): string[] {
  return readFileSync(npmLog, "utf8").split("\n").slice(0, -1);
}

/** Makes the Node that runs the bootstrap call itself 20. */
const oldNode = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})',
  )}`,
};

describe("bootstrap", { timeout: 30_000 }, () => {
  it("installs the packages once, runs the command and ends with its exit code", async () => {
    const checkout = await bareCheckout();
    const first = start(checkout, ["start", "exit", "7", "a b"]);
    expect(await first.ending).toBe(7);
    const temporary = join(checkout.root, ".domicile/tmp");
    expect(JSON.parse(first.output())).toEqual({ what: "exit", rest: ["7", "a b"], temporary });
    expect(first.errors()).toBe("… npm packages (0 s)\n✓ npm packages (0 s)\n");
    const second = start(checkout, ["start", "exit", "0"]);
    expect(await second.ending).toBe(0);
    expect(second.errors()).toBe("");
    expect(npmCalls(checkout)).toEqual(["ci --ignore-scripts"]);
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual(["tmp"]);
  });

  it("installs again when the lock file has changed", async () => {
    const checkout = await bareCheckout();
    await start(checkout, ["start"]).ending;
    await writeLock(checkout.root, "2.0.0");
    await writeFile(join(checkout.root, "node_modules/left-over"), "");
    expect(await start(checkout, ["start"]).ending).toBe(0);
    expect(npmCalls(checkout)).toHaveLength(2);
    const note = readFileSync(join(checkout.root, "node_modules/.package-lock.json"), "utf8");
    expect(note).toContain('"version":"2.0.0"');
    expect(existsSync(join(checkout.root, "node_modules/left-over"))).toBe(false);
  });

  it("installs again when something else was installed besides", async () => {
    const checkout = await bareCheckout();
    await start(checkout, ["start"]).ending;
    const file = join(checkout.root, "node_modules/.package-lock.json");
    const packages = {
      "node_modules/tsx": { version: "1.0.0", integrity: "sha512-1.0.0" },
      "node_modules/more": {},
    };
    await writeFile(
      file,
      JSON.stringify({ packages: { ...packages, "node_modules/more": { version: "1.0.0" } } }),
    );
    await start(checkout, ["start"]).ending;
    expect(npmCalls(checkout)).toHaveLength(2);
  });

  it("can run twice at once in a new checkout", async () => {
    const checkout = await bareCheckout();
    const slow = { FAKE_NPM_SECONDS: "1" };
    const runs = [
      start(checkout, ["start", "exit", "1"], slow),
      start(checkout, ["start", "exit", "2"], slow),
    ];
    expect(await Promise.all(runs.map((run) => run.ending))).toEqual([1, 2]);
    expect(readdirSync(checkout.root).sort()).toEqual([
      ".domicile",
      "cli",
      "node_modules",
      "package-lock.json",
      "package.json",
    ]);
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual(["tmp"]);
  });

  it("starts over after it was killed during the installation", async () => {
    const checkout = await bareCheckout();
    const killed = start(checkout, ["start"], { FAKE_NPM_SECONDS: "2" });
    await vi.waitUntil(() => npmCalls(checkout).length === 1, { timeout: 10_000 });
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    expect(existsSync(join(checkout.root, "node_modules"))).toBe(false);
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual([
      `install.partial-${killed.child.pid ?? 0}`,
    ]);
    expect(await start(checkout, ["start", "exit", "0"]).ending).toBe(0);
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual(["tmp"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends at once by %s during the installation", async (signal) => {
    const checkout = await bareCheckout();
    const run = start(checkout, ["start"], { FAKE_NPM_SECONDS: "20" });
    await vi.waitUntil(() => npmCalls(checkout).length === 1, { timeout: 10_000 });
    const began = performance.now();
    run.child.kill(signal);
    expect(await run.ending).toBe(130);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(run.errors()).toContain("interrupted: the same command begins again");
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual([]);
    expect(await start(checkout, ["start", "exit", "0"]).ending).toBe(0);
  });

  it("shows what npm said, without its warnings, only when it fails", async () => {
    const checkout = await bareCheckout();
    const run = start(checkout, ["start"], { FAKE_NPM_FAILS: "1" });
    expect(await run.ending).toBe(2);
    expect(run.errors()).toBe(
      "… npm packages (0 s)\n✗ npm packages (0 s)\n'npm ci' failed with exit code 1:\nnpm error network is down\n",
    );
    expect(readdirSync(join(checkout.root, ".domicile"))).toEqual([]);
  });

  it("fetches a recent Node once when this one is old, and runs the command with it", async () => {
    const checkout = await bareCheckout();
    const run = start(checkout, ["start", "exit", "5"], oldNode);
    expect(await run.ending).toBe(5);
    expect(run.errors()).toContain("✓ Node 24.21.0 (this one is 20.1.0) (");
    expect(await start(checkout, ["start", "exit", "6"], oldNode).ending).toBe(6);
    const node = join(checkout.cache, "node");
    const name = `node-${process.platform}-${process.arch}@24.21.0`;
    expect(npmCalls(checkout)).toEqual([
      `install --prefix ${node}/24.21.0.partial-PID --no-save --ignore-scripts ${name.replace(/\d+$/, "PID")}`,
      "ci --ignore-scripts",
      "fetched-node",
      "fetched-node",
    ]);
    expect(readdirSync(node)).toEqual(["24.21.0"]);
  });

  it("says what is needed when no recent Node can be fetched", async () => {
    const checkout = await bareCheckout();
    const run = start(checkout, ["start"], { ...oldNode, FAKE_NPM_FAILS: "1" });
    expect(await run.ending).toBe(2);
    expect(run.errors()).toContain(
      `Node 22 or newer is needed, and npm could not fetch node-${process.platform}-${process.arch}@24.21.0\n` +
        "'npm install' failed with exit code 1:\nnpm error network is down\n",
    );
  });

  it.each([
    ["SIGTERM", 43],
    ["SIGINT", 42],
  ] as const)("hands %s to the command and ends as it ends", async (signal, code) => {
    const checkout = await bareCheckout();
    const run = start(checkout, ["start", "wait"]);
    await vi.waitUntil(() => run.output().includes("wait"), { timeout: 10_000 });
    run.child.kill(signal);
    expect(await run.ending).toBe(code);
  });

  it("ends by the signal that ended the command", async () => {
    const checkout = await bareCheckout();
    expect(await start(checkout, ["start", "die"]).ending).toBe("SIGKILL");
  });

  it.each([[["stop"]], [[]]])("refuses the command %j", async (args) => {
    const checkout = await bareCheckout();
    const run = start(checkout, args);
    expect(await run.ending).toBe(2);
    expect(run.errors().trim().split(", ").slice(0, 4)).toEqual([
      `unknown command '${args.join("")}'; commands: start`,
      "test",
      "down",
      "bench",
    ]);
    expect(npmCalls(checkout)).toEqual([]);
  });

  it("says what is wrong with its folders before anything is made or fetched", async () => {
    const checkout = await bareCheckout();
    await writeFile(join(checkout.root, ".domicile"), "");
    const file = join(checkout.root, "package.json");
    const run = start(checkout, ["down"], { XDG_CACHE_HOME: file });
    expect(await run.ending).toBe(2);
    expect(run.errors().split("\n")).toEqual([
      `the checkout '${checkout.root}/.domicile' is a file; clone the repository into a folder that you may write to`,
      `the cache folder '${file}/domicile' cannot be made: '${file}' is a file; ` +
        "set XDG_CACHE_HOME to a folder that you may write to",
      "",
    ]);
    expect(npmCalls(checkout)).toEqual([]);
  });

  it("ignores a relative XDG_CACHE_HOME", async () => {
    const checkout = await bareCheckout();
    const home = join(checkout.root, "../home");
    await mkdir(home);
    const run = start(checkout, ["start", "exit", "0"], {
      ...oldNode,
      XDG_CACHE_HOME: "relative",
      HOME: home,
    });
    expect(await run.ending).toBe(0);
    expect(run.errors()).toContain(
      "XDG_CACHE_HOME 'relative' is no absolute path and is ignored; the cache folder",
    );
    expect(existsSync(join(home, ".cache/domicile/node/24.21.0/bin/node"))).toBe(true);
    await rm(home, { recursive: true });
  });
});
