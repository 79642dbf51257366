import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { temporaryFolder } from "./temporaryFolder";

/** A checkout that has nothing but cli/bootstrap.mjs with what it needs, a lock file and a command, and an npm that a test can watch. */
export interface BareCheckout {
  readonly root: string;
  readonly cache: string;
  /** What the fake npm was called with, one line each. */
  readonly npmLog: string;
  /** Environment for running the bootstrap. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The version of the package `tsx` that the lock file of `checkout` asks for. */
export async function writeLock(root: string, version: string): Promise<void> {
  const packages = {
    "": { name: "domicile" },
    "node_modules/tsx": { version, integrity: `sha512-${version}` },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  };
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
}

/**
 * Stands for npm. `ci` installs what the lock file in the working directory asks for, as npm notes it; `install` makes a
 * package with a "Node" that notes that it was used. FAKE_NPM_SECONDS is how long it takes, FAKE_NPM_FAILS makes it fail.
 */
const npmSource = String.raw`
const fs = require("node:fs");
const [command, ...args] = process.argv.slice(2);
fs.appendFileSync(process.env.FAKE_NPM_LOG, [command, ...args.map((arg) => arg.replace(/\d+$/, "PID"))].join(" ") + "\n");
console.error("npm warn Unknown user config");
if (process.env.FAKE_NPM_FAILS) {
  console.error("npm error network is down");
  process.exit(1);
}
setTimeout(() => {
  if (command === "ci") {
    const { packages } = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
    fs.mkdirSync("node_modules/tsx", { recursive: true });
    fs.writeFileSync("node_modules/tsx/package.json", '{"main":"loader.cjs"}');
    fs.writeFileSync("node_modules/tsx/loader.cjs", "");
    delete packages[""];
    delete packages["node_modules/other-platform"];
    fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
  } else {
    const folder = "node_modules/node-" + process.platform + "-" + process.arch + "/bin";
    fs.mkdirSync(folder, { recursive: true });
    const script = '#!/bin/sh\necho fetched-node >> "$FAKE_NPM_LOG"\nNODE_OPTIONS= exec "' + process.execPath + '" "$@"\n';
    fs.writeFileSync(folder + "/node", script, { mode: 0o755 });
  }
}, 1000 * Number(process.env.FAKE_NPM_SECONDS ?? 0));
`;

/** What stands for cli/start.ts: prints how it was called, and does what its first argument says. */
const commandSource = `
const [what, ...rest] = process.argv.slice(2);
if (what === "wait") {
  process.on("SIGTERM", () => process.exit(43));
  process.on("SIGINT", () => process.exit(42));
  setTimeout(() => undefined, 20_000);
}
console.log(JSON.stringify({ what, rest, temporary: process.env["TMPDIR"] }));
if (what === "exit") process.exit(Number(rest[0]));
if (what === "die") process.kill(process.pid, "SIGKILL");
`;

/** Makes a bare checkout that is removed at the end of the running test. */
export async function bareCheckout(): Promise<BareCheckout> {
  const folder = await temporaryFolder();
  const root = join(folder, "checkout");
  await mkdir(join(root, "cli"), { recursive: true });
  for (const name of ["bootstrap.mjs", "machine.mjs"])
    await cp(resolve(__dirname, "../../cli", name), join(root, "cli", name));
  await writeFile(join(root, "cli/start.ts"), commandSource);
  await writeFile(join(root, "package.json"), "{}");
  await writeLock(root, "1.0.0");

  const npm = join(folder, "npm-cli.js");
  await writeFile(npm, npmSource);
  await chmod(npm, 0o755);
  const npmLog = join(folder, "npm.log");
  await writeFile(npmLog, "");
  const cacheHome = join(folder, "cache-home");
  return {
    root,
    cache: join(cacheHome, "domicile"),
    npmLog,
    environment: { ...process.env, npm_execpath: npm, FAKE_NPM_LOG: npmLog, XDG_CACHE_HOME: cacheHome },
  };
}
