// Runs a command of the checkout: `node cli/bootstrap.mjs <command> [argument…]`.
// It is plain JavaScript without dependencies and works on Node 18, because it gets what everything else needs: a
// recent Node and the packages of package-lock.json. Then it hands over to cli/<command>.ts.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cacheFolder, currentPlatform, machineNotes, machineProblems } from "./machine.mjs";

const commands = ["start", "test", "down", "bench", "lint", "picture", "domicile"];

/** The oldest major version of Node that @pulumi/pulumi runs on. */
const oldestNode = 22;
/** The version of Node that is fetched where the caller's is older: the one used in development. */
const fetchedNode = "24.21.0";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const state = join(root, ".domicile");
const cache = cacheFolder(process.env);

/** A failure that is told in one message, without a stack trace. */
class Failure extends Error {}

/** A person's wish to end. What was made so far is removed, and made anew the next time. */
class Interrupted extends Error {}

async function main() {
  const [command, ...args] = process.argv.slice(2);
  if (!commands.includes(command)) {
    throw new Failure(`unknown command '${command ?? ""}'; commands: ${commands.join(", ")}`);
  }
  const platform = currentPlatform();
  const problems = machineProblems({ command, args, root, environment: process.env, platform });
  if (problems.length > 0) throw new Failure(problems.join("\n"));
  for (const note of machineNotes(process.env)) console.error(note);
  const node = await ensureNode();
  await ensurePackages();
  return run(node, command, args);
}

/** The executable of a Node that is recent enough. */
async function ensureNode() {
  if (Number(process.versions.node.split(".")[0]) >= oldestNode) return process.execPath;
  const folder = join(cache, "node", fetchedNode);
  const node = join(folder, "bin/node");
  if (existsSync(node)) return node;

  const name = `node-${process.platform}-${process.arch}`;
  await step(`Node ${fetchedNode} (this one is ${process.versions.node})`, async () => {
    const work = draftOf(folder);
    const spec = `${name}@${fetchedNode}`;
    try {
      await npm(["install", "--prefix", work, "--no-save", "--ignore-scripts", spec], work);
      moveIntoPlace(join(work, "node_modules", name), folder, () => existsSync(node));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(
        `Node ${oldestNode} or newer is needed, and npm could not fetch ${spec}\n${error.message}`,
      );
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return node;
}

/**
 * Installs the packages of package-lock.json when others, or none, are installed. The installation happens in a folder
 * of its own that is then renamed, so neither a kill nor a second run at the same time leaves half of it.
 */
async function ensurePackages() {
  const modules = join(root, "node_modules");
  const isReady = () => isInstalled(modules);
  if (isReady()) return;
  await step("npm packages", async () => {
    const work = draftOf(join(state, "install"));
    try {
      for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
        if (existsSync(join(root, name))) copyFileSync(join(root, name), join(work, name));
      }
      // No package needs its scripts here, and @pulumi/kubernetes would download a plug-in with one.
      await npm(["ci", "--ignore-scripts"], work);
      moveIntoPlace(join(work, "node_modules"), modules, isReady);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/**
 * Whether `modules` holds what package-lock.json says. npm itself notes at the end of an installation what it has
 * installed; packages for other platforms are missing there.
 */
function isInstalled(modules) {
  const noteFile = join(modules, ".package-lock.json");
  if (!existsSync(noteFile)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(noteFile);
  const isSame = (path) =>
    installed[path]?.version === wanted[path]?.version &&
    installed[path]?.integrity === wanted[path]?.integrity;
  return (
    Object.keys(wanted).every(
      (path) => path === "" || isSame(path) || isLeftOut(wanted[path], installed[path]),
    ) && Object.keys(installed).every((path) => isSame(path))
  );
}

function isLeftOut(wanted, installed) {
  return installed === undefined && wanted.optional === true;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/**
 * Renames the folder `made` to `final`. What another process has put there meanwhile is left alone when it is good.
 */
function moveIntoPlace(made, final, isGood) {
  const aside = `${made}.old`;
  for (let attempt = 1; !isGood(); attempt++) {
    try {
      if (existsSync(final)) renameSync(final, aside);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    try {
      renameSync(made, final);
    } catch (error) {
      // Another process was faster between the two renames.
      if (!["ENOTEMPTY", "EEXIST"].includes(error.code) || attempt === 3) throw error;
    }
    rmSync(aside, { recursive: true, force: true });
  }
}

/** An empty folder beside `final` for this process alone; those of processes that are gone are removed. */
function draftOf(final) {
  const parent = dirname(final);
  const prefix = `${final.slice(parent.length + 1)}.partial-`;
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
  const draft = join(parent, `${prefix}${process.pid}`);
  mkdirSync(draft);
  return draft;
}

function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs the caller's npm in `folder`; its output is shown when it fails only. */
function npm(args, folder) {
  const own = process.env["npm_execpath"] ?? "";
  const isNpm = /[\\/]npm(-cli)?\.[cm]?js$/.test(own);
  const words = isNpm ? [process.execPath, own, ...args] : ["npm", ...args];
  const environment = {
    ...process.env,
    npm_config_audit: "false",
    npm_config_cache: join(cache, "npm"),
    npm_config_fund: "false",
    npm_config_loglevel: "error",
    npm_config_update_notifier: "false",
  };
  // Set by the npm that called us for itself; they would send the installation to the checkout.
  for (const name of ["npm_config_local_prefix", "npm_config_prefix", "npm_config_global"])
    delete environment[name];
  return new Promise((resolve, reject) => {
    const child = spawn(words[0], words.slice(1), {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that it can be ended with all that it has started.
      detached: true,
    });
    const end = () => {
      endGroup(child);
      reject(new Interrupted());
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, end);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", (error) => reject(new Failure(`npm cannot be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      for (const name of signals) process.removeListener(name, end);
      if (code === 0) return resolve();
      const lines = output.split("\n").filter((line) => !/^npm (warn|WARN)/.test(line));
      const said = lines.join("\n").trim().split("\n").slice(0, 20).join("\n");
      reject(new Failure(`'npm ${args[0]}' failed with ${signal ?? `exit code ${code}`}:\n${said}`));
    });
  });
}

/** Ends a program and all that it has started. */
function endGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Hands over to cli/<command>.ts and ends as it ends. */
async function run(node, command, args) {
  const temporary = join(state, "tmp");
  mkdirSync(temporary, { recursive: true });
  const environment = {
    ...process.env,
    PATH: [dirname(node), process.env["PATH"] ?? ""].join(delimiter),
    // Nothing is to be written outside of the cache and the checkout, by any program that is run.
    TMPDIR: temporary,
    NODE_COMPILE_CACHE: join(cache, "node-compile-cache"),
  };
  const loader = pathToFileURL(createRequire(join(root, "package.json")).resolve("tsx")).href;
  const child = spawn(node, ["--import", loader, join(root, "cli", `${command}.ts`), ...args], {
    env: environment,
    stdio: "inherit",
  });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the whole process group: the command has it already.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (...ending) => resolve(ending));
  });
  for (const name of signals) process.removeListener(name, forward);
  if (signal !== null) process.kill(process.pid, signal);
  return code ?? 1;
}

/** Runs `work` and shows on the standard error stream that it runs, and how long it took. */
async function step(title, work) {
  const since = Date.now();
  const elapsed = () => `${Math.round((Date.now() - since) / 1000)} s`;
  const isTerminal = process.stderr.isTTY;
  const show = () =>
    process.stderr.write(isTerminal ? `\r\u001b[2K… ${title} (${elapsed()})` : `… ${title} (${elapsed()})\n`);
  show();
  const timer = setInterval(show, isTerminal ? 1_000 : 20_000);
  let mark = "✗";
  try {
    await work();
    mark = "✓";
  } finally {
    clearInterval(timer);
    process.stderr.write(`${isTerminal ? "\r\u001b[2K" : ""}${mark} ${title} (${elapsed()})\n`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof Interrupted) {
    console.error("interrupted: the same command begins again");
    // As shells expect it: 128 and the number of SIGINT.
    process.exit(130);
  }
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
